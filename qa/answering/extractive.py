"""Answers made of the sources' own sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.answering.grounding import SourceText, prove
from qa.answering.matter import Embed
from qa.answering.resolving import Resolved, resolve
from qa.answering.telling import Told, as_of, conflict_of, notices, with_time
from qa.answering.voices import FamilyOf, itself, voices
from qa.reading.questions import asked_for
from qa.types import (
    AbstainReason,
    Abstention,
    Answerer,
    Citation,
    Claim,
    Conflict,
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
_RELEVANT = 0.05  # below this even the best sentence has nothing to do with the question

Group = list[Evidence]  # sentences that carry one answer, the one that is told first


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
    conflict: Conflict | None = None
    notices: tuple[str, ...] = ()
    as_of: str | None = None


def compose(
    readings: Sequence[Reading],
    source_text: SourceText,
    min_confidence: float,
    *,
    family_of: FamilyOf = itself,
    embed: Embed | None = None,
) -> Composed:
    """The best sentences, each with its proven citations; or why there is no answer.

    There is one reading a part of the question, at least one. An answer needs all of them: half
    of one, unmarked, would mislead. `confidence` is that of the weakest part's best sentence,
    also when abstaining. Sources that agree are cited by one claim and counted by `family_of`;
    where they contradict each other the status says so. Without `embed` nothing is compared.
    """
    weakest = min(readings, key=lambda reading: reading.confidence)
    if not weakest.evidence or weakest.confidence < min_confidence:
        return _abstained(weakest, source_text)
    resolved = [
        resolve(reading.question, reading.evidence, family_of, embed) if embed else Resolved()
        for reading in readings
    ]
    chosen = [
        _chosen(reading, sides, min_confidence, family_of, is_part=len(readings) > 1)
        for reading, sides in zip(readings, resolved, strict=True)
    ]
    proven = prove((item for part in chosen for group in part for item in group), source_text)
    cited = {_place(item): citation for item, citation in proven}
    kept = [_kept(part, cited) for part in chosen]
    if not all(kept):
        nothing = Abstention("unproven", ())
        return Composed("abstained", None, None, (), (), 0.0, nothing)
    told = [
        Told(reading.question, sides, part)
        for reading, sides, part in zip(readings, resolved, kept, strict=True)
    ]
    return _answered(told, cited, family_of, weakest.confidence)


def _answered(
    told: Sequence[Told],
    cited: Mapping["Place", Citation],
    family_of: FamilyOf,
    confidence: float,
) -> Composed:
    groups = {_place(group[0]): group for part in told for group in part.groups}
    claims = tuple(_claim(group, cited, family_of) for group in groups.values())
    conflict = conflict_of(told, cited, family_of)
    return Composed(
        status="conflicting" if conflict else "answered",
        answer=with_time(" ".join(_sentence(claim) for claim in claims), told),
        short_answer=_short_answer(told),
        claims=claims,
        citations=tuple(cited.values()),
        confidence=round(confidence, 4),
        abstention=None,
        conflict=conflict,
        notices=notices(told),
        as_of=as_of(told),
    )


def _claim(group: Group, cited: Mapping["Place", Citation], family_of: FamilyOf) -> Claim:
    markers = tuple(cited[_place(item)].marker for item in group)
    return Claim(group[0].text, markers, voices(group, family_of), "verbatim")


def _sentence(claim: Claim) -> str:
    return f"{claim.text} {''.join(f'[{marker}]' for marker in claim.citations)}"


def _abstained(reading: Reading, source_text: SourceText) -> Composed:
    nearest = prove(reading.evidence[:_NEAREST], source_text)
    reason: AbstainReason = (
        "low_confidence" if reading.confidence >= _RELEVANT else "no_relevant_passage"
    )
    return Composed(
        status="abstained",
        answer=None,
        short_answer=None,
        claims=(),
        citations=(),
        confidence=round(reading.confidence, 4),
        abstention=Abstention(reason, tuple(citation for _, citation in nearest)),
    )


def _chosen(
    reading: Reading,
    resolved: Resolved,
    min_confidence: float,
    family_of: FamilyOf,
    *,
    is_part: bool,
) -> list[Group]:
    """What each side says, then further sentences that would be answers by themselves."""
    groups = [side.told(family_of) for side in (*resolved.sides, *resolved.besides)]
    several = asked_for(reading.question).wants_several
    most = _SEVERAL if several else _PER_PART if is_part else ALSO
    least = max(min_confidence, NEAR_BEST * reading.confidence)
    told = {_wording(item.text) for group in groups for item in group}
    by_wording: dict[str, Evidence] = {}
    for item in reading.evidence:
        wording = _wording(item.text)
        if item.confidence >= least and wording not in told:
            by_wording.setdefault(wording, item)
    room = max(0, most - sum(len(group) for group in groups))
    return [*groups, *([item] for item in list(by_wording.values())[:room])]


def _kept(part: Sequence[Group], cited: Mapping["Place", Citation]) -> list[Group]:
    """What is left of each group once unproven evidence is dropped."""
    proven = ([item for item in group if _place(item) in cited] for group in part)
    return [group for group in proven if group]


def _short_answer(told: Sequence[Told]) -> str | None:
    """The exact answers of all parts; None where one has none, as a reason or a description."""
    parts = [_exact(part) for part in told]
    return "; ".join(part for part in parts if part) if all(parts) else None


def _exact(told: Told) -> str | None:
    """The best sentence's exact answer; for a question for several things each one found.

    Where sources contradict each other and none is followed, all of their answers.
    """
    asked = asked_for(told.question)
    if asked.answer_type == "reason":
        return None
    items = [group[0] for group in told.groups]
    if told.sides or not asked.wants_several:
        return told.exact
    found = {_wording(item.short_answer): item.short_answer for item in items if item.short_answer}
    return "; ".join(found.values()) or None


Place = tuple[str, Span]


def _place(item: Evidence) -> Place:
    return item.passage.source_id, item.sentence


def _wording(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
