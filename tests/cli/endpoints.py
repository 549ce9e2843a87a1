"""An embeddings endpoint on loopback that can be made to wait: answers in process take no time."""

import hashlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Self

_DIMENSIONS = 16
_PATIENCE_SECONDS = 60.0


class EmbeddingsEndpoint:
    """Speaks the OpenAI embeddings API; a text's vector is made of its hash."""

    def __init__(self) -> None:
        self._may_answer = Event()
        self._may_answer.set()
        self._asked = Event()
        self._answers_left = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.go_on()
        self._server.shutdown()
        self._server.server_close()

    def stall(self, *, after: int = 0) -> None:
        """Let all requests wait that come after so many more."""
        self._answers_left = after
        self._asked.clear()
        self._may_answer.clear()

    def wait_until_asked(self) -> None:
        """Return once a request has come that waits since `stall`."""
        assert self._asked.wait(_PATIENCE_SECONDS)

    def go_on(self) -> None:
        """Answer again."""
        self._may_answer.set()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                texts = json.loads(self.rfile.read(length))["input"]
                if endpoint._answers_left:
                    endpoint._answers_left -= 1
                else:
                    endpoint._asked.set()
                    endpoint._may_answer.wait(_PATIENCE_SECONDS)
                rows = [{"index": n, "embedding": vector(text)} for n, text in enumerate(texts)]
                self._send(json.dumps({"object": "list", "model": "hashes", "data": rows}))

            def _send(self, body: str) -> None:
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.end_headers()
                try:
                    self.wfile.write(body.encode())
                except OSError:  # the one that asked was stopped
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:  # its name there
                """Say nothing."""

        return Handler


def vector(text: str) -> list[float]:
    """The same numbers for the same text."""
    return [byte / 255 for byte in hashlib.sha256(text.encode()).digest()[:_DIMENSIONS]]
