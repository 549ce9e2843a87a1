"""How an answer tells what its sources agree on, where they differ, and of when they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.answering.periods import is_later, period_of, speaks_of_the_future
from qa.answering.resolving import Resolved
from qa.answering.sides import Side
from qa.answering.voices import FamilyOf
from qa.reading.questions import asked_for
from qa.types import Citation, Conflict, Evidence, Reading, Span

Place = tuple[str, Span]


@dataclass(frozen=True, slots=True)
class Told:
    """A part of the question, how it was resolved, and the proven sentences, by group."""

    question: str
    resolved: Resolved
    groups: Sequence[list[Evidence]]

    @property
    def sides(self) -> list[Side]:
        """The sides that have a proven sentence."""
        return self._proven(self.resolved.sides)

    def _proven(self, sides: Sequence[Side]) -> list[Side]:
        places = {_place(item) for group in self.groups for item in group}
        return [
            side
            for side in sides
            if any(_place(member.evidence) in places for member in side.members)
        ]

    @property
    def is_conflicting(self) -> bool:
        """Whether two proven sides contradict each other and time does not settle it."""
        return self.resolved.is_conflicting and len(self.sides) > 1

    @property
    def is_undecided(self) -> bool:
        """Whether they do and neither is followed."""
        return self.is_conflicting and self.resolved.choice.side is None

    @property
    def exact(self) -> str | None:
        """The exact answer that is followed, with its date where it is a relative one."""
        if self.is_undecided:
            return " or ".join(_dated(side.lead.evidence, self.question) for side in self.sides)
        best = self.groups[0][0]
        if best.answer is None:
            return None
        others = [side.text for side in self._proven(self.resolved.besides)]
        return "; ".join([_dated(best, self.question), *others])


def conflict_of(
    told: Sequence[Told], cited: Mapping[Place, Citation], family_of: FamilyOf
) -> Conflict | None:
    """The readings of the first part on which sources contradict each other."""
    part = next((part for part in told if part.is_conflicting), None)
    if part is None:
        return None
    readings = tuple(
        Reading(side.text, _markers(side, cited), side.voices(family_of)) for side in part.sides
    )
    return Conflict(readings, part.resolved.choice.side, part.resolved.choice.why)


def _markers(side: Side, cited: Mapping[Place, Citation]) -> tuple[int, ...]:
    found = (cited.get(_place(member.evidence)) for member in side.members)
    return tuple(citation.marker for citation in found if citation)


def notices(told: Sequence[Told]) -> tuple[str, ...]:
    """What was settled by time, and where the answer is about several things of one name."""
    return tuple(notice for part in told for notice in (*_settled(part), *_namesakes(part)))


def _settled(part: Told) -> list[str]:
    if not part.resolved.choice.is_settled:
        return []
    others = [
        f"{_which(side.newest, part.sides[0].newest)} "
        f"report ({side.newest}) says otherwise: {side.text}."
        for side in part.sides[1:]
        if side.newest
    ]
    return [part.resolved.choice.why, *others]


def _which(report: str, followed: str | None) -> str:
    if is_later(followed, report):
        return "An earlier"
    return "A later" if is_later(report, followed) else "Another"


def _namesakes(part: Told) -> list[str]:
    if not part.resolved.besides:
        return []
    return ["The sources speak of different things of this name; each has its own answer."]


def as_of(told: Sequence[Told]) -> str | None:
    """ISO date of the newest source followed, where the question asks for the present or a time."""
    dates = [
        part.sides[0].newest if part.sides else _newest(part.groups[0])
        for part in told
        if part.resolved.wanted.is_set
    ]
    return max((date for date in dates if date), default=None)


def _newest(group: Sequence[Evidence]) -> str | None:
    dates = (item.passage.published for item in group)
    return max((date for date in dates if date), default=None)


def with_time(text: str, told: Sequence[Told]) -> str:
    """The answer's text, and after it what its relative dates stand for."""
    meant = [
        f"{part.groups[0][0].short_answer}: {time}"
        for part in told
        if (time := _absolute(part.groups[0][0], part.question))
    ]
    return f"{text} ({'; '.join(meant)})" if meant else text


def _dated(item: Evidence, question: str) -> str:
    time = _absolute(item, question)
    return f"{item.short_answer} ({time})" if time else item.short_answer or ""


def _absolute(item: Evidence, question: str) -> str | None:
    """What 'Tuesday' or 'last June' stands for, counted from the publication date."""
    if asked_for(question).answer_type != "date" or item.short_answer is None:
        return None
    is_ahead = speaks_of_the_future(item.text)
    period = period_of(item.short_answer, item.passage.published, is_ahead=is_ahead)
    return str(period) if period and period.is_derived else None


def _place(item: Evidence) -> Place:
    return item.passage.source_id, item.sentence
