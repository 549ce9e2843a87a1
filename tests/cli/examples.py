"""Write the outputs in docs/cli.md anew, by running its commands on the bundled corpus.

    python -m tests.cli.examples

Every block fenced as `console` that begins with `$ ` holds one command and what it prints at 80
columns. They run in order in one empty folder with a copy of the corpus.
"""

import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from qa.cli import main
from tests.cli.shells import REPOSITORY, STYLING

PAGE = REPOSITORY / "docs" / "cli.md"
BLOCK = re.compile(r"^```console\n\$ (?P<command>[^\n]*)\n(?P<output>.*?)^```$", re.M | re.S)
_QUIET = {0, 3}  # standard error then holds at most a progress bar


def refreshed(page: str) -> str:
    """The page with every output as the program prints it now."""
    return BLOCK.sub(lambda block: _fenced(block["command"], printed(block["command"])), page)


def printed(command: str) -> str:
    """What a command line prints, without styling; the exit code follows where it is not 0."""
    words = shlex.split(command)
    changes = dict(word.split("=", 1) for word in words if word.partition("=")[0].isupper())
    arguments = [word for word in words[1 + len(changes) :] if word]
    output, errors = _stream(), _stream()
    with _environment(changes), redirect_stdout(output), redirect_stderr(errors):
        code = main(arguments)
    shown = _text(output) + ("" if code in _QUIET else _text(errors))
    return shown + (f"$ echo $?\n{code}\n" if code else "")


def _fenced(command: str, output: str) -> str:
    return f"```console\n$ {command}\n{output}```"


@contextmanager
def _environment(changes: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update({"COLUMNS": "80", "FORCE_COLOR": "1", "TERM": "xterm", **changes})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return STYLING.sub("", stream.read())


def rewrite() -> None:
    """Refresh the page in place."""
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(REPOSITORY / "corpus", Path(folder) / "corpus")
        os.chdir(folder)
        try:
            PAGE.write_text(refreshed(page), encoding="utf-8")
        finally:
            os.chdir(REPOSITORY)


if __name__ == "__main__":
    rewrite()
