"""The command line in process, on the bundled corpus, ingested once."""

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from qa.cli import main
from qa.terminal.screen import Screen


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code and what it wrote on both streams."""

    code: int
    output: str
    errors: str


Qa = Callable[..., Ended]


@pytest.fixture(autouse=True)
def _outside_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty working folder, a terminal of 80 columns and none of the caller's settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("QA_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def qa(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Qa:
    """Run `qa` with arguments in this process; `stdin` is what a pipe would bring."""

    def run(*arguments: object, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return Ended(code, written.out, written.err)

    return run


@pytest.fixture(scope="session")
def index(corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the bundled corpus; tests only read it."""
    data_dir = tmp_path_factory.mktemp("cli") / "index"
    assert main(["ingest", str(corpus_folder), "--data-dir", str(data_dir), "--json"]) == 0
    return data_dir


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with one readable note."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry leaves at 7 from the north pier.\n")
    return folder


@pytest.fixture
def paper() -> io.StringIO:
    """What a terminal shows, with its escape sequences."""
    return io.StringIO()


@pytest.fixture
def terminal(paper: io.StringIO) -> Screen:
    """A terminal of 40 columns that writes on `paper`."""
    console = Console(
        file=paper, force_terminal=True, width=40, color_system="standard", highlight=False
    )
    return Screen(console)


@pytest.fixture
def pipe(paper: io.StringIO) -> Screen:
    """A pipe that writes on `paper`."""
    return Screen(Console(file=paper, force_terminal=False, width=40, highlight=False))
