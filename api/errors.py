"""Every failure as one shape: `{"error": {"code", "message", "hint"}}`.

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
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.schemas import Error, ErrorDetail
from qa.errors import (
    AnswerNotFound,
    CorpusError,
    EndpointError,
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
SEE_DOCS = "GET /docs lists every route with requests that work."

_logger = logging.getLogger(__name__)


def install_error_handlers(app: FastAPI) -> None:
    """Let `to_response` answer for whatever any route raises."""
    for kind in (QAError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, to_response)


async def to_response(request: Request, error: Exception) -> JSONResponse:
    """The reply to a failed request; what nobody foresaw is a 500 without details."""
    match error:
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
    detail = ErrorDetail(
        code="internal_error",
        message="The service failed on this request: a fault of the service, not of the request.",
        hint="Report it with the log lines that the service wrote at this time.",
    )
    return error_response(500, detail)


def error_response(
    status: int, detail: ErrorDetail, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The one shape of a failure."""
    return JSONResponse(Error(error=detail).model_dump(), status, headers)


def status_of(kind: type[QAError]) -> int:
    """The HTTP status of an error class: its own, or its nearest ancestor's."""
    return next(STATUSES[ancestor] for ancestor in kind.__mro__ if ancestor in STATUSES)


def _product_error(error: QAError) -> JSONResponse:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if error.retryable else None
    hint = HINTS.get(type(error), error.hint)
    detail = ErrorDetail(code=error.code, message=error.message, hint=hint)
    return error_response(status_of(type(error)), detail, headers)


def _wrong_content_type(request: Request) -> JSONResponse:
    sent = request.headers.get("content-type")
    detail = ErrorDetail(
        code="unsupported_media_type",
        message=f"The body was sent as {sent or 'nothing in particular'}; this route reads JSON.",
        hint="Send the header 'Content-Type: application/json'.",
    )
    return error_response(415, detail)


def _invalid_request(problems: Sequence[Any]) -> JSONResponse:
    first = problems[0]
    if first["type"] == "json_invalid":
        place = f"{first['ctx']['error']}: character {first['loc'][-1]}"
        detail = ErrorDetail(
            code="malformed_json", message=f"The body is not JSON: {place}.", hint=SEE_DOCS
        )
        return error_response(400, detail)
    message = " ".join(_sentence(problem) for problem in problems)
    return error_response(
        422, ErrorDetail(code="invalid_request", message=message, hint=f"Correct it. {SEE_DOCS}")
    )


def _sentence(problem: Mapping[str, Any]) -> str:
    _, *path = problem["loc"]
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


def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    path, method, hint = request.url.path, request.method, SEE_DOCS
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            code, message = "route_not_found", f"There is no route {path!r}."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = (error.headers or {}).get("Allow", "another method")
            code, message = "method_not_allowed", f"{path!r} takes {allowed}, not {method}."
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            code, message, hint = "request_too_large", error.detail, "Send a smaller body."
        case HTTPStatus.BAD_REQUEST:
            code, message = "malformed_json", "The body cannot be read as JSON in UTF-8."
        case _:
            code, message = "http_error", f"{method} {path}: {error.detail}."
    detail = ErrorDetail(code=code, message=message, hint=hint)
    return error_response(error.status_code, detail, error.headers)
