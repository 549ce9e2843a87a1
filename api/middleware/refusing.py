"""How a middleware refuses: with the same reply as a route."""

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api.errors import to_response
from api.refusals import Refusal


async def refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    """Reply with the refusal, in the shape that the route's clients expect."""
    response = await to_response(Request(scope), refusal)
    await response(scope, receive, send)


async def break_off(scope: Scope, send: Send, refusal: Refusal) -> None:
    """End a stream of server-sent events that has begun: its last event is the refusal."""
    response = await to_response(Request(scope), refusal)
    event = b"event: error\ndata: " + bytes(response.body) + b"\n\n"
    await send({"type": "http.response.body", "body": event, "more_body": False})
