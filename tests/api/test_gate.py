"""Overload, slow clients and clients that go: against a real server on this machine."""

import asyncio
import http.client
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from api.middleware.body_limit import BodyLimit
from api.middleware.gate import Gate, GateKeeper
from tests.api.conftest import served

PATIENCE_SECONDS = 60


class Work:
    """A route whose work takes as long as the test wants."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.begun = 0
        self.stream_ended = threading.Event()

    async def work(self, request: Request) -> Response:
        """Block a thread, as a question does."""
        await request.body()
        self.begun += 1
        await run_in_threadpool(self.may_end.wait, PATIENCE_SECONDS)
        return JSONResponse({"done": True})

    async def stream(self, _request: Request) -> Response:
        """Reply without an end."""

        async def endless() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"more\n"
                    await asyncio.sleep(0.01)
            finally:
                self.stream_ended.set()

        return StreamingResponse(endless())

    async def events(self, _request: Request) -> Response:
        """Send one event, then nothing for as long as the test wants."""

        async def silent() -> AsyncIterator[bytes]:
            yield b"event: sources\ndata: {}\n\n"
            await run_in_threadpool(self.may_end.wait, PATIENCE_SECONDS)

        return StreamingResponse(silent(), media_type="text/event-stream")


@contextmanager
def running(
    work: Work,
    gate: Gate,
    *,
    seconds: float = PATIENCE_SECONDS,
    body_seconds: float = PATIENCE_SECONDS,
) -> Iterator[str]:
    """A server behind this gate: its address."""
    routes = [
        Route("/work", work.work, methods=["POST"]),
        Route("/stream", work.stream, methods=["POST"]),
        Route("/events", work.events, methods=["POST"]),
    ]
    app = Starlette(routes=routes)
    paths = [route.path for route in routes]
    app.add_middleware(GateKeeper, gate=gate, paths=paths, timeout_seconds=seconds)
    app.add_middleware(BodyLimit, limit_of=lambda _scope: 1000, seconds=body_seconds)
    with served(app) as address:
        try:
            yield address
        finally:
            work.may_end.set()


def post(address: str, path: str = "/work") -> http.client.HTTPConnection:
    """A request that is sent and not waited for."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE_SECONDS)
    connection.request("POST", path, b"{}")
    return connection


def reply(connection: http.client.HTTPConnection) -> tuple[int, Any, str | None]:
    """Status, body and Retry-After."""
    response = connection.getresponse()
    body = json.load(response)
    connection.close()
    return response.status, body, response.getheader("retry-after")


def wait_until(happened: Any) -> None:
    """Return when it did, or fail after a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_beyond_places_and_queue_the_reply_comes_at_once() -> None:
    """503 with Retry-After while it works; those it took are finished."""
    work, gate = Work(), Gate(1, 1)
    with running(work, gate) as address:
        taken = [post(address)]
        wait_until(lambda: work.begun == 1)
        taken.append(post(address))
        wait_until(lambda: gate.inside == 2)
        status, body, retry_after = reply(post(address))
        work.may_end.set()

        assert (503, "overloaded", "1") == (status, body["error"]["code"], retry_after)
        assert [200, 200] == [reply(connection)[0] for connection in taken]
        assert 200 == reply(post(address))[0]


def test_a_client_that_goes_gives_up_its_place_in_the_queue() -> None:
    """Its question is never begun, and the next one finds a place."""
    work, gate = Work(), Gate(1, 1)
    with running(work, gate) as address:
        first = post(address)
        wait_until(lambda: work.begun == 1)
        for _ in range(5):
            gone = post(address)
            wait_until(lambda: gate.inside == 2)
            gone.close()
            wait_until(lambda: gate.inside == 1)
        last = post(address)
        wait_until(lambda: gate.inside == 2)
        work.may_end.set()

        assert [200, 200] == [reply(first)[0], reply(last)[0]]
        assert 2 == work.begun


def test_a_stream_ends_when_its_client_goes() -> None:
    """Nothing is made for nobody."""
    work = Work()
    with running(work, Gate(1, 0)) as address:
        connection = post(address, "/stream")
        response = connection.getresponse()
        assert b"more\n" == response.read(5)
        response.close()
        connection.close()

        assert work.stream_ended.wait(PATIENCE_SECONDS)


def test_a_question_that_takes_too_long_is_given_up() -> None:
    """The client is told; the place stays taken while the thread works, then it is free again."""
    work = Work()
    with running(work, Gate(1, 0), seconds=0.3) as address:
        status, body, retry_after = reply(post(address))
        assert (503, "timed_out", "5") == (status, body["error"]["code"], retry_after)
        assert "overloaded" == reply(post(address))[1]["error"]["code"]
        work.may_end.set()

        wait_until(lambda: reply(post(address))[0] == 200)


def test_events_that_take_too_long_end_with_an_error() -> None:
    """The reply has begun: what went wrong is its last event, and the reply is complete."""
    work = Work()
    with running(work, Gate(1, 0), seconds=2.0) as address:
        connection = post(address, "/events")
        first, last, _ = connection.getresponse().read().decode().split("\n\n")
        connection.close()

    assert first.startswith("event: sources\n")
    assert last.startswith("event: error\n")
    assert "timed_out" == json.loads(last.partition("data: ")[2])["error"]["code"]


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    """A slow sender holds no place: others are answered meanwhile, and it is told in the end."""
    work = Work()
    work.may_end.set()
    with running(work, Gate(1, 0), body_seconds=2.0) as address:
        host, _, port = urlsplit(address).netloc.partition(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as slow:
            slow.sendall(b"POST /work HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
            assert 200 == reply(post(address))[0]
            assert slow.recv(1000).startswith(b"HTTP/1.1 408")
