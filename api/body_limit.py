"""A limit on request bodies, so that no request can fill the memory.

Starlette has such a middleware, but it answers in plain text instead of the one error shape.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import to_response


class BodyLimit:
    """Middleware that refuses bodies of more than `limit_bytes` with 413.

    A declared length is refused unread; without one the bytes are counted as they arrive.
    """

    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        self._app = app
        self._limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting; or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _declared_bytes(scope) > self._limit_bytes:
            response = await to_response(Request(scope), self._refusal())
            await response(scope, receive, send)
        else:
            await self._app(scope, self._counting(receive), send)

    def _counting(self, receive: Receive) -> Receive:
        received_bytes = 0

        async def receive_within_limit() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes > self._limit_bytes:
                # Raised where the route reads its body, so the error handlers answer.
                raise self._refusal()
            return message

        return receive_within_limit

    def _refusal(self) -> HTTPException:
        # The rest of the body is still on its way: the connection cannot serve another request.
        message = f"The body is larger than {self._limit_bytes:,} bytes."
        return HTTPException(413, message, {"Connection": "close"})


def _declared_bytes(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isdecimal() else 0
