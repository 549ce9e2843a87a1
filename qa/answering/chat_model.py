"""A language model behind an OpenAI-compatible endpoint: text in, pieces of text out, in time.

A reply is read by a thread of its own: name look-ups, slow headers and comment lines without end
know no timeout, so the one who asks waits for pieces and leaves when the deadline has passed.
"""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from qa.answering.deadline import Deadline
from qa.answering.replies import ReplyParser, UnusableReply
from qa.endpoint import Endpoint, failures, rejection
from qa.errors import EndpointError
from qa.settings import Settings

MAX_REPLY_CHARACTERS = 20_000  # far more than a hundred claims; what never ends is cut here
_RETRIES = 2  # of requests that failed before the first piece
_FIRST_WAIT_SECONDS = 0.5  # doubled for the second retry
_GLANCE_SECONDS = 0.2  # between looks whether anybody still waits for the reply
_LONGEST_WAIT_SECONDS = 20.0  # whatever Retry-After asks for
_REFUSED_FIELD = frozenset({400, 404, 415, 422, 500, 501})  # what servers say to unknown fields
_TOO_LONG = re.compile(
    r"context.{0,20}(?:length|size|window)|maximum context|too many tokens|prompt is too long"
    r"|exceed\w* .{0,40}(?:context|token)|exceed_context",
    re.IGNORECASE,
)
_HINT = "Check OPENAI_BASE_URL, OPENAI_API_KEY and QA_LLM_MODEL, or set QA_ANSWERER=extractive."

# What not every server knows, in the order in which it is done without; `system` is the role.
_FEATURES = ("stream_options", "seed", "max_tokens", "temperature", "system")


class ContextOverflow(Exception):  # for the writer, which sends less; no user meets it
    """The prompt is longer than the model reads; the text says so."""


class ReplyCut(Exception):  # for the writer, which keeps what is proven
    """The reply broke off after its first piece; the text says how."""


