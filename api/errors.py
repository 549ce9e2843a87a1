"""Every failure as one shape: `{"error": {"code", "message", "hint"}}`.

On the routes of `api.compatible` it is OpenAI's: `{"error": {"message", "type", "param", "code"}}`.

The only module that knows which HTTP status an error has. Add a leaf of `QAError` to `STATUSES`
where its parent's status does not fit it.
"""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match

from api.compatible import is_compatible
from api.compatible.errors import in_openai_shape
from api.middleware.request_context import add_headers
from api.refusals import Refusal
from api.schemas import Error, ErrorDetail
from qa.errors import (
    AnswerNotFound,
    ArchiveError,
    CorpusError,
    EndpointError,
    FeedbackError,
    HistoryError,
    IndexBusy,
    IndexUnusable,
    ModelError,
    QAError,
    QuestionError,
    SessionNotFound,
    SettingsError,
    SourceNotFound,
)

STATUSES: dict[type[QAError], int] = {
    QAError: 500,
    SettingsError: 500,
    QuestionError: 422,
    CorpusError: 500,
    SourceNotFound: 404,
    IndexUnusable: 503,
    IndexBusy: 409,
    HistoryError: 503,
    SessionNotFound: 404,
    AnswerNotFound: 404,
    FeedbackError: 422,
    ArchiveError: 500,
    ModelError: 503,
    EndpointError: 502,
}

HINTS: dict[type[QAError], str] = {  # where the error's own names a command, not a route
    SourceNotFound: "GET /v1/sources lists the ones that are.",
    SessionNotFound: "GET /v1/sessions lists those there are.",
    AnswerNotFound: "Receipts are kept as QA_RECEIPTS and QA_RECEIPT_DAYS say.",
}

RETRY_AFTER_SECONDS = 5  # an ingest of a small folder, or a short outage, is over by then
LONGEST_VALUE = 80  # characters of a refused value that a message quotes
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
SEE_DOCS = "GET /docs lists every route with requests that work."

_logger = logging.getLogger(__name__)


def install_error_handlers(app: FastAPI) -> None:
    """Let `to_response` answer for whatever any route raises."""
    for kind in (QAError, Refusal, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, to_response)


async def to_response(request: Request, error: Exception) -> JSONResponse:
    """The reply to a failed request; what nobody foresaw is a 500 without details."""
    refusal = refusal_of(request, error)
    request.state.error_code = refusal.code
    if is_compatible(request.url.path):
        status, body = in_openai_shape(refusal)
        return JSONResponse(body, status, refusal.headers)
    detail = ErrorDetail(code=refusal.code, message=refusal.message, hint=refusal.hint)
    return JSONResponse(Error(error=detail).model_dump(), refusal.status, refusal.headers)


def refusal_of(request: Request, error: Exception) -> Refusal:
    """What the caller is told about an error."""
    match error:
        case Refusal():
            return error
        case QAError():
            return _product_error(error)
        case RequestValidationError(body=bytes()):
            return _wrong_content_type(request)
        case RequestValidationError():
            return _invalid_request(error.errors())
        case HTTPException():
            return _http_error(request, error)
    # The server logs the traceback: the framework raises the error again after this reply.
    _logger.error("%s %s failed: %r", request.method, request.url.path, error)
    return Refusal(
        500,
        "internal_error",
        "The service failed on this request: a fault of the service, not of the request.",
        "Report it with the log lines that the service wrote at this time.",
        headers=_headers_of_the_unforeseen(request),
    )


def _headers_of_the_unforeseen(request: Request) -> dict[str, str]:
    """What `RequestContext` adds: the framework makes this reply outside of all middleware."""
    headers = MutableHeaders()
    add_headers(headers, getattr(request.state, "request_id", ""))
    return dict(headers)


def status_of(kind: type[QAError]) -> int:
    """The HTTP status of an error class: its own, or its nearest ancestor's."""
    return next(STATUSES[ancestor] for ancestor in kind.__mro__ if ancestor in STATUSES)


def _product_error(error: QAError) -> Refusal:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if error.retryable else {}
    hint = HINTS.get(type(error), error.hint)
    return Refusal(status_of(type(error)), error.code, error.message, hint, headers=headers)


def to_error(error: QAError) -> Error:
    """A failure of the product in the one shape."""
    hint = HINTS.get(type(error), error.hint)
    return Error(error=ErrorDetail(code=error.code, message=error.message, hint=hint))


def _wrong_content_type(request: Request) -> Refusal:
    sent = request.headers.get("content-type")
    return Refusal(
        415,
        "unsupported_media_type",
        f"The body was sent as {sent or 'nothing in particular'}; this route reads JSON.",
        "Send the header 'Content-Type: application/json'.",
    )


def _invalid_request(problems: Sequence[Any]) -> Refusal:
    first = problems[0]
    if first["type"] == "json_invalid":
        place = f"{first['ctx']['error']}: character {first['loc'][-1]}"
        return Refusal(400, "malformed_json", f"The body is not JSON: {place}.", SEE_DOCS)
    message = " ".join(_sentence(problem, problem["loc"][1:]) for problem in problems)
    parameter = ".".join(map(str, first["loc"][1:])) or None
    return Refusal(422, "invalid_request", message, f"Correct it. {SEE_DOCS}", parameter)


def sentence_of(problem: Mapping[str, Any]) -> str:
    """What is wrong with a value, in a sentence that names and quotes it."""
    return _sentence(problem, problem["loc"])


def _sentence(problem: Mapping[str, Any], path: Sequence[Any]) -> str:
    name = f"'{'.'.join(map(str, path))}'" if path else "The body"
    if problem["type"] == "missing":
        return f"{name} is missing."
    if problem["type"] == "extra_forbidden":
        return f"{name} is not a field of this request."
    value = _as_sent(problem["input"])
    shown = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
    if not path:
        told = "empty (null)" if problem["input"] is None else shown
        return f"The body is {told}; this route takes a JSON object."
    return f"{name} is {shown}: {problem['msg'][:1].lower()}{problem['msg'][1:]}."


def _as_sent(value: Any) -> str:
    """`value` as JSON, the way the caller wrote it; half a character as an escape."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{json.dumps(value)}, which is no number in JSON"
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _http_error(request: Request, error: HTTPException) -> Refusal:
    path, method, hint = request.url.path, request.method, SEE_DOCS
    headers = dict(error.headers or {})
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            code, message = "route_not_found", f"There is no route {path!r}."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = _allowed_methods(request)
            headers["Allow"] = allowed
            code, message = "method_not_allowed", f"{path!r} takes {allowed}, not {method}."
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            code, message, hint = "request_too_large", error.detail, "Send a smaller body."
        case HTTPStatus.BAD_REQUEST:
            code, message = "malformed_json", "The body cannot be read as JSON in UTF-8."
        case _:
            code, message = "http_error", f"{method} {path}: {error.detail}."
    return Refusal(error.status_code, code, message, hint, headers=headers)


def _allowed_methods(request: Request) -> str:
    """What the path takes, over all its routes: the framework names those of the first only."""
    routes, scope = request.app.routes, request.scope
    return ", ".join(
        method
        for method in _METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)
    )
