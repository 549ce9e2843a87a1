"""A real Chroma server on loopback that can be stopped and started again."""

import http.client
import shutil
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import SystemRandom
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

PATIENCE_SECONDS = 60
_LOWEST_PORT, _HIGHEST_PORT = 20_000, 32_000  # none that a system gives to whoever asks for any


class ChromaProcess:
    """`chroma run` over a folder, at a port that stays the same."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        program = Path(sys.executable).with_name("chroma")
        command = [str(program) if program.exists() else shutil.which("chroma") or "chroma", "run"]
        command += ["--path", str(self._place), "--host", "127.0.0.1", "--port", str(self._port)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._place.parent
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            if (status := self._process.poll()) is not None:
                raise RuntimeError(f"chroma run at port {self._port} has ended with {status}")
            time.sleep(0.05)
        self.stop()
        raise TimeoutError("chroma run does not listen")

    def stop(self) -> None:
        """Kill it, as a crash would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def _free_port() -> int:
    """A port for a server that starts seconds later.

    One that the system picks may be somebody's next one by then; and what `random` draws is the
    same in all test processes.
    """
    while True:
        port = SystemRandom().randrange(_LOWEST_PORT, _HIGHEST_PORT)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Relay:
    """Passes requests on to a server; breaks off the next `refusals` of them instead."""

    def __init__(self, url: str) -> None:
        self.refusals = 0
        self._behind = urlsplit(url).netloc
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._pass_on()

            def do_POST(self) -> None:
                self._pass_on()

            def _pass_on(self) -> None:
                if relay.refusals:
                    relay.refusals -= 1
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                behind = http.client.HTTPConnection(relay._behind, timeout=PATIENCE_SECONDS)
                behind.request(self.command, self.path, body, dict(self.headers))
                reply = behind.getresponse()
                self.send_response(reply.status)
                for name in ("content-type", "content-encoding"):
                    if value := reply.getheader(name):
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.read())
                behind.close()

            def log_message(self, format: str, *args: object) -> None:  # its name there
                """Say nothing."""

        return Handler
