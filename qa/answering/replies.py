"""What a chat endpoint sends, as text: server-sent events or one JSON body, whole or broken."""

import re
from collections.abc import Iterator

from pydantic import BaseModel, Field, ValidationError

MAX_REPLY_BYTES = 2_000_000  # events wrap a few characters in some hundred bytes
_SHOWN = 80  # characters of an unusable reply that a message quotes
_LINE_END = re.compile(rb"\r\n|\n|\r(?!\n|$)")


class UnusableReply(Exception):  # told apart by its message only
    """The reply is not one of the chat completions API; the message says what came instead.

    `is_passing`: the server tells of an error, and may do better the next time.
    """

    def __init__(self, message: str, *, is_passing: bool = False) -> None:
        super().__init__(message)
        self.is_passing = is_passing


class _Text(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Text | None = None
    message: _Text | None = None
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = Field(0, ge=0)
    completion_tokens: int = Field(0, ge=0)


class _Body(BaseModel):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: object = None


class ReplyParser:
    """Turns the bytes of one reply into pieces of text, in order.

    A piece is empty where an event has no text, such as those of models that think before they
    write: it is a sign of life.

    `is_finished` tells whether the server said that it is done, `is_cut` whether it ran into a
    limit of length; `tokens` are prompt and completion tokens where the server counts them.
    """

    def __init__(self) -> None:
        self.is_finished = False
        self.is_cut = False
        self.tokens = (0, 0)
        self._bytes = 0
        self._rest = b""
        self._is_events: bool | None = None

    def feed(self, data: bytes) -> Iterator[str]:
        """The text that these bytes complete.

        Raises:
            UnusableReply: they are not the API's, or tell of an error.
        """
        self._bytes += len(data)
        self._rest += data
        if self._is_events is None and self._rest.strip():
            self._is_events = not self._rest.lstrip().startswith((b"{", b"[", b"<"))
        if self._bytes > MAX_REPLY_BYTES:
            self.is_finished = self.is_cut = True
        elif self._is_events:
            *lines, self._rest = _LINE_END.split(self._rest)
            for line in lines:
                yield from self._event(line)

    def close(self) -> Iterator[str]:
        """The text that only the end of the reply completes. Raises as `feed` does."""
        if self._is_events:
            yield from self._event(self._rest.rstrip(b"\r"))
        elif self._rest.strip():
            self.is_finished = True
            pieces = list(self._body(self._rest))
            if not pieces:
                raise UnusableReply(f"sent no chat reply: {_shown(self._rest)}")
            yield from pieces
        self._rest = b""

    def _event(self, line: bytes) -> Iterator[str]:
        if line.strip() == b"data: [DONE]":
            self.is_finished = True
        elif line.startswith(b"data:") and line[5:].strip():
            yield from self._body(line[5:])
        elif line[:1] not in (b"", b":") and not re.match(rb"(?:event|id|retry|data)\b", line):
            raise UnusableReply(f"sent no chat reply: {_shown(line)}")

    def _body(self, data: bytes) -> Iterator[str]:
        try:
            body = _Body.model_validate_json(data)
        except ValidationError as error:
            raise UnusableReply(f"sent no chat reply: {_shown(data)}") from error
        if body.error:
            raise UnusableReply(f"sent an error: {str(body.error)[:_SHOWN]}", is_passing=True)
        if body.usage:
            self.tokens = (body.usage.prompt_tokens, body.usage.completion_tokens)
        for choice in body.choices[:1]:
            text = choice.delta or choice.message
            yield (text.content if text else None) or ""
            if choice.finish_reason:
                self.is_finished = True
                self.is_cut = choice.finish_reason == "length"


def _shown(data: bytes) -> str:
    return repr(data.decode("utf-8", "replace").strip()[:_SHOWN])
