"""A limit on request bodies, in bytes and in time, so that no request can fill or hold a place.

Starlette has such a middleware, but it answers in plain text instead of the one error shape.
"""

import asyncio
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.refusing import refuse
from api.refusals import body_too_large, body_too_slow

BODY_SECONDS = 20.0  # a question is a few kilobytes
SLOWEST_BYTES_A_SECOND = 100_000  # a file as large as allowed gets as much longer


class BodyLimit:
    """Middleware that refuses bodies of more than `limit_of(scope)` bytes with 413.

    A declared length is refused unread; without one the bytes are counted as they arrive. One that
    has not arrived after `seconds`, and more for what may be large, is refused with 408.
    """

    def __init__(
        self, app: ASGIApp, limit_of: Callable[[Scope], int], seconds: float = BODY_SECONDS
    ) -> None:
        self._app = app
        self._limit_of = limit_of
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting; or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope)
        if _declared_bytes(scope) > limit:
            await refuse(scope, receive, send, body_too_large(limit))
        else:
            seconds = self._seconds + limit / SLOWEST_BYTES_A_SECOND
            await self._app(scope, _counting(receive, limit, seconds), send)


def _counting(receive: Receive, limit: int, seconds: float) -> Receive:
    """`receive`, which raises where the body is read, so that the error handlers answer."""
    received_bytes = 0
    deadline: float | None = asyncio.get_running_loop().time() + seconds

    async def receive_within_limit() -> Message:
        nonlocal received_bytes, deadline
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise body_too_slow(seconds) from None
        received_bytes += len(message.get("body", b""))
        if received_bytes > limit:
            raise body_too_large(limit)
        if not message.get("more_body", False):
            deadline = None  # what comes now is the end of the connection, whenever it wants
        return message

    return receive_within_limit


def _declared_bytes(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isdecimal() else 0
