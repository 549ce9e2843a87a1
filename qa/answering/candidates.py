"""The exact answers that the evidence offers, with what each of them says."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from qa.answering.agreement import compare
from qa.answering.changes import (
    has_entered,
    has_left,
    is_called_right,
    is_old,
    leaves,
    new_value,
)
from qa.answering.periods import speaks_of_the_future
from qa.answering.values import Value, value_of
from qa.reading.questions import QUANTITIES, AnswerType, AskedFor, asked_for
from qa.reading.spans import possible_answers
from qa.types import Evidence, Span

_LEAST = 0.08  # confidence; the reader gives less to nearly everything that is beside the question
_LEAST_SHARE = 0.1  # of the best one's confidence
MOST = 16  # sentences looked at


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exact answer, what it says, and the evidence it stands in.

    `is_new` where its sentence reports a change and names this as the new state of things; `old`
    are the other values that the sentence and its passage name as what was before. `is_over` where
    the sentence says of this answer that it holds no more.
    """

    evidence: Evidence
    value: Value
    is_new: bool = False
    old: tuple[Value, ...] = ()
    is_over: bool = False

    @property
    def source_id(self) -> str:
        """The file it comes from."""
        return self.evidence.passage.source_id

    @property
    def published(self) -> str | None:
        """When that file was published."""
        return self.evidence.passage.published


def candidates(question: str, evidence: Sequence[Evidence]) -> list[Candidate]:
    """The exact answers of the evidence, in its order; evidence without one is passed over."""
    least = least_confidence(evidence)
    found = (candidate_of(question, item) for item in evidence[:MOST] if item.confidence >= least)
    return [candidate for candidate in found if candidate is not None]


def least_confidence(evidence: Sequence[Evidence], share: float = _LEAST_SHARE) -> float:
    """What a sentence must have to be looked at: this share of the best one's, and not too little.

    Confidence, from 0 to 1.
    """
    best = max((item.confidence for item in evidence), default=0.0)
    return max(_LEAST, share * best)


def succeeded(question: str, candidate: Candidate) -> Candidate:
    """Who came in the place of one that the sentence says has left, if it says who; else the same.

    For questions about the present: 'Ada Brook has stepped down; Tom Hale takes over'.
    """
    item = candidate.evidence
    if not candidate.is_over or candidate.value.kind != "name":
        return candidate
    asked = asked_for(question)
    names = [
        place
        for place in possible_answers(item.text, question, asked)
        if has_entered(item.text, place)
    ]
    if len(names) != 1:
        return candidate
    item = replace(item, answer=names[0].moved(item.sentence.start))
    value = _value(item, asked.answer_type)
    return replace(candidate, evidence=item, value=value, is_new=True, is_over=False)


def candidate_of(question: str, item: Evidence) -> Candidate | None:
    """The exact answer of one sentence; None where it has none."""
    if item.answer is None:
        return None
    asked = _as_answered(asked_for(question), item)
    text = item.text
    values = (
        list(possible_answers(text, question, asked)) if asked.answer_type in QUANTITIES else []
    )
    new = new_value(text, values)
    if new is not None:
        item = replace(item, answer=new.moved(item.sentence.start))
    value = _value(item, asked.answer_type)
    if not value.words:
        return None
    is_quantity = asked.answer_type in QUANTITIES
    places = list(possible_answers(item.passage.text, question, asked))
    right = _told(item, asked, places, is_called_right) if is_quantity else ()
    # 'It has 2,140; 2,410 is right'
    is_called_wrong = any(compare(each, value) == "contradictory" for each in right)
    return Candidate(
        item,
        value,
        is_new=new is not None,
        old=_told(item, asked, places, is_old if is_quantity else has_left),
        is_over=new is None and (_is_over(item, is_quantity) or is_called_wrong),
    )


def _is_over(item: Evidence, is_quantity: bool) -> bool:
    if item.answer is None:
        return False
    place = item.answer.moved(-item.sentence.start)
    if is_quantity:
        return is_old(item.text, place)
    return has_left(item.text, place) or leaves(item.text, place)


def _as_answered(asked: AskedFor, item: Evidence) -> AskedFor:
    """The type that the answer has where the question leaves it open: 'How high is the fine?'."""
    text = item.short_answer or ""
    if asked.answer_type in ("number", None) and re.search(r"[$\u20ac\u00a3\u00a5]", text):
        return replace(asked, answer_type="money")
    return asked


def old_values(question: str, asked: AskedFor, item: Evidence) -> tuple[Value, ...]:
    """What the sentence, or another one of its passage, calls the state before a change."""
    places = possible_answers(item.passage.text, question, asked)
    return _told(item, asked, places, is_old if asked.answer_type in QUANTITIES else has_left)


def _told(
    item: Evidence,
    asked: AskedFor,
    places: Iterable[Span],
    tells: Callable[[str, Span], bool],
) -> tuple[Value, ...]:
    """The values at those places of the passage of which its words tell this."""
    text, published = item.passage.text, item.passage.published
    return tuple(
        value_of(text[place.start : place.end], asked.answer_type, published)
        for place in places
        if tells(text, place)
    )


def _value(item: Evidence, asked: AnswerType | None) -> Value:
    place = item.answer.moved(-item.sentence.start) if item.answer else Span(0, 0)
    before, after = item.text[: place.start], item.text[place.end :]
    is_ahead = speaks_of_the_future(item.text)
    published = item.passage.published
    return value_of(
        item.short_answer or "", asked, published, after, before=before, is_ahead=is_ahead
    )
