"""A limit on request bodies, so that no request can fill the memory.

Starlette has such a middleware, but it answers in plain text instead of the one error shape.
"""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.refusing import refuse
from api.refusals import body_too_large


class BodyLimit:
    """Middleware that refuses bodies of more than `limit_of(scope)` bytes with 413.

    A declared length is refused unread; without one the bytes are counted as they arrive.
    """

    def __init__(self, app: ASGIApp, limit_of: Callable[[Scope], int]) -> None:
        self._app = app
        self._limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting; or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope)
        if _declared_bytes(scope) > limit:
            await refuse(scope, receive, send, body_too_large(limit))
        else:
            await self._app(scope, _counting(receive, limit), send)


def _counting(receive: Receive, limit: int) -> Receive:
    received_bytes = 0

    async def receive_within_limit() -> Message:
        nonlocal received_bytes
        message = await receive()
        received_bytes += len(message.get("body", b""))
        if received_bytes > limit:
            # Raised where the body is read, so the error handlers answer.
            raise body_too_large(limit)
        return message

    return receive_within_limit


def _declared_bytes(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isdecimal() else 0
