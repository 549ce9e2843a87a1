"""A chat endpoint on loopback that says what a script makes it say: a real HTTP server."""

import json
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

Request = dict[str, Any]
Script = Callable[["Exchange"], None]
_PATIENCE_SECONDS = 60.0  # a busy machine is no failure


class Exchange:
    """One request that came, and the means to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, request: Request, is_over: Event) -> None:
        self.request = request
        self._handler = handler
        self._is_over = is_over

    @property
    def prompt(self) -> str:
        """All that was said to the model."""
        return "\n\n".join(message["content"] for message in self.request["messages"])

    def says(self, text: str, *, finish: str | None = "stop") -> None:
        """A whole reply, a few characters an event."""
        self.opens()
        for at in range(0, len(text), 7):
            self.sends({"choices": [{"delta": {"content": text[at : at + 7]}}]})
        if finish:
            usage = {"prompt_tokens": 11, "completion_tokens": 5}
            self.sends({"choices": [{"delta": {}, "finish_reason": finish}], "usage": usage})
            self.writes("data: [DONE]\n\n")

    def opens(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """The head of a reply."""
        self._handler.send_response(status)
        self._handler.send_header("content-type", kind)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def refuses(self, status: int, message: str, **headers: str) -> None:
        """An error in the shape of the API."""
        self.opens(status, "application/json", **headers)
        self.writes(json.dumps({"error": {"message": message}}))

    def sends(self, event: Any) -> None:
        """One event of a stream."""
        self.writes(f"data: {json.dumps(event)}\n\n")

    def writes(self, text: str) -> None:
        """Bytes as they are."""
        self._handler.wfile.write(text.encode())
        self._handler.wfile.flush()

    def breaks_off(self) -> None:
        """The connection ends at once."""
        self._handler.connection.shutdown(socket.SHUT_RDWR)

    def waits(self, seconds: float = 30.0) -> None:
        """Nothing happens, until the test is over."""
        self._is_over.wait(seconds)

    def goes_on(self, text: str, pause: float = 0.01) -> None:
        """The same again and again, until nobody listens or the test is over."""
        while not self._is_over.is_set():
            self.writes(text)
            time.sleep(pause)


class ChatEndpoint:
    """Answers the nth request with the nth script, and all further ones with the last."""

    def __init__(self, *scripts: Script) -> None:
        self.requests: list[Request] = []
        self.received: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self._scripts = scripts
        self._is_over = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        kwargs = {"poll_interval": 0.01}
        Thread(target=self._server.serve_forever, kwargs=kwargs, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._server.shutdown()
        self._server.server_close()

    def wait_for_requests(self, count: int) -> None:
        """Return once so many have come: who asks may have left before."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while len(self.requests) < count:
            assert time.monotonic() < deadline, f"only {len(self.requests)} requests came"
            time.sleep(0.01)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                endpoint.received.append(body)
                endpoint.headers.append({k.lower(): value for k, value in self.headers.items()})
                endpoint.requests.append(json.loads(body))
                number = min(len(endpoint.requests), len(endpoint._scripts)) - 1
                exchange = Exchange(self, endpoint.requests[-1], endpoint._is_over)
                self.close_connection = True
                try:
                    endpoint._scripts[number](exchange)
                except OSError:  # the one that asked has left
                    return

            def log_message(self, format: str, *args: object) -> None:  # its name there
                """Say nothing."""

        return Handler


def saying(*lines: str) -> Script:
    """A model that writes these lines."""
    return lambda exchange: exchange.says("\n".join(lines))


def numbered(prompt: str, words: str) -> int:
    """The number of the passage that holds these words."""
    blocks = prompt.split("<passage-")
    return next(
        int(block.split(" ", 1)[1].split(">", 1)[0]) for block in blocks[1:] if words in block
    )
