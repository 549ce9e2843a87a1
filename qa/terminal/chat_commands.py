"""The commands inside `qa chat`: what begins with a slash."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import SettingsError
from qa.terminal.places import cited_as, show_place
from qa.terminal.receipts import show_trail
from qa.terminal.screen import Screen
from qa.terminal.sessions import exported, list_sessions
from qa.terminal.sources import show_sources
from qa.terminal.visible import one_line, visible
from qa.types import Answer

if TYPE_CHECKING:
    from qa.chat.conversation import Conversations
    from qa.pipeline import Pipeline
    from qa.receipts.values import Rating, Receipt

_LISTED = 20
_HELP = """\
Type a question and press Enter. A follow-up ('and when?') is understood from what was said before;
the answer then shows how it was asked. Alt-Enter begins a new line.
/sources      what the index holds
/why          what was searched, read and dropped for the last answer, with scores
/open N       citation N of the last answer in its place
/good         the last answer is right
/bad ANSWER   it is wrong, and ANSWER, if you know it, would be right
/new          begin a new session
/sessions     sessions so far, last used first
/resume ID    go on with one of them; 'last' is the one last used
/export FILE  write this session as Markdown, or as JSON where FILE ends in .json
/delete ID    delete a session, by default this one
/help         this page
/exit         end; so do exit, quit, /quit and Ctrl-D
Ctrl-C while an answer is being made cancels that answer."""
_ALONE = "Questions are asked alone here and kept in no session; --follow-ups keeps them in one."
_NUMBER = re.compile(r"\[?(\d{1,9})\]?")  # answers print it in brackets


class ChatCommands:
    """Runs commands; knows the session and the last answer."""

    def __init__(
        self,
        pipeline: "Pipeline",
        conversations: "Conversations",
        screen: Screen,
        session_id: str | None,
        *,
        follow_ups: bool = True,
    ) -> None:
        """`follow_ups` False: every question is asked alone, in no session."""
        self._follow_ups = follow_ups
        self._pipeline = pipeline
        self._sessions = conversations.sessions
        self._screen = screen
        self._session_id: str | None = None
        self._answer: Answer | None = None
        self._receipt: Receipt | None = None
        self._by_name: dict[str, Callable[[str], None]] = {
            "/sources": lambda _: show_sources(screen, pipeline.sources()),
            "/why": self._why,
            "/open": self._open,
            "/good": lambda _: self._rate("good"),
            "/bad": lambda expected: self._rate("bad", expected),
            "/new": self._new,
            "/sessions": self._list,
            "/resume": self._resume,
            "/export": self._export,
            "/delete": self._delete,
            "/help": self._help,
        }
        if session_id is not None:
            self._resume(session_id)

    def run(self, line: str) -> None:
        """Run the command that a line names.

        Raises:
            QAError: it failed; the chat goes on.
        """
        name, _, argument = line.partition(" ")
        command = self._by_name.get(name)
        if command is None:
            self._screen.line(f"There is no command {one_line(name)}; /help lists them.")
        else:
            command(argument.strip())

    def session(self) -> str:
        """The id of this session, which begins with its first question."""
        if self._session_id is None:
            self._session_id = self._sessions.create().id
        return self._session_id

    def remember(self, answer: Answer, receipt: "Receipt") -> None:
        """Note what /why and /open are about."""
        self._answer, self._receipt = answer, receipt

    def completions(self) -> Mapping[str, Callable[[], Sequence[str]] | None]:
        """Every command, with what may follow it."""
        ids = {"/resume": self._ids, "/delete": self._ids, "/open": self._markers}
        return {name: ids.get(name) for name in [*self._by_name, "/exit", "/quit"]}

    def _ids(self) -> list[str]:
        return [session.id for session in self._sessions.last_used(_LISTED)]

    def _markers(self) -> list[str]:
        return [str(cited.marker) for cited in self._answer.citations] if self._answer else []

    def _help(self, _: str) -> None:
        for line in _HELP.splitlines():
            self._screen.line(line)

    def _why(self, _: str) -> None:
        if self._answer is None:
            self._screen.line("There is no answer yet.")
            return
        receipt = self._receipt or self._pipeline.receipts.find(self._answer.id)
        show_trail(self._screen, receipt)

    def _open(self, argument: str) -> None:
        if self._answer is None:
            self._screen.line("There is no answer yet.")
            return
        number = _NUMBER.fullmatch(argument or "1")
        if number is None:
            wanted = one_line(argument)
            self._screen.line(f"{wanted} is no number of a citation; /open 2 shows citation 2.")
            return
        citation = cited_as(self._answer, int(number[1]))
        if citation is None:
            self._screen.line(f"The last answer has no citation {number[1]}.")
        else:
            show_place(self._screen, self._pipeline, citation)

    def _rate(self, rating: "Rating", expected: str | None = None) -> None:
        if self._answer is None:
            self._screen.line("There is no answer yet.")
            return
        self._pipeline.give_feedback(self._answer.id, rating, expected=expected)
        self._screen.line(f"Kept: the last answer is {rating}.")

    def _new(self, _: str) -> None:
        self._session_id = self._answer = self._receipt = None
        begins = "A new session begins with the next question."
        self._screen.line(begins if self._follow_ups else _ALONE)

    def _list(self, _: str) -> None:
        list_sessions(self._screen, self._sessions.last_used(_LISTED))

    def _resume(self, session_id: str) -> None:
        session = self._sessions.named(session_id)
        turns = self._sessions.turns(session.id)
        self._session_id, self._receipt = session.id, None
        self._answer = turns[-1].answer if turns else None
        self._screen.line(f"Session {session.id}, {len(turns)} questions so far:", style="bold")
        for turn in turns:
            short = turn.answer.short_answer or turn.answer.answer or "the corpus does not say"
            self._screen.line(f"- {one_line(turn.question)}", hanging=2)
            self._screen.line(one_line(short), indent=2, style="dim")
        if not self._follow_ups:
            self._screen.line(_ALONE)

    def _export(self, argument: str) -> None:
        if self._session_id is None:
            self._screen.line(self._no_session)
            return
        as_json = argument.endswith(".json")
        text = exported(self._sessions, self._session_id, as_json=as_json)
        if not argument:
            self._screen.line(visible(text))
            return
        try:
            with Path(argument).expanduser().open("x", encoding="utf-8") as file:
                file.write(text)
        except (OSError, ValueError, RuntimeError) as error:  # a zero byte; no such home
            raise SettingsError(
                f"{argument} cannot be written: {getattr(error, 'strerror', None) or error}.",
                "Name a new file, in a folder that is there and that you may write to.",
            ) from error
        self._screen.line(f"Written: {one_line(argument)}")

    @property
    def _no_session(self) -> str:
        return "This session has no question yet." if self._follow_ups else _ALONE

    def _delete(self, argument: str) -> None:
        session_id = self._sessions.named(argument).id if argument else self._session_id
        if session_id is None:
            self._screen.line(self._no_session)
            return
        self._sessions.delete(session_id)
        self._screen.line(f"Deleted: {session_id}")
        if session_id == self._session_id:
            self._new("")
