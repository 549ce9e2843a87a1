"""Between the commands and the operating system: every end has one message and one exit code.

0    done (`ask`: answered, or answered with the disagreement shown)
1    something outside the call has to change: no index, a file failed, an endpoint is down
2    the call itself has to change: a wrong option, an empty question, an unknown source
3    `ask`: the corpus does not say
70   a bug in qa
130  stopped with Ctrl-C
"""

import os
import signal
import sys
import traceback
from shutil import get_terminal_size
from types import FrameType
from typing import Any, Protocol

from typer.exceptions import TyperException

from qa.errors import QAError
from qa.terminal.hints import for_data_dir, named_data_dir
from qa.terminal.machine import print_json
from qa.terminal.visible import visible

EXIT_REFUSED = 1
EXIT_ABSTAINED = 3
EXIT_BUG = 70  # EX_SOFTWARE of sysexits.h
EXIT_INTERRUPTED = 130  # 128 + SIGINT, what shells report

_WIDEST_HELP = 92  # longer lines are hard to read
_NARROWEST_HELP = 30


class Interrupted(Exception):  # stopping is no error
    """Ctrl-C where the command has something to say about it; the message is shown as it is."""


class Command(Protocol):
    """What typer makes of an app."""

    def main(self, args: list[str], **options: Any) -> Any:
        """The exit code, or None for 0."""


def run(command: Command, arguments: list[str]) -> int:
    """Exit code of `command` with `arguments`; whatever went wrong is told in one message.

    With `--json` among the arguments the message is on standard output as well, as JSON.
    """
    wants_json = "--json" in arguments
    code = 0
    interruption = _Interruption()
    signal.signal(signal.SIGINT, interruption)
    _tame_output()
    try:
        code = _invoke(command, arguments)
        sys.stdout.flush()
    except (KeyboardInterrupt, Interrupted) as stop:
        code = _stopped(str(stop) or "Stopped.")
    except SystemExit as leaving:
        code = _left(leaving)
        _drop_output()
    except BrokenPipeError:  # at the last flush, the command is done and its code stands
        _drop_output()
    except QAError as error:
        hint = for_data_dir(error.hint, named_data_dir(arguments))
        code = _report(error.exit_code, error.code, error.message, hint, wants_json)
    except TyperException as error:
        code = _misused(error, wants_json)
    except OSError as error:  # a full disk, a closed output: nothing that a fix of qa would mend
        code = _refused(error, wants_json)
    except Exception as error:  # noqa: BLE001  # the one guard at the top: no traceback reaches a user
        code = _stopped("Stopped.") if interruption.came else _bug(error, wants_json)
    return code


class _Interruption:
    """Raises KeyboardInterrupt on Ctrl-C, as usual, and remembers it.

    An extension module that is being imported at that moment makes an ImportError of it.
    """

    def __init__(self) -> None:
        self.came = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        signal.default_int_handler(number, frame)


def describe(message: str, hint: str) -> str:
    """An error as people read it, safe to print."""
    return visible(f"Error: {message}\n  Fix: {hint}")


def _invoke(command: Command, arguments: list[str]) -> int:
    width = max(min(get_terminal_size().columns, _WIDEST_HELP) - 2, _NARROWEST_HELP)
    code = command.main(arguments, prog_name="qa", standalone_mode=False, terminal_width=width)
    if code == EXIT_INTERRUPTED:  # typer has turned KeyboardInterrupt into this
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _left(leaving: SystemExit) -> int:
    """The code it carries; 0 where the reader of a pipe is gone, which typer and rich call 1."""
    if leaving.code is None or isinstance(leaving.__context__, BrokenPipeError):
        return 0
    return leaving.code if isinstance(leaving.code, int) else EXIT_REFUSED


def _stopped(message: str) -> int:
    signal.signal(
        signal.SIGINT, signal.SIG_DFL
    )  # a second Ctrl-C ends at once, without a traceback
    shown = "\n" if sys.stderr is not None and sys.stderr.isatty() else ""  # ends the line of ^C
    print(shown + message, file=sys.stderr)
    return EXIT_INTERRUPTED


def _misused(error: TyperException, wants_json: bool) -> int:
    message = error.format_message()
    if message.startswith("Usage: "):  # a group without a command: the message is its help page
        print(message, file=sys.stderr)
        return error.exit_code
    context = getattr(error, "ctx", None)
    program = context.command_path if context else "qa"
    return _report(error.exit_code, "invalid_usage", message, f"see `{program} --help`", wants_json)


def _refused(error: OSError, wants_json: bool) -> int:
    place = f": {error.filename}" if error.filename else ""
    message = f"the system refused: {error.strerror or error}{place}."
    hint = "Mend that and run it again; QA_DEBUG=1 shows where it happened."
    return _report(EXIT_REFUSED, "system_error", message, hint, wants_json)


def _bug(error: Exception, wants_json: bool) -> int:
    message = f"this is a bug in qa, please report it: {type(error).__name__}: {error}"
    hint = "QA_DEBUG=1 shows the traceback."
    return _report(EXIT_BUG, "internal_error", message, hint, wants_json)


def _report(exit_code: int, code: str, message: str, hint: str, wants_json: bool) -> int:
    """Tell what failed; `QA_DEBUG=1` adds the traceback of the exception being handled."""
    if os.environ.get("QA_DEBUG", "0") not in {"", "0"}:
        print(visible(traceback.format_exc()), file=sys.stderr, end="")
    print(describe(message, hint), file=sys.stderr)
    if wants_json:
        _print_error(code, message, hint)
    return exit_code


def _print_error(code: str, message: str, hint: str) -> None:
    try:
        print_json({"error": {"code": code, "message": message, "hint": hint}})
    except OSError:  # the output is what failed; standard error has the message
        _drop_output()


def _tame_output() -> None:
    """Make standard output take any character: one that the locale lacks becomes an escape."""
    if sys.stdout is None:  # closed by the caller: `>&-`
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for the whole process
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Send what cannot be written nowhere, so that the interpreter's last flush cannot fail."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
