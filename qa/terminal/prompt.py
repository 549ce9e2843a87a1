"""The prompt of `qa chat`: history, editing over several lines, completion of commands."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

PROMPT = "qa> "
_CONTINUED = "... "

Options = Callable[[], Sequence[str]]


class CommandCompleter(Completer):
    """Completes `/commands`, and what follows those that take one of several values."""

    def __init__(self, commands: Mapping[str, Options | None]) -> None:
        self._commands = commands

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 -- prompt_toolkit's signature
    ) -> Iterator[Completion]:
        """Commands while the first word is typed, values after it; nothing for a question."""
        line = document.text_before_cursor
        command, blank, value = line.partition(" ")
        if not line.startswith("/"):
            return
        options = self._commands.get(command) if blank else None
        typed = value if blank else command
        for candidate in (options() if options else ()) if blank else self._commands:
            if candidate.startswith(typed):
                yield Completion(candidate, start_position=-len(typed))


def open_prompt(
    commands: Mapping[str, Options | None], history_file: Path | None
) -> "PromptSession[str]":
    """A prompt; lines are remembered in the file, or where None only until the end."""
    return PromptSession(
        PROMPT,
        history=_history(history_file),
        completer=CommandCompleter(commands),
        complete_while_typing=False,
        multiline=True,
        prompt_continuation=_CONTINUED,
        key_bindings=_keys(),
        enable_history_search=False,
    )


def _history(path: Path | None) -> History:
    if path is None:
        return InMemoryHistory()
    try:
        with suppress(FileExistsError):  # what people ask is nobody else's to read
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with path.open("ab"):
            return FileHistory(path)
    except OSError:  # a chat works without
        return InMemoryHistory()


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _submit(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys
