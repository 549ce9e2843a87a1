"""What a chat endpoint sends, as text: server-sent events or one JSON body, whole or broken."""

import re
from collections.abc import Callable, Iterator

from pydantic import BaseModel, ValidationError

MAX_REPLY_BYTES = 2_000_000  # events wrap a few characters in some hundred bytes
_CUTS = {  # reasons to finish that are no end of what was to be said
    "length": "stopped at its limit of tokens",
    "content_filter": "was stopped by its content filter",
}
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


class _Body(BaseModel):
    choices: list[_Choice] | None = None
    usage: object = None
    error: object = None


class ReplyParser:
    """Turns the bytes of one reply into pieces of text, in order.

    A piece is empty where an event has no text, such as those of models that think before they
    write: it is a sign of life.

    `is_finished` tells whether the server said that it is done, `is_over` whether nothing more is
    to be read, and `cut` what ended the text before its end; `tokens` are prompt and completion
    tokens where the server counts them.
    """

    def __init__(self, beginning: Callable[[str], str]) -> None:
        """`beginning` gives what a message may show of a text: `Endpoint.beginning`."""
        self._beginning = beginning
        self.is_finished = False
        self.is_over = False
        self.cut: str | None = None
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
            self.is_finished = self.is_over = True
            self.cut = _CUTS["length"]
        elif self._is_events:
            *lines, self._rest = _LINE_END.split(self._rest)
            for line in lines:
                if not self.is_over:
                    yield from self._event(line)

    def close(self) -> Iterator[str]:
        """The text that only the end of the reply completes. Raises as `feed` does."""
        if self._is_events:
            yield from self._event(self._rest.rstrip(b"\r"))
        elif self._rest.strip():
            self.is_finished = True
            pieces = list(self._body(self._rest))
            if not pieces:
                raise UnusableReply(f"sent no chat reply: {self._shown(self._rest)}")
            yield from pieces
        self._rest = b""

    def _event(self, line: bytes) -> Iterator[str]:
        data = line[5:].strip() if line.startswith(b"data:") else b""
        if data == b"[DONE]":
            self.is_finished = self.is_over = True  # some servers leave the connection open
        elif data:
            yield from self._body(data)
        elif line[:1] not in (b"", b":") and not re.match(rb"(?:event|id|retry|data)\b", line):
            raise UnusableReply(f"sent no chat reply: {self._shown(line)}")

    def _body(self, data: bytes) -> Iterator[str]:
        try:
            body = _Body.model_validate_json(data)
        except ValidationError as error:
            raise UnusableReply(f"sent no chat reply: {self._shown(data)}") from error
        if body.error:
            said = self._beginning(str(body.error))
            raise UnusableReply(f"sent an error: {said}", is_passing=True)
        if body.usage:
            self.tokens = _tokens(body.usage)
        for choice in (body.choices or [])[:1]:
            text = choice.delta or choice.message
            yield (text.content if text else None) or ""
            if choice.finish_reason:
                self.is_finished = True
                self.cut = _CUTS.get(choice.finish_reason)

    def _shown(self, data: bytes) -> str:
        return repr(self._beginning(data.decode("utf-8", "replace")))


def _tokens(usage: object) -> tuple[int, int]:
    """How many the prompt and the text have; 0 where a server counts in a way of its own."""
    told = usage if isinstance(usage, dict) else {}
    prompt, completion = (told.get(name) for name in ("prompt_tokens", "completion_tokens"))
    return _natural(prompt), _natural(completion)


def _natural(count: object) -> int:
    return max(count, 0) if isinstance(count, int) else 0
