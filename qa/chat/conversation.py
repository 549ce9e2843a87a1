"""Questions that follow one another: rewritten to stand alone, asked, and remembered."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from threading import Event

from qa.chat.rewriting import Rewriter
from qa.chat.sessions import Sessions
from qa.chat.turns import Turn
from qa.chat.understanding import Understanding, Understood, evidence_of
from qa.history import History
from qa.pipeline import Pipeline, clean_question
from qa.receipts.values import Receipt
from qa.types import ClaimProven, FollowUp, SourceFilter, SourcesFound

REMEMBERED = 6  # turns that a follow-up may lean on


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn, and the receipt of its answer."""

    turn: Turn
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class AskedAs:
    """First step of an exchange: how the question is asked, None where as it was typed."""

    question: str | None


ExchangeStep = AskedAs | SourcesFound | ClaimProven | Exchange  # the exchange is the last one


class Conversations:
    """Asks in sessions. Safe to share between threads, as the pipeline is."""

    def __init__(
        self, pipeline: Pipeline, rewriter: Rewriter | None = None, *, keeps: bool | None = None
    ) -> None:
        """`rewriter` is asked first; without one, and where it fails, the rules do it.

        `keeps` says whether sessions and receipts stay on disk; None: as the settings say.
        """
        self._pipeline = pipeline
        self.understanding = Understanding(pipeline, rewriter)
        self._keeps = pipeline.settings.keep_sessions if keeps is None else keeps
        self.sessions = Sessions(pipeline.history if self._keeps else History(None))

    def ask(
        self,
        session_id: str,
        question: str,
        k: int | None = None,
        *,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
    ) -> Exchange:
        """The answer to a question of a session; the turn is appended to it.

        With `as_of` it is asked as if it were that day; with `only`, just the sources that match
        it may answer. Both are of this question alone: the next one names its own.

        Raises:
            SessionNotFound: there is no such session.
            HistoryError: it cannot be read or written.
            And what `Pipeline.ask` raises; nothing is appended then.
        """
        for step in self.stream(session_id, question, k, as_of=as_of, only=only):
            if isinstance(step, Exchange):
                return step
        raise AssertionError("the last step is the exchange")

    def stream(
        self,
        session_id: str,
        question: str,
        k: int | None = None,
        *,
        as_of: datetime.date | None = None,
        only: SourceFilter | None = None,
        given_up: Event | None = None,
    ) -> Iterator[ExchangeStep]:
        """As `ask`, piece by piece; raises as it does, before the first step.

        The turn is appended before the last step: whoever stops listening earlier leaves no trace.
        `given_up` is that of `Pipeline.stream`.
        """
        typed = clean_question(question)
        turns = self.sessions.turns(session_id, last=REMEMBERED)
        brought = FollowUp(session_id, None, evidence_of([turn.passage_ids for turn in turns]))
        earlier = [turn.earlier() for turn in turns]
        understood = self.understanding.of(typed, earlier, brought, k, as_of=as_of, only=only)
        steps = self._pipeline.steps(
            understood.question,
            k,
            as_of=as_of,
            only=only,
            follow_up=understood.follow_up,
            record=self._keeps,
            given_up=given_up,
        )
        first = next(steps)
        yield AskedAs(understood.question if understood.by else None)
        for step in chain([first], steps):
            if not isinstance(step, Receipt):
                yield step
                continue
            receipt = replace(step, answer=understood.noticed(step.answer))
            turn = self.sessions.append(session_id, _turn(typed, understood, receipt))
            yield Exchange(turn, receipt)


def _turn(typed: str, understood: Understood, receipt: Receipt) -> Turn:
    return Turn(
        number=0,  # the next one, as soon as it is kept: others may ask meanwhile
        question=typed,
        asked_as=receipt.answer.question if understood.by else None,
        rewritten_by=understood.by,
        answer=receipt.answer,
        passage_ids=cited_passages(receipt),
    )


def cited_passages(receipt: Receipt) -> tuple[str, ...]:
    """The ids of the passages that an answer rests on."""
    cited = (
        passage.passage_id
        for part in receipt.parts
        for passage in part.passages
        if passage.fate == "cited"
    )
    return tuple(dict.fromkeys(cited))
