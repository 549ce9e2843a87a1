"""Answers made of the sources' own sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.grounding import SourceText, prove
from qa.answering.refusal import explain
from qa.answering.yes_no import decide
from qa.reading.questions import asked_for
from qa.reading.statements import is_yes_no
from qa.types import (
    Abstention,
    Answerer,
    Citation,
    Claim,
    Evidence,
    Span,
    Status,
)

ANSWERER: Answerer = "extractive"
_NEAREST = 3  # places shown where there is no answer
_PER_PART = 2  # sentences for each part of a compound question
_SEVERAL = 5  # sentences for a question that asks for several things
ALSO = 3  # sentences for any other: the best, and what adds to it or backs it
NEAR_BEST = 0.5  # a further sentence must have this share of the best one's confidence
UNPROVEN = "What was found no longer stands in the indexed text."


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, or one part of a compound one, and its evidence, best first."""

    question: str
    evidence: Sequence[Evidence]

    @property
    def confidence(self) -> float:
        """That of the best sentence; 0 where there is none."""
        return self.evidence[0].confidence if self.evidence else 0.0


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer without its envelope (id, timings, fingerprint)."""

    status: Status
    answer: str | None
    short_answer: str | None
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    confidence: float
    abstention: Abstention | None


def compose(
    readings: Sequence[Reading], source_text: SourceText, min_confidence: float
) -> Composed:
    """The best sentences, each with its proven citation; or why there is no answer.

    There is one reading a part of the question, at least one. An answer needs all of them: half
    of one, unmarked, would mislead. `confidence` is that of the weakest part's best sentence,
    also when abstaining.
    """
    weakest = min(readings, key=lambda reading: reading.confidence)
    open_one = next((reading for reading in readings if _is_open(reading)), None)
    if not weakest.evidence or weakest.confidence < min_confidence or open_one:
        return _abstained(open_one or weakest, source_text)
    chosen = [_chosen(reading, min_confidence, len(readings) > 1) for reading in readings]
    proven = prove([item for part in chosen for item in part], source_text)
    places = {_place(item) for item, _ in proven}
    kept = [[item for item in part if _place(item) in places] for part in chosen]
    if not all(kept):
        nothing = Abstention("unproven", (), UNPROVEN)
        return Composed("abstained", None, None, (), (), 0.0, nothing)
    short = _short_answer(readings, kept)
    return _answered([citation for _, citation in proven], short, weakest.confidence)


def _answered(
    citations: Sequence[Citation], short_answer: str | None, confidence: float
) -> Composed:
    claims = tuple(
        Claim(citation.quote, (citation.marker,), 1, "verbatim") for citation in citations
    )
    return Composed(
        status="answered",
        answer=" ".join(f"{claim.text} [{claim.citations[0]}]" for claim in claims),
        short_answer=short_answer,
        claims=claims,
        citations=tuple(citations),
        confidence=round(confidence, 4),
        abstention=None,
    )


def _abstained(reading: Reading, source_text: SourceText) -> Composed:
    nearest = prove(reading.evidence[:_NEAREST], source_text)
    reason, why = explain(reading.question, reading.evidence)
    return Composed(
        status="abstained",
        answer=None,
        short_answer=None,
        claims=(),
        citations=(),
        confidence=round(reading.confidence, 4),
        abstention=Abstention(reason, tuple(citation for _, citation in nearest), why),
    )


def _chosen(reading: Reading, min_confidence: float, is_part: bool) -> list[Evidence]:
    """The best sentence, and further ones that would be answers by themselves and say more."""
    several = asked_for(reading.question).wants_several
    most = _SEVERAL if several else _PER_PART if is_part else ALSO
    least = max(min_confidence, NEAR_BEST * reading.confidence)
    by_wording: dict[str, Evidence] = {}
    for item in reading.evidence:
        if item.confidence >= least:
            by_wording.setdefault(_wording(item.text), item)
    return list(by_wording.values())[:most]


def _short_answer(readings: Sequence[Reading], kept: Sequence[Sequence[Evidence]]) -> str | None:
    """The exact answers of all parts; None where one has none, as a reason or a description."""
    parts = [_exact(r.question, items) for r, items in zip(readings, kept, strict=True)]
    return "; ".join(part for part in parts if part) if all(parts) else None


def _exact(question: str, items: Sequence[Evidence]) -> str | None:
    """The best sentence's exact answer; for a question for several things each one found."""
    asked = asked_for(question)
    if is_yes_no(question):
        return decide(question, items[0])
    if asked.answer_type == "reason":
        return None
    if not asked.wants_several:
        return items[0].short_answer
    found = {_wording(item.short_answer): item.short_answer for item in items if item.short_answer}
    return "; ".join(found.values()) or None


def _is_open(reading: Reading) -> bool:
    """Whether a yes/no question is left open by its best sentence."""
    best = reading.evidence[:1]
    return is_yes_no(reading.question) and any(not decide(reading.question, e) for e in best)


def _place(item: Evidence) -> tuple[str, Span]:
    return item.passage.source_id, item.sentence


def _wording(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
