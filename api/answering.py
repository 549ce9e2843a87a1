"""One way to an answer for every surface: kept answers, metrics and the log in one place."""

import datetime
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event, Lock
from typing import Any, Literal

from opentelemetry.trace import Tracer
from starlette.datastructures import State

from api.metrics import Metrics
from api.tracing import describe, tracer_of
from qa.chat.conversation import Conversations, Exchange, ExchangeStep
from qa.errors import HistoryError
from qa.pipeline import Pipeline, clean_question
from qa.settings import Settings
from qa.types import Answer, Done, FollowUp, SourceFilter, StreamEvent

Surface = Literal["ask", "chat", "responses", "mcp", "session"]


@dataclass(frozen=True, slots=True)
class AskOptions:
    """What may be asked for besides the question; see `Pipeline.ask_in_full`."""

    k: int | None = None
    as_of: datetime.date | None = None
    only: SourceFilter | None = None
    follow_up: FollowUp | None = None


DEFAULTS = AskOptions()


class AnswerCache:
    """The last `size` answers by what they depend on. Safe to share between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._answers: OrderedDict[Any, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> Answer | None:
        """The answer kept under that key, which counts as used now."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: Any, answer: Answer) -> None:
        """Keep an answer, in place of the one that was not used for the longest time."""
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            if len(self._answers) > self._size:
                self._answers.popitem(last=False)


class Answering:
    """Asks the pipeline, or gives the same answer again.

    An answer is kept by question, options and index fingerprint, which changes with every file and
    with the settings that an index is made by; the other settings do not change while a process
    runs. Answers that a language model wrote, or failed to write, are not kept: asking it again may
    tell otherwise. One whose receipt is gone is not given again: nothing could be done with its id.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        settings: Settings,
        metrics: Metrics,
        tracer: Tracer | None = None,
    ) -> None:
        self._tracer = tracer or tracer_of(settings)
        self._pipeline = pipeline
        self._metrics = metrics
        self._cache = AnswerCache(settings.answer_cache) if settings.answer_cache else None
        self._logs_questions = settings.log_questions

    def ask(
        self,
        question: str,
        options: AskOptions = DEFAULTS,
        *,
        surface: Surface,
        state: State | None = None,
        is_fresh: bool = False,
    ) -> Answer:
        """The answer, as `Pipeline.ask` gives it; `is_fresh` asks anew whatever is kept.

        `state` is the request's: what its line in the log says of the question goes there.

        Raises:
            QAError: as `Pipeline.ask`.
        """
        self._note(question, state)
        key = self._key(question, options) if self._cache else None
        kept = self._cache.get(key) if self._cache and not is_fresh else None
        if kept is not None and self._may_show(kept):
            self._metrics.cached(surface, kept)
            return kept
        with self._tracer.start_as_current_span("qa.ask") as span:
            answer = self._pipeline.ask_in_full(
                question,
                options.k,
                as_of=options.as_of,
                only=options.only,
                follow_up=options.follow_up,
            ).answer
            describe(span, self._tracer, answer, surface)
        self._metrics.answer(surface, answer)
        if self._cache:
            self._metrics.not_cached()
            is_still = key is not None and key[-1] == answer.index_fingerprint
            if is_still and self._is_lasting(answer):
                self._cache.put(key, answer)
        return answer

    def stream(
        self,
        question: str,
        options: AskOptions = DEFAULTS,
        *,
        surface: Surface,
        state: State | None = None,
        given_up: Event | None = None,
    ) -> Iterator[StreamEvent]:
        """The events of `Pipeline.stream`; asked anew each time, and counted with the last one.

        Raises:
            QAError: as `Pipeline.stream`.
        """
        self._note(question, state)
        for event in self._pipeline.stream(
            question, options.k, as_of=options.as_of, only=options.only, given_up=given_up
        ):
            if isinstance(event, Done):
                self._metrics.answer(surface, event.answer)
            yield event

    def converse(
        self,
        conversations: Conversations,
        session_id: str,
        question: str,
        options: AskOptions = DEFAULTS,
        *,
        state: State | None = None,
        given_up: Event | None = None,
    ) -> Iterator[ExchangeStep]:
        """The steps of `Conversations.stream`, the answer counted with the last one.

        Raises:
            QAError: as `Conversations.stream`.
        """
        self._note(question, state)
        steps = conversations.stream(
            session_id,
            question,
            options.k,
            as_of=options.as_of,
            only=options.only,
            given_up=given_up,
        )
        for step in steps:
            if isinstance(step, Exchange):
                self._metrics.answer("session", step.turn.answer)
            yield step

    def _is_lasting(self, answer: Answer) -> bool:
        """Whether asking again would give the same: no language model had a part in it."""
        return answer.status == "abstained" or not self._pipeline.has_writer

    def _may_show(self, answer: Answer) -> bool:
        try:
            return self._pipeline.receipts.may_show(answer.id)
        except HistoryError:  # an answer is worth more than its receipt
            return True

    def _note(self, question: str, state: State | None) -> None:
        if state is not None:
            state.question = question if self._logs_questions else f"{len(question)} characters"

    def _key(self, question: str, options: AskOptions) -> tuple[Any, ...]:
        return clean_question(question), options, self._pipeline.status().fingerprint
