"""A refusal in the shape of the OpenAI API."""

from http import HTTPStatus
from typing import Any

from api.refusals import Refusal

_SERVER_ERRORS = 500
_TYPES = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.NOT_FOUND: "not_found_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}


def in_openai_shape(refusal: Refusal) -> tuple[int, dict[str, Any]]:
    """Status and body. What OpenAI answers with 400 is 400 here too, not 422."""
    is_invalid = refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY
    status = HTTPStatus.BAD_REQUEST if is_invalid else HTTPStatus(refusal.status)
    kind = "server_error" if status >= _SERVER_ERRORS else "invalid_request_error"
    error = {
        "message": f"{refusal.message} {refusal.hint}",
        "type": _TYPES.get(status, kind),
        "param": refusal.parameter,
        "code": refusal.code,
    }
    return status, {"error": error}
