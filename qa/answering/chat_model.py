"""A language model behind an OpenAI-compatible endpoint: text in, pieces of text out, in time.

A reply is read by a thread of its own: name look-ups, slow headers and comment lines without end
know no timeout, so the one who asks waits for pieces and leaves when the deadline has passed.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from qa.answering.arrivals import End, Refusal
from qa.answering.circuit import Circuit, Resting
from qa.answering.deadline import Deadline
from qa.answering.dialect import Dialect
from qa.answering.replies import ReplyParser, UnusableReply
from qa.endpoint import Endpoint, failures
from qa.settings import Settings

MAX_REPLY_CHARACTERS = 20_000  # far more than a hundred claims; what never ends is cut here
_GLANCE_SECONDS = 0.2  # between looks whether anybody still waits for the reply
_LONGEST_WAIT_SECONDS = 20.0  # whatever Retry-After asks for
_HINT = "Check OPENAI_BASE_URL, OPENAI_API_KEY and QA_LLM_MODEL, or set QA_ANSWERER=extractive."


class ContextOverflow(Exception):  # for the writer, which sends less; no user meets it
    """The prompt is longer than the model reads; the text says so."""


class ReplyCut(Exception):  # for the writer, which keeps what is proven
    """The reply broke off after its first piece; the text says how."""


class ChatModel:
    """The model that the settings name. Safe to share between threads.

    What the endpoint cannot do is found out by its refusals, once, and remembered. When it fails
    as a whole it is left alone for a while (`Circuit`).
    """

    def __init__(self, settings: Settings, endpoint: Endpoint) -> None:
        self._settings = settings
        self._endpoint = endpoint
        self._circuit = Circuit(settings.endpoint_pause_seconds)
        self._dialect = Dialect()

    @property
    def name(self) -> str:
        """The model's name at the endpoint."""
        return self._settings.llm_model or ""

    @property
    def deadline_seconds(self) -> float:
        """The longest time that one question may take."""
        return self._settings.deadline_seconds

    def warm_up(self) -> None:
        """Make the client: its import takes a second that no deadline should pay for."""
        with suppress(*failures()):  # a key or address that is none is told with the answer
            _ = self._endpoint.client

    def redacted(self, text: str) -> str:
        """`text` without the key, for what the model said and a message quotes."""
        return self._endpoint.redacted(text)

    def reply(
        self,
        system: str,
        user: str,
        deadline: Deadline,
        usage: dict[str, float],
        *,
        most_tokens: int | None = None,
    ) -> Iterator[str]:
        """The model's answer in pieces, as they come; tokens are added to `usage`.

        It has at most `most_tokens` tokens, by default as many as the settings say.

        Raises:
            ContextOverflow: the prompt is too long for the model.
            ReplyCut: the reply broke off or ran into a limit after its first piece; what was
                given so far is as the model said it.
            EndpointError: there is no reply: after the retries, at the deadline, or because the
                endpoint is left alone.
        """
        entered = self._enter()
        self.warm_up()
        trial = self._dialect.trial()
        tried = 0
        while True:
            began = False
            fields = self._fields(system, user, most_tokens, trial.missing)
            try:
                for piece in self._once(fields, deadline, usage):
                    if not began:
                        self._circuit.close()
                        trial.succeeds()
                    began = True
                    yield piece
                self._circuit.close()
                trial.succeeds()
                return
            except Refusal as refusal:
                if not began and trial.goes_on(refusal):
                    continue
                tried += 1
                wait = None if began else _in_time(refusal.wait(tried), deadline)
                if wait is None:
                    if not deadline.is_given_up:  # which says nothing about the endpoint
                        self._conclude(refusal, entered, began=began)
                    raise self._raised(refusal, began=began) from refusal
                time.sleep(wait)

    def _enter(self) -> float:
        """The moment at which the request may be made.

        Raises:
            EndpointError: none may, for a while.
        """
        entered = self._circuit.enter()
        if not isinstance(entered, Resting):
            return entered
        raise self._endpoint.failure(
            f"is left alone for {max(1, round(entered.seconds))} s more: it {entered.why}", _HINT
        )

    def _conclude(self, refusal: Refusal, entered: float, *, began: bool) -> None:
        """Leave the endpoint alone where the refusal tells that it is out of order."""
        if refusal.is_outage and not began:
            self._circuit.open(entered, refusal.what, refusal.retry_after or 0.0)
        else:
            self._circuit.close()

    def _raised(self, refusal: Refusal, *, began: bool) -> Exception:
        error = self._endpoint.failure(refusal.what, _HINT)
        if began:
            return ReplyCut(error.message)
        return ContextOverflow(error.message) if refusal.is_too_long else error

    def _once(
        self, fields: dict[str, Any], deadline: Deadline, usage: dict[str, float]
    ) -> Iterator[str]:
        """One request."""
        arrived: SimpleQueue[_Arrival] = SimpleQueue()
        is_over = Event()
        arguments = (fields, arrived, is_over)
        Thread(target=self._read, args=arguments, name="chat-reply", daemon=True).start()
        characters = 0
        try:
            while isinstance(piece := self._next(arrived, deadline, characters), str):
                characters += len(piece)
                if piece:
                    yield piece
                if characters > MAX_REPLY_CHARACTERS:
                    raise Refusal("does not come to an end", is_final=True)
        finally:
            is_over.set()
        if isinstance(piece, Refusal):
            raise piece
        _count(usage, piece)
        if piece.cut:
            raise Refusal(piece.cut, is_final=True)

    def _next(
        self, arrived: "SimpleQueue[_Arrival]", deadline: Deadline, characters: int
    ) -> "_Arrival":
        """What comes next: soon where words came before, with more patience for the first ones."""
        settings = self._settings
        patience = (
            settings.endpoint_silence_seconds if characters else settings.endpoint_timeout_seconds
        )
        silent_since = time.monotonic()
        while (left := silent_since + patience - time.monotonic()) > 0:
            with suppress(Empty):
                return arrived.get(timeout=min(deadline.remaining, left, _GLANCE_SECONDS))
            if deadline.is_given_up:
                return Refusal("is not waited for any more", is_final=True)
            if deadline.has_passed:
                what = f"had not finished after {round(deadline.seconds, 1):g} s"
                return Refusal(what, is_final=True, is_outage=not deadline.is_short)
        return Refusal(f"sent nothing for {patience:g} s", is_final=True, is_outage=True)

    def _read(
        self, fields: dict[str, Any], arrived: "SimpleQueue[_Arrival]", is_over: Event
    ) -> None:
        """Put the pieces of one reply into the queue, then its end; or what went wrong."""
        parser = ReplyParser(self._endpoint.beginning)
        try:
            client = self._endpoint.patient_client
            with client.chat.completions.with_streaming_response.create(**fields) as response:
                for data in response.iter_bytes():
                    for piece in parser.feed(data):
                        arrived.put(piece)
                    if is_over.is_set() or parser.is_over:
                        break
                else:
                    for piece in parser.close():
                        arrived.put(piece)
            is_whole = parser.is_finished or is_over.is_set()
            end = End(*parser.tokens, parser.cut)
            arrived.put(end if is_whole else Refusal("broke off in the middle of its reply"))
        except failures() as error:
            arrived.put(Refusal.of(error, self._endpoint.reason(error)))
        except UnusableReply as error:
            arrived.put(Refusal(str(error), is_final=not error.is_passing))
        finally:
            arrived.put(Refusal("gave no answer"))  # nobody waits for a thread that has died

    def _fields(
        self, system: str, user: str, most_tokens: int | None, missing: frozenset[str]
    ) -> dict[str, Any]:
        """The request, without the features that are missing."""
        messages = (
            [{"role": "system", "content": system}, {"role": "user", "content": user}]
            if "system" not in missing
            else [{"role": "user", "content": f"{system}\n\n{user}"}]
        )
        limit = "max_tokens" if "max_tokens" not in missing else "max_completion_tokens"
        fields: dict[str, Any] = {"model": self.name, "messages": messages, "stream": True}
        fields[limit] = most_tokens or self._settings.llm_answer_tokens
        if "temperature" not in missing:
            fields["temperature"] = 0
        if "seed" not in missing:
            fields["seed"] = 0
        if "stream_options" not in missing:
            fields["stream_options"] = {"include_usage": True}
        return fields


def open_chat_model(settings: Settings) -> ChatModel | None:
    """The model that the settings name, nothing asked of it yet; None where none is to be asked."""
    endpoint = Endpoint(settings)
    if settings.answerer == "extractive" or not settings.llm_model or not endpoint.is_set:
        return None
    return ChatModel(settings, endpoint)


def _count(usage: dict[str, float], end: End) -> None:
    for name in ("prompt_tokens", "completion_tokens"):
        usage[name] = usage.get(name, 0) + getattr(end, name)


def _in_time(wait: float | None, deadline: Deadline) -> float | None:
    """The wait, None where it is too long."""
    is_short = wait is not None and wait <= _LONGEST_WAIT_SECONDS and wait < deadline.remaining
    return wait if is_short else None


_Arrival = str | Refusal | End
