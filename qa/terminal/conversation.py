"""`qa chat`: questions that follow one another, until the input ends."""

import datetime
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from qa.errors import QAError, SessionNotFound
from qa.terminal.answers import show_answer
from qa.terminal.chat_commands import ChatCommands
from qa.terminal.guard import describe
from qa.terminal.hints import for_data_dir
from qa.terminal.questions import decoded
from qa.terminal.screen import Screen
from qa.terminal.visible import one_line
from qa.types import SourceFilter

if TYPE_CHECKING:
    from qa.chat.conversation import Conversations, Exchange
    from qa.pipeline import Pipeline
    from qa.receipts.values import Receipt

Result = TypeVar("Result")

_END_COMMANDS = {"/exit", "/quit"}  # like other commands without argument, whatever follows
_ENDS = {"exit", "quit"}
_HISTORY_FILE = "chat-lines.txt"
_OTHER_SESSION = "/sessions lists those there are; /new begins another."


class Chat:
    """A conversation with whoever types, or with the lines of a pipe."""

    def __init__(
        self,
        pipeline: "Pipeline",
        conversations: "Conversations",
        screen: Screen,
        *,
        data_dir: Path | None = None,
        session_id: str | None = None,
        follow_ups: bool | None = None,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
    ) -> None:
        """`follow_ups` None: yes for a person, no for a pipe, whose lines are asked alone.

        Every question is asked as of `as_of` and of the sources that `only` matches.
        `data_dir` is the one that the call named, for the commands in hints.
        """
        self._is_typed = sys.stdin is not None and sys.stdin.isatty()
        self._pipeline = pipeline
        self._conversations = conversations
        self._screen = screen
        self._data_dir = data_dir
        self._as_of, self._only = as_of, only
        self._follow_ups = self._is_typed or session_id is not None
        if follow_ups is not None:
            self._follow_ups = follow_ups
        self._commands = ChatCommands(
            pipeline, conversations, screen, session_id, follow_ups=self._follow_ups
        )

    def run(self) -> None:
        """Answer until the input ends; an error is told and the next line is read.

        Raises:
            KeyboardInterrupt: Ctrl-C where nobody types.
        """
        if self._is_typed:
            self._screen.line("Ask a question; /help explains, Ctrl-D leaves.", style="dim")
        for line in self._typed_lines() if self._is_typed else self._piped_lines():
            if line.lower() in _ENDS or line.lower().split()[0] in _END_COMMANDS:
                return
            try:
                self._respond(line)
            except QAError as error:
                self._tell(error)
            except KeyboardInterrupt:
                if not self._is_typed:
                    raise
                self._screen.line("Cancelled.")
            self._screen.line()

    def _respond(self, line: str) -> None:
        if line.startswith("/"):
            self._commands.run(line)
        elif self._follow_ups:
            exchange = self._waiting(lambda: self._exchange(line))
            if exchange.turn.asked_as:
                asked_as = one_line(exchange.turn.asked_as)
                self._screen.line(f"asked as: {asked_as}", style="dim", hanging=10)
            self._commands.remember(exchange.turn.answer, exchange.receipt)
            show_answer(self._screen, exchange.turn.answer)
        else:
            receipt = self._waiting(lambda: self._alone(line))
            self._commands.remember(receipt.answer, receipt)
            show_answer(self._screen, receipt.answer)

    def _exchange(self, question: str) -> "Exchange":
        session_id = self._commands.session()
        return self._conversations.ask(session_id, question, as_of=self._as_of, only=self._only)

    def _alone(self, question: str) -> "Receipt":
        return self._pipeline.ask_in_full(question, as_of=self._as_of, only=self._only)

    def _waiting(self, work: Callable[[], Result]) -> Result:
        if not self._screen.is_terminal:
            return work()
        with self._screen.console.status("Reading; Ctrl-C cancels"):
            return work()

    def _typed_lines(self) -> Iterator[str]:
        """Lines from the prompt; Ctrl-C gives up the line, Ctrl-D ends."""
        from qa.terminal.prompt import open_prompt

        settings = self._pipeline.settings
        kept = settings.data_dir / _HISTORY_FILE if settings.keep_sessions else None
        prompt = open_prompt(self._commands.completions(), kept)
        while True:
            try:
                line = prompt.prompt().strip()
            except EOFError:
                return
            except KeyboardInterrupt:
                self._screen.line("Ctrl-D or /quit leaves.", style="dim")
                continue
            if line:
                yield line

    def _piped_lines(self) -> Iterator[str]:
        """Lines of a pipe or a file, each shown before its answer: no prompt echoes it."""
        for data in sys.stdin.buffer if sys.stdin is not None else ():
            try:
                line = decoded(data).strip()
            except QAError as error:
                self._tell(error)
                continue
            if line:
                self._screen.line(f"> {one_line(line)}")
                yield line

    def _tell(self, error: QAError) -> None:
        sys.stdout.flush()  # keeps the order of the two streams where they meet
        is_gone = isinstance(error, SessionNotFound)
        hint = _OTHER_SESSION if is_gone else for_data_dir(error.hint, self._data_dir)
        print(describe(error.message, hint), file=sys.stderr)
