"""`qa chat`: one question a line, each asked alone, until the input ends."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import QAError
from qa.terminal.answers import show_answer
from qa.terminal.guard import describe
from qa.terminal.hints import for_data_dir
from qa.terminal.questions import decoded
from qa.terminal.screen import Screen
from qa.terminal.sources import show_sources
from qa.terminal.visible import one_line
from qa.types import Answer

if TYPE_CHECKING:
    from qa.pipeline import Pipeline

_PROMPT = "qa> "
_ENDS = {"exit", "quit", "/exit", "/quit"}
_HELP = """\
Type a question and press Enter; each one is asked alone.
/sources  what the index holds
/help     this page
/exit     end; so do exit, quit, /quit, Ctrl-D, and Ctrl-C at an empty prompt
Ctrl-C while an answer is being made cancels that answer."""


def converse(pipeline: "Pipeline", screen: Screen, data_dir: Path | None = None) -> None:
    """Answer every line of standard input; an error is told and the next line is read.

    `data_dir` is the one that the call named, for the commands in hints.

    Raises:
        KeyboardInterrupt: Ctrl-C at an empty prompt, or at any time where nobody types.
    """
    is_typed = sys.stdin is not None and sys.stdin.isatty()
    if is_typed:
        screen.line("Ask a question; /help explains, /exit ends.", style="dim")
    for line in _typed_lines() if is_typed else _piped_lines(screen):
        if line.lower() in _ENDS:
            return
        try:
            _respond(pipeline, screen, line)
        except QAError as error:
            _tell(error, data_dir)
        except KeyboardInterrupt:
            if not is_typed:
                raise
            screen.line("Cancelled.")
        screen.line()


def _respond(pipeline: "Pipeline", screen: Screen, line: str) -> None:
    if line == "/help":
        for text in _HELP.splitlines():
            screen.line(text)
    elif line == "/sources":
        show_sources(screen, pipeline.sources())
    elif line.startswith("/"):
        screen.line(f"There is no command {one_line(line)}; /help lists them.")
    else:
        show_answer(screen, _ask(pipeline, screen, line))


def _ask(pipeline: "Pipeline", screen: Screen, question: str) -> Answer:
    if not screen.is_terminal:
        return pipeline.ask(question)
    with screen.console.status("Reading; Ctrl-C cancels"):
        return pipeline.ask(question)


def _typed_lines() -> Iterator[str]:
    """Lines from the prompt, with history and editing where the platform has them."""
    try:
        import readline  # takes over input(); absent on Windows
    except ImportError:
        readline = None  # type: ignore[assignment]
    while True:
        try:
            line = input(_PROMPT).strip()
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            if readline is None or not readline.get_line_buffer().strip():
                raise
            print()  # as in a shell: what was typed so far is given up, the prompt comes back
            continue
        if line:
            yield line


def _piped_lines(screen: Screen) -> Iterator[str]:
    """Lines of a pipe or a file, each shown before its answer: there is no prompt to echo it."""
    for data in sys.stdin.buffer if sys.stdin is not None else ():
        try:
            line = decoded(data).strip()
        except QAError as error:
            _tell(error)
            continue
        if line:
            screen.line(f"> {one_line(line)}")
            yield line


def _tell(error: QAError, data_dir: Path | None = None) -> None:
    sys.stdout.flush()  # keeps the order of the two streams where they meet
    print(describe(error.message, for_data_dir(error.hint, data_dir)), file=sys.stderr)
