"""Answers made of the sources' own sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.grounding import SourceText, prove
from qa.reading.questions import asked_for
from qa.types import AbstainReason, Abstention, Answerer, Citation, Claim, Evidence, Status

ANSWERER: Answerer = "extractive"
_NEAREST = 3  # places shown where there is no answer
_SEVERAL = 5  # sentences for a question that asks for several things
_ALSO = 3  # sentences for any other: the best, and what adds to it or backs it
_NEAR_BEST = 0.5  # a further sentence must have this share of the best one's confidence
_RELEVANT = 0.05  # below this even the best sentence has nothing to do with the question


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
    question: str, evidence: Sequence[Evidence], source_text: SourceText, min_confidence: float
) -> Composed:
    """The best sentences, each with its proven citation; or why there is no answer.

    `evidence` is best first. `confidence` is that of the best sentence, also when abstaining.
    """
    if not evidence or evidence[0].confidence < min_confidence:
        return _abstained(evidence, source_text)
    proven = prove(_chosen(question, evidence, min_confidence), source_text)
    if not proven:
        nothing = Abstention("unproven", ())
        return Composed("abstained", None, None, (), (), 0.0, nothing)
    return _answered(proven)


def _answered(proven: Sequence[tuple[Evidence, Citation]]) -> Composed:
    claims = tuple(
        Claim(citation.quote, (citation.marker,), 1, "verbatim") for _, citation in proven
    )
    return Composed(
        status="answered",
        answer=" ".join(f"{claim.text} [{claim.citations[0]}]" for claim in claims),
        short_answer=proven[0][0].short_answer,
        claims=claims,
        citations=tuple(citation for _, citation in proven),
        confidence=round(proven[0][0].confidence, 4),
        abstention=None,
    )


def _abstained(evidence: Sequence[Evidence], source_text: SourceText) -> Composed:
    nearest = prove(evidence[:_NEAREST], source_text)
    best = evidence[0].confidence if evidence else 0.0
    reason: AbstainReason = "low_confidence" if best >= _RELEVANT else "no_relevant_passage"
    return Composed(
        status="abstained",
        answer=None,
        short_answer=None,
        claims=(),
        citations=(),
        confidence=round(best, 4),
        abstention=Abstention(reason, tuple(citation for _, citation in nearest)),
    )


def _chosen(question: str, evidence: Sequence[Evidence], min_confidence: float) -> list[Evidence]:
    """The best sentence, and further ones that would be answers by themselves and say more."""
    most = _SEVERAL if asked_for(question).wants_several else _ALSO
    least = max(min_confidence, _NEAR_BEST * evidence[0].confidence)
    by_wording: dict[str, Evidence] = {}
    for item in evidence:
        if item.confidence >= least:
            by_wording.setdefault(_wording(item.text), item)
    return list(by_wording.values())[:most]


def _wording(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
