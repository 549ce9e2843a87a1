"""A bounded number of questions at a time: who finds no place is told at once.

Without it the server would queue without end: everybody waits longer and longer, for answers
that their clients have given up on.
"""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import LOGGER
from api.middleware.refusing import break_off, refuse
from api.refusals import Refusal, overloaded, timed_out
from qa.answering.deadline import end_by

# What a language model is not waited for: in it the answer is drawn up and sent, which takes as
# long however short a request may be. A tenth of the request's time, and as a rule 3 s at least.
_REST_SHARE, _LEAST_REST_SECONDS, _LARGEST_REST_SHARE = 0.1, 3.0, 0.5
_LAST_EVENT_SECONDS = 1.0

_logger = logging.getLogger(LOGGER)


class Gate:
    """Places for `running` requests, and a queue for `waiting` more. For one event loop."""

    def __init__(self, running: int, waiting: int) -> None:
        self.running = running
        self.waiting = waiting
        self.inside = 0
        self._places = asyncio.Semaphore(running)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A place for as long as the block runs, first come, first served.

        Raises:
            Refusal: all places are taken and the queue is full.
        """
        if self.inside >= self.running + self.waiting:
            raise overloaded(self.waiting)
        self.inside += 1
        try:
            async with self._places:
                yield
        finally:
            self.inside -= 1


class GateKeeper:
    """Middleware that lets requests through the gate whose path one of the patterns matches whole.

    A client that goes away loses its place in the queue at once. A thread that already works on
    its question keeps its place until it is done: only so the number of them stays bounded.
    """

    def __init__(
        self, app: ASGIApp, gate: Gate, paths: Sequence[str], timeout_seconds: float
    ) -> None:
        self._app = app
        self._gate = gate
        self._paths = re.compile("|".join(f"(?:{path})" for path in paths))
        self._timeout_seconds = timeout_seconds
        self._abandoned: set[asyncio.Task[None]] = set()  # else nothing would hold them

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it has a place, or refuse it."""
        if scope["type"] != "http" or not self._paths.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            body = await _whole_body(receive)
        except Refusal as refusal:
            await refuse(scope, receive, send, refusal)
            return
        if body is not None:
            await self._answer(scope, _Client(body, receive, send))

    async def _answer(self, scope: Scope, client: "_Client") -> None:
        work = asyncio.create_task(self._work(scope, client))
        gone = asyncio.create_task(client.wait_until_gone())
        try:
            await asyncio.wait(
                {work, gone},
                timeout=self._timeout_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if work.done():
                work.result()
            else:
                self._abandon(work, client)
                if not gone.done():
                    await self._give_up(scope, client)
        finally:
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone

    async def _work(self, scope: Scope, client: "_Client") -> None:
        end_by(time.monotonic() + _seconds_of_models(self._timeout_seconds))
        try:
            async with self._gate.turn():
                client.has_turn = True
                await self._app(scope, client.receive, client.send)
        except Refusal as refusal:
            await refuse(scope, client.receive, client.send, refusal)

    def _abandon(self, work: asyncio.Task[None], client: "_Client") -> None:
        """Take it out of the queue; what works already ends when its thread does or it sends."""
        client.is_listening = False
        self._abandoned.add(work)
        work.add_done_callback(self._forget)
        if not client.has_turn:
            work.cancel()

    def _forget(self, work: asyncio.Task[None]) -> None:
        self._abandoned.discard(work)
        error = None if work.cancelled() else work.exception()
        if error is not None and not isinstance(error, (OSError, ClientDisconnect)):
            _logger.error("a question whose client was gone failed: %r", error)

    async def _give_up(self, scope: Scope, client: "_Client") -> None:
        refusal = timed_out(self._timeout_seconds)
        if not client.has_reply:
            await refuse(scope, client.receive, client.raw_send, refusal)
        elif client.has_events:
            with suppress(TimeoutError):  # one that does not read is not waited for
                async with asyncio.timeout(_LAST_EVENT_SECONDS):
                    await break_off(scope, client.raw_send, refusal)


class _Client:
    """One client's end of the connection, its body read: what it gets ends when it is gone."""

    def __init__(self, body: bytes, receive: Receive, send: Send) -> None:
        self.raw_send = send
        self.is_listening = True
        self.has_turn = False
        self.has_reply = False
        self.has_events = False  # a stream of them has begun, and has not ended
        self._body: bytes | None = body
        self._receive = receive
        self._gone = asyncio.Event()

    async def receive(self) -> Message:
        """The body, then, when it is gone, that it is."""
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Pass a message on.

        Raises:
            OSError: nobody listens any more; a stream ends by it.
        """
        if not self.is_listening:
            raise OSError("the client is gone")
        self.has_reply = True
        if message["type"] == "http.response.start":
            self.has_events = _is_event_stream(message)
        elif not message.get("more_body", False):
            self.has_events = False
        await self.raw_send(message)

    async def wait_until_gone(self) -> None:
        """Return when the client has closed the connection."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone.set()


def _seconds_of_models(request_seconds: float) -> float:
    rest = max(_REST_SHARE * request_seconds, _LEAST_REST_SECONDS)
    return request_seconds - min(rest, _LARGEST_REST_SHARE * request_seconds)


def _is_event_stream(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return kind.startswith("text/event-stream")


async def _whole_body(receive: Receive) -> bytes | None:
    """The body, or None where the client went before it was complete."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
