"""The real program in a real terminal: a pseudo-terminal that a test types into."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

REPOSITORY = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "qa"]
CTRL_C = "\x03"
CTRL_D = "\x04"
STYLING = re.compile(r"\x1b\[[0-9;]*m")
_REACTION_SECONDS = 0.2  # readline misses a Ctrl-C that comes while it handles a key
_SILENT = {"PROMPT_TOOLKIT_NO_CPR": "1"}  # this terminal never says where its cursor is
_PATIENCE_SECONDS = 60.0  # a busy machine takes several seconds to import everything

# Makes standard input the controlling terminal, so that Ctrl-C in it becomes a signal.
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def environment(**changes: str) -> dict[str, str]:
    """The caller's environment without its settings, with the repository importable."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QA_", "OPENAI_", "LC_", "PYTEST"))
    }
    return kept | {"PYTHONPATH": str(REPOSITORY), "TERM": "xterm", **_SILENT, **changes}


class Shell:
    """A `qa` that believes it talks to a person; `shown` is all it has written so far."""

    def __init__(self, *arguments: object, **changes: str) -> None:
        self._screen, slave = pty.openpty()
        self.shown = ""
        self._process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_TERMINAL, *COMMAND, *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(**changes),
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._screen)

    def type(self, keys: str) -> None:
        """Press keys."""
        time.sleep(_REACTION_SECONDS)
        os.write(self._screen, keys.encode())

    def wait_for(self, pattern: str, *, times: int = 1) -> None:
        """Return once what matches the pattern was shown that often."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while len(re.findall(pattern, self.shown)) < times:
            assert self._read(deadline), f"never showed {pattern!r} {times} times: {self.shown!r}"

    def end(self) -> int:
        """The exit code, once the program has ended by itself."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self._read(deadline):
            pass
        return self._process.wait(_PATIENCE_SECONDS)

    def _read(self, deadline: float) -> bool:
        """Whether there was more to read before the deadline."""
        ready, _, _ = select.select([self._screen], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return False
        try:
            data = os.read(self._screen, 65536)
        except OSError:  # Linux says so when the other side has closed
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)