class ChatModel:
    """The model that the settings name. Safe to share between threads.

    What the endpoint cannot do is found out by its refusals, once, and remembered.
    """

    def __init__(self, settings: Settings, endpoint: Endpoint) -> None:
        self._settings = settings
        self._endpoint = endpoint
        self._missing: set[str] = set()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self._settings.llm_model or ""

    def warm_up(self) -> None:
        """Make the client: its import takes a second that no deadline should pay for."""
        with suppress(*failures()):  # a key or address that is none is told with the answer
            _ = self._endpoint.client

    def reply(
        self, system: str, user: str, deadline: Deadline, usage: dict[str, float]
    ) -> Iterator[str]:
        """The model's answer in pieces, as they come; tokens are added to `usage`.

        Raises:
            ContextOverflow: the prompt is too long for the model.
            ReplyCut: the reply broke off or ran into a limit after its first piece; what was
                given so far is as the model said it.
            EndpointError: there is no reply: after the retries, or at the deadline.
        """
        tried = 0
        while True:
            began = False
            try:
                for piece in self._once(system, user, deadline, usage):
                    began = True
                    yield piece
                return
            except _Refusal as refusal:
                if began:
                    raise ReplyCut(self._told(refusal)[0]) from refusal
                if self._does_without(refusal):
                    continue
                tried += 1
                self._wait_or_raise(refusal, tried, deadline)

    def _once(
        self, system: str, user: str, deadline: Deadline, usage: dict[str, float]
    ) -> Iterator[str]:
        """One request."""
        arrived: SimpleQueue[_Arrival] = SimpleQueue()
        is_over = Event()
        arguments = (self._fields(system, user), arrived, is_over)
        Thread(target=self._read, args=arguments, name="chat-reply", daemon=True).start()
        characters = 0
        try:
            while isinstance(piece := self._next(arrived, deadline), str):
                characters += len(piece)
                yield piece
                if characters > MAX_REPLY_CHARACTERS:
                    raise _Refusal("does not come to an end", is_final=True)
        finally:
            is_over.set()
        if isinstance(piece, _Refusal):
            raise piece
        _count(usage, piece)
        if piece.is_cut:
            raise _Refusal("stopped at its limit of tokens", is_final=True)

    def _next(self, arrived: "SimpleQueue[_Arrival]", deadline: Deadline) -> "_Arrival":
        silence = self._settings.endpoint_timeout_seconds
        silent_since = time.monotonic()
        while time.monotonic() - silent_since < silence:
            with suppress(Empty):
                return arrived.get(timeout=min(deadline.remaining, silence, _GLANCE_SECONDS))
            if deadline.is_given_up:
                return _Refusal("is not waited for any more", is_final=True)
            if deadline.has_passed:
                return _Refusal(f"had not finished after {deadline.seconds:g} s", is_final=True)
        return _Refusal(f"sent nothing for {silence:g} s")

    def _read(
        self, fields: dict[str, Any], arrived: "SimpleQueue[_Arrival]", is_over: Event
    ) -> None:
        """Put the pieces of one reply into the queue, then its end; or what went wrong."""
        parser = ReplyParser()
        try:
            client = self._endpoint.client.with_options(max_retries=0)
            with client.chat.completions.with_streaming_response.create(**fields) as response:
                for data in response.iter_bytes():
                    for piece in parser.feed(data):
                        arrived.put(piece)
                    if is_over.is_set() or parser.is_cut:
                        break
                else:
                    for piece in parser.close():
                        arrived.put(piece)
            is_whole = parser.is_finished or is_over.is_set()
            end = _End(*parser.tokens, parser.is_cut)
            arrived.put(end if is_whole else _Refusal("broke off in the middle of its reply"))
        except failures() as error:
            arrived.put(_Refusal.of(error, self._endpoint.reason(error)))
        except UnusableReply as error:
            arrived.put(_Refusal(str(error)))

    def _fields(self, system: str, user: str) -> dict[str, Any]:
        """The request, with what the endpoint is known to understand."""
        can = {feature: feature not in self._missing for feature in _FEATURES}
        messages = (
            [{"role": "system", "content": system}, {"role": "user", "content": user}]
            if can["system"]
            else [{"role": "user", "content": f"{system}\n\n{user}"}]
        )
        limit = "max_tokens" if can["max_tokens"] else "max_completion_tokens"
        fields: dict[str, Any] = {"model": self.name, "messages": messages, "stream": True}
        fields[limit] = self._settings.llm_answer_tokens
        if can["temperature"]:
            fields["temperature"] = 0
        if can["seed"]:
            fields["seed"] = 0
        if can["stream_options"]:
            fields["stream_options"] = {"include_usage": True}
        return fields

    def _does_without(self, refusal: "_Refusal") -> bool:
        """Whether there is something left to do without that may have caused the refusal."""
        if refusal.status not in _REFUSED_FIELD or refusal.is_too_long:
            return False
        left = [feature for feature in _FEATURES if feature not in self._missing]
        named = [feature for feature in left if feature in refusal.what]
        if not named and refusal.status != _BAD_REQUEST:
            return False
        if not left:
            return False
        with self._lock:
            self._missing.add((named or left)[0])
        return True

    def _wait_or_raise(self, refusal: "_Refusal", tried: int, deadline: Deadline) -> None:
        """Sleep before the next try.

        Raises:
            ContextOverflow: the prompt is too long.
            EndpointError: there is no sense in a next try, or no time for one.
        """
        if refusal.is_too_long:
            raise ContextOverflow(self._told(refusal)[0]) from refusal
        wait = refusal.retry_after or _FIRST_WAIT_SECONDS * 2 ** (tried - 1)
        in_time = wait <= _LONGEST_WAIT_SECONDS and wait < deadline.remaining
        if refusal.is_final or tried > _RETRIES or not in_time:
            raise EndpointError(*self._told(refusal)) from refusal
        time.sleep(wait)

    def _told(self, refusal: "_Refusal") -> tuple[str, str]:
        error = self._endpoint.failure(refusal.what, _HINT)
        return error.message, error.hint


_BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class _End:
    """A reply is over: the tokens that the server counted, and whether a limit ended it."""

    prompt_tokens: int
    completion_tokens: int
    is_cut: bool


def _count(usage: dict[str, float], end: _End) -> None:
    for name in ("prompt_tokens", "completion_tokens"):
        usage[name] = usage.get(name, 0) + getattr(end, name)


class _Refusal(Exception):  # a value on its way from one thread to another
    """A request that failed: what happened, and what follows from it."""

    def __init__(
        self,
        what: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        is_final: bool = False,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.status = status
        self.retry_after = retry_after
        self.is_final = is_final

    @property
    def is_too_long(self) -> bool:
        """Whether the prompt did not fit."""
        return self.status in (400, 413, 422, 500) and bool(_TOO_LONG.search(self.what))

    @classmethod
    def of(cls, error: Exception, reason: str) -> "_Refusal":
        """What an error of the client means."""
        told = rejection(error)
        return cls(
            f"gave no answer: {reason}" if told.status is None else f"refused: {reason}",
            status=told.status,
            retry_after=told.retry_after_seconds,
            is_final=not told.is_passing,
        )


_Arrival = str | _Refusal | _End
