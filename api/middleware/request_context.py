"""What every request gets: an id, safe headers, a line in the log and its place in the metrics."""

import logging
import re
import time
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import LOGGER, with_fields
from api.metrics import Metrics

REQUEST_ID = "X-Request-ID"
_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")  # nothing that could end a header or a line
_NO_REPLY = 499  # as nginx logs a client that went before it was answered

# Nothing here is a page, so nothing may run; the pages send policies of their own.
SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_logger = logging.getLogger(LOGGER)


class RequestContext:
    """Middleware around all others. A caller's own request id is kept where it is harmless."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, then note how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        status = _NO_REPLY

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                add_headers(MutableHeaders(scope=message), request_id)
            await send(message)

        started = time.perf_counter()
        self._metrics.started()
        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            self._metrics.ended()
            self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        self._metrics.request(scope["method"], route, status, seconds)
        state = scope["state"]
        noted = {name: state[name] for name in ("key_name", "question") if name in state}
        if "error_code" in state:
            self._metrics.refusal(state["error_code"])
            noted["error"] = state["error_code"]
        fields = with_fields(
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=state["request_id"],
            client=(scope.get("client") or ("unknown",))[0],
            **noted,
        )
        _logger.info("request", extra=fields)


def add_headers(headers: MutableHeaders, request_id: str) -> None:
    """Put the request's id and the safe headers where the reply has none of its own."""
    headers[REQUEST_ID] = request_id
    for name, value in SAFE_HEADERS.items():
        headers.setdefault(name, value)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get(REQUEST_ID.lower(), "")
    return given if _ACCEPTABLE_ID.fullmatch(given) else token_hex(8)


def _route(scope: Scope) -> str:
    """The pattern of the route: a path as sent may name a file, and there are endless many."""
    return getattr(scope.get("route"), "path", "none")
