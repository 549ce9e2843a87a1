"""Every end has one message and one exit code, whatever a command raises."""

import errno
import json
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from qa.errors import IndexBusy
from qa.terminal.guard import Interrupted, run


@pytest.fixture(autouse=True)
def _own_ctrl_c() -> Iterator[None]:
    """Ctrl-C means the same after a test: a stopped command changes it for its process."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


class Raising:
    """A command that ends with one error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def main(self, args: list[str], **options: Any) -> Any:  # noqa: ARG002  # as typer calls it
        """Raise it."""
        raise self.error


def test_a_foreseen_error_ends_with_its_own_code(capsys: pytest.CaptureFixture[str]) -> None:
    """Message and hint, nothing else."""
    assert run(Raising(IndexBusy("Another process writes.", "Wait.")), []) == 1
    assert capsys.readouterr() == ("", "Error: Another process writes.\n  Fix: Wait.\n")


def test_an_unforeseen_error_is_called_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 70, the type and the message, no traceback, and how to see it."""
    assert run(Raising(ZeroDivisionError("division by zero")), []) == 70
    assert capsys.readouterr().err == (
        "Error: this is a bug in qa, please report it: ZeroDivisionError: division by zero\n"
        "  Fix: QA_DEBUG=1 shows the traceback.\n"
    )


def test_debugging_shows_the_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only when it is asked for."""
    monkeypatch.setenv("QA_DEBUG", "1")
    run(Raising(ZeroDivisionError("division by zero")), [])
    assert capsys.readouterr().err.startswith("Traceback ")


def test_a_bug_in_json_has_the_same_shape(capsys: pytest.CaptureFixture[str]) -> None:
    """Programs need one parser for all errors."""
    assert run(Raising(ZeroDivisionError("division by zero")), ["--json"]) == 70
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "internal_error"


def test_a_full_disk_is_not_called_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    """The message is the system's, with the file."""
    full = OSError(errno.ENOSPC, "No space left on device", "index.db")
    assert run(Raising(full), []) == 1
    assert "No space left on device: index.db" in capsys.readouterr().err


def test_ctrl_c_ends_with_130_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Shells report an interrupted program so."""
    assert run(Raising(KeyboardInterrupt()), []) == 130
    assert capsys.readouterr() == ("", "Stopped.\n")


def test_a_command_may_say_more_about_ctrl_c(capsys: pytest.CaptureFixture[str]) -> None:
    """Its own message is shown instead."""
    assert run(Raising(Interrupted("Stopped. Go on later.")), []) == 130
    assert capsys.readouterr().err == "Stopped. Go on later.\n"


def test_a_closed_pipe_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """`qa sources | head` is no error, however typer and rich wrap it."""
    gone = SystemExit(1)
    gone.__context__ = BrokenPipeError(errno.EPIPE, "Broken pipe")
    assert run(Raising(BrokenPipeError(errno.EPIPE, "Broken pipe")), []) == 0
    assert run(Raising(gone), []) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("carried", "code"), [(None, 0), (0, 0), (5, 5), ("no", 1)])
def test_another_exit_keeps_its_code(carried: int | str | None, code: int) -> None:
    """Only a reader that is gone counts as done."""
    assert run(Raising(SystemExit(carried)), []) == code


def test_a_hint_leads_to_the_data_directory_of_the_call(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Typed as it stands, the command mends the index that failed; in JSON too."""
    damaged = IndexBusy("It is damaged.", "Run `qa ingest --rebuild`.")
    run(Raising(damaged), ["ask", "--json", "--data-dir", "my index"])
    written = capsys.readouterr()
    hint = "Run `qa ingest --rebuild --data-dir 'my index'`."
    assert written.err.endswith(f"Fix: {hint}\n")
    assert json.loads(written.out)["error"]["hint"] == hint


def test_a_message_cannot_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    """A file name with an escape sequence is shown, not obeyed."""
    run(Raising(IndexBusy("The file \x1b[2J.txt is locked.", "Wait.")), [])
    assert "The file \u241b[2J.txt is locked." in capsys.readouterr().err
