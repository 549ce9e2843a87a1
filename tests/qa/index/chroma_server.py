"""A real Chroma server on loopback that can be stopped and started again."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_SECONDS = 60


class ChromaProcess:
    """`chroma run` over a folder, at a port that stays the same."""

    def __init__(self, place: Path) -> None:
        self._place = place
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
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
            time.sleep(0.05)
        raise TimeoutError("chroma run does not listen")

    def stop(self) -> None:
        """Kill it, as a crash would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
