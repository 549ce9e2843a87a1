"""Questions that follow one another: rewritten to stand alone, asked, and remembered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from threading import Event

from qa.chat.rewriting import Rewriter, Rewriting
from qa.chat.rules import RuleRewriter
from qa.chat.sessions import Sessions
from qa.chat.turns import Session, Turn
from qa.chat.words import content_words
from qa.errors import EndpointError
from qa.history import History
from qa.pipeline import MAX_QUESTION_CHARACTERS, Pipeline, clean_question
from qa.receipts.values import Receipt
from qa.types import ClaimProven, FollowUp, SourceFilter, SourcesFound

_REMEMBERED = 6  # turns that a follow-up may lean on
_EVIDENCE_TURNS = 2  # turns whose passages are read again
_EVIDENCE = 4  # passages of those turns: each takes as long as any other that is read
_SUBSTANCE = 4  # words besides those of grammar: with fewer a question says nothing by itself
_BETTER = 0.1  # by so much a less likely meaning must be the better answered one


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
        self._rewriter = rewriter
        self._rules = RuleRewriter(self._similar)
        self._keeps = pipeline.settings.keep_sessions if keeps is None else keeps
        self.sessions = Sessions(pipeline.history if self._keeps else History(None))

    def ask(
        self,
        session_id: str,
        question: str,
        k: int | None = None,
        *,
        only: SourceFilter | None = None,
    ) -> Exchange:
        """The answer to a question of a session; the turn is appended to it.

        With `only`, just the sources that match it may answer.

        Raises:
            SessionNotFound: there is no such session.
            HistoryError: it cannot be read or written.
            And what `Pipeline.ask` raises; nothing is appended then.
        """
        for step in self.stream(session_id, question, k, only=only):
            if isinstance(step, Exchange):
                return step
        raise AssertionError("the last step is the exchange")

    def stream(
        self,
        session_id: str,
        question: str,
        k: int | None = None,
        *,
        only: SourceFilter | None = None,
        given_up: Event | None = None,
    ) -> Iterator[ExchangeStep]:
        """As `ask`, piece by piece; raises as it does, before the first step.

        The turn is appended before the last step: whoever stops listening earlier leaves no trace.
        `given_up` is that of `Pipeline.stream`.
        """
        typed = clean_question(question)
        session = self.sessions.get(session_id)
        turns = self.sessions.turns(session_id, last=_REMEMBERED)
        brought = _evidence_of(turns)
        rewriting = self._rewritten(typed, turns)
        context = FollowUp(session_id, None, brought)
        chosen = self._chosen(typed, rewriting, context, k, only)
        asked_as = None if chosen == typed else chosen
        steps = self._pipeline.steps(
            chosen,
            k,
            only=only,
            follow_up=replace(context, typed=typed if asked_as else None),
            record=self._keeps,
            given_up=given_up,
        )
        first = next(steps)
        yield AskedAs(asked_as)
        for step in chain([first], steps):
            if not isinstance(step, Receipt):
                yield step
                continue
            receipt = _noticed(step, rewriting.notice) if rewriting.notice else step
            turn = _turn(session, turns, typed, rewriting if asked_as else None, receipt)
            self.sessions.append(session_id, turn)
            yield Exchange(turn, receipt)

    def _rewritten(self, question: str, turns: Sequence[Turn]) -> Rewriting:
        earlier = [turn.earlier() for turn in turns]
        by_rule = self._rules.rewrite(question, earlier)
        if self._rewriter is None or not earlier:
            return by_rule
        try:
            written = self._rewriter.rewrite(question, earlier)
        except EndpointError as error:
            notice = f"The question was rewritten by rule, without the language model: {error}"
            return replace(by_rule, notice=notice)
        is_fragment = by_rule.lean == "fragment" and bool(by_rule.questions)
        # 'And when?' does not stand alone, whatever a small model says
        return by_rule if is_fragment and not written.questions else written

    def _chosen(
        self,
        typed: str,
        rewriting: Rewriting,
        follow_up: FollowUp,
        k: int | None,
        only: SourceFilter | None,
    ) -> str:
        """Which meaning to ask: the likeliest, unless the corpus answers another one better."""
        meanings = tuple(
            each for each in rewriting.questions if len(each) <= MAX_QUESTION_CHARACTERS
        )
        if rewriting.by == "llm" or not meanings:
            return meanings[0] if meanings else typed
        if rewriting.lean == "may":
            meanings = (typed, *meanings)
        elif rewriting.lean == "reference" and len(content_words(typed)) >= _SUBSTANCE:
            meanings = (*meanings, typed)
        if len(meanings) == 1:
            return meanings[0]
        prospects = [
            self._pipeline.prospect(meaning, k, only=only, follow_up=follow_up)
            for meaning in meanings
        ]
        best = max(range(len(meanings)), key=lambda at: prospects[at])
        threshold = self._pipeline.threshold
        if rewriting.lean == "may" and (prospects[0] >= threshold or prospects[best] < threshold):
            return typed
        return meanings[best if prospects[best] > prospects[0] + _BETTER else 0]

    def _similar(self, text: str, others: Sequence[str]) -> list[float]:
        """Cosine similarities by the pipeline's embedder."""
        vectors = self._pipeline.embedder.embed([text, *others])
        return [float(value) for value in vectors[1:] @ vectors[0]]


def _turn(
    session: Session,
    turns: Sequence[Turn],
    typed: str,
    rewriting: Rewriting | None,
    receipt: Receipt,
) -> Turn:
    cited = (
        passage.passage_id
        for part in receipt.parts
        for passage in part.passages
        if passage.fate == "cited"
    )
    return Turn(
        number=turns[-1].number + 1 if turns else session.turns + 1,
        question=typed,
        asked_as=receipt.answer.question if rewriting else None,
        rewritten_by=rewriting.by if rewriting else None,
        answer=receipt.answer,
        passage_ids=tuple(dict.fromkeys(cited)),
    )


def _evidence_of(turns: Sequence[Turn]) -> tuple[str, ...]:
    newest_first = [id_ for turn in reversed(turns[-_EVIDENCE_TURNS:]) for id_ in turn.passage_ids]
    return tuple(dict.fromkeys(newest_first))[:_EVIDENCE]


def _noticed(receipt: Receipt, notice: str) -> Receipt:
    answer = receipt.answer
    return replace(receipt, answer=replace(answer, notices=(*answer.notices, notice)))
