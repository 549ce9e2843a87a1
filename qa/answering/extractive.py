"""Answers made of the sources' own sentences."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.answering.grounding import SourceText, prove
from qa.answering.matter import Embed
from qa.answering.prose import prose
from qa.answering.refusal import explain
from qa.answering.resolving import Resolved, resolve
from qa.answering.steps import steps
from qa.answering.telling import Told, as_of, conflict_of, notices, with_time
from qa.answering.voices import FamilyOf, itself, voices
from qa.reading.questions import asked_for
from qa.reading.statements import is_yes_no
from qa.reading.yes_no import decide
from qa.types import (
    Abstention,
    Answerer,
    Citation,
    Claim,
    Conflict,
    Evidence,
    Grounding,
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

Group = list[Evidence]  # sentences that carry one answer, the one that is told first


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, or one part of a compound one, and its evidence, best first.

    `named` is what it found out for the next one, which asks about the thing of that name.
    """

    question: str
    evidence: Sequence[Evidence]
    named: str | None = None

    @property
    def confidence(self) -> float:
        """That of the best sentence; 0 where there is none."""
        return self.evidence[0].confidence if self.evidence else 0.0


def confidence_of(readings: Sequence[Reading]) -> float:
    """Of all parts together: the least; where one rests on another's name, both have to be right.

    At least one reading.
    """
    values = [reading.confidence for reading in readings]
    return math.prod(values) if any(reading.named for reading in readings) else min(values)


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
    of one, unmarked, would mislead. Its confidence is `confidence_of` all, when abstaining that of
    the weakest; where one reading names what the next asks about, the last has the short answer.
    Sources that agree are cited by one claim and counted by `family_of`; where they contradict
    each other the status says so. Without `embed` nothing is compared.
    """
    weakest = min(readings, key=lambda reading: reading.confidence)
    open_one = next((reading for reading in readings if _is_open(reading)), None)
    if not weakest.evidence or weakest.confidence < min_confidence or open_one:
        return _abstained(open_one or weakest, source_text)
    resolved = [
        resolve(reading.question, reading.evidence, family_of, embed) if embed else Resolved()
        for reading in readings
    ]
    chosen = [
        [[step] for step in _steps(reading, sides, source_text)]
        or _chosen(reading, sides, min_confidence, family_of, is_part=len(readings) > 1)
        for reading, sides in zip(readings, resolved, strict=True)
    ]
    proven = prove((item for part in chosen for group in part for item in group), source_text)
    cited = {_place(item): citation for item, citation in proven}
    kept = [_kept(part, cited) for part in chosen]
    if not all(kept):
        nothing = Abstention("unproven", (), UNPROVEN)
        return Composed("abstained", None, None, (), (), 0.0, nothing)
    told = [
        Told(reading.question, sides, part)
        for reading, sides, part in zip(readings, resolved, kept, strict=True)
    ]
    answered = _answered(told, cited, family_of, confidence_of(readings))
    if any(reading.named for reading in readings):
        return replace(answered, short_answer=_short_answer(told[-1:]))
    return answered


def claims_with_citations(composed: Composed) -> Iterator[tuple[Claim, tuple[Citation, ...]]]:
    """Each claim with those of its citations that no claim before it has."""
    known: set[int] = set()
    for claim in composed.claims:
        new = tuple(
            citation
            for citation in composed.citations
            if citation.marker in claim.citations and citation.marker not in known
        )
        known |= {citation.marker for citation in new}
        yield claim, new


def stated(claim: Claim) -> str:
    """A claim as the answer has it: with its `marks` at the end."""
    return f"{claim.text} {marks(claim.citations)}"


def marks(markers: Sequence[int]) -> str:
    """'[1][2]' for 1 and 2."""
    return "".join(f"[{marker}]" for marker in markers)


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
        answer=with_time(" ".join(stated(claim) for claim in claims), told),
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
    told, quote = prose(group[0]), group[0].quote
    is_verbatim = _wording(told) in _wording(quote)
    grounding: Grounding = "verbatim" if is_verbatim else "supported"
    return Claim(told, markers, voices(group, family_of), grounding)


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


def _steps(reading: Reading, resolved: Resolved, source_text: SourceText) -> list[Evidence]:
    """Those of a list that the best sentence stands in, unless sources contradict each other."""
    if resolved.is_conflicting:
        return []
    return steps(reading.question, reading.evidence[0], source_text)


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
    """As `exact_answer`; where sources contradict each other and none is followed, all answers."""
    if is_yes_no(told.question) and told.is_undecided:
        verdicts = [decide(told.question, group[0]) for group in told.groups[: len(told.sides)]]
        return " or ".join(dict.fromkeys(verdict for verdict in verdicts if verdict))
    asked = asked_for(told.question)
    is_plain = asked.answer_type != "reason" and not is_yes_no(told.question)
    if is_plain and (told.sides or not asked.wants_several):
        return told.exact
    return exact_answer(told.question, [group[0] for group in told.groups])


def exact_answer(question: str, items: Sequence[Evidence]) -> str | None:
    """The best sentence's exact answer; for a question for several things each one found.

    None for a reason, or where there is none.
    """
    asked = asked_for(question)
    if is_yes_no(question):
        return decide(question, items[0]) if items else None
    if asked.answer_type == "reason":
        return None
    if not asked.wants_several:
        return items[0].short_answer if items else None
    found = {_wording(item.short_answer): item.short_answer for item in items if item.short_answer}
    return "; ".join(found.values()) or None


def _is_open(reading: Reading) -> bool:
    """Whether a yes/no question is left open by its best sentence."""
    best = reading.evidence[:1]
    return is_yes_no(reading.question) and any(not decide(reading.question, e) for e in best)


Place = tuple[str, Span]


def _place(item: Evidence) -> Place:
    return item.passage.source_id, item.sentence


def _wording(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
