"""The sides that the sources take: candidates that agree, grouped; and which side to follow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.answering.agreement import AGREEING, are_rival_names, compare
from qa.answering.candidates import Candidate
from qa.answering.changes import reports_change
from qa.answering.matter import STRICT, Embed, Needed, are_rivals, likeness
from qa.answering.periods import days_of, is_later
from qa.answering.values import Value
from qa.answering.voices import FamilyOf, voices
from qa.answering.wants import Wanted
from qa.types import Evidence

_BACKS_SHARE = 0.35  # of the leading confidence: enough to count as a voice for the same value
_BACKS_ALIKE = 0.55  # else its sentence must be this much like the leading one
_MOST_SIDES = 4


@dataclass(frozen=True, slots=True)
class Side:
    """Candidates that agree, most confident first; the first one speaks for them."""

    members: tuple[Candidate, ...]

    @property
    def lead(self) -> Candidate:
        """The candidate that speaks for the side."""
        return self.members[0]

    @property
    def text(self) -> str:
        """Its exact answer, verbatim."""
        return self.lead.evidence.short_answer or ""

    @property
    def newest(self) -> str | None:
        """ISO date of its newest source."""
        return max(self._dates, default=None)

    @property
    def oldest(self) -> str | None:
        """ISO date of its oldest source."""
        return min(self._dates, default=None)

    @property
    def _dates(self) -> list[str]:
        """Of its sources; a sentence that calls the answer past does not speak for its own day."""
        held = [member for member in self.members if not member.is_over] or self.members
        return [member.published for member in held if member.published]

    def voices(self, family_of: FamilyOf) -> int:
        """How many independent sources take it."""
        return voices((member.evidence for member in self.members), family_of)

    def told(self, family_of: FamilyOf) -> list[Evidence]:
        """One sentence of each independent source, the leading one first."""
        by_family: dict[str, Evidence] = {}
        for member in self.members:
            by_family.setdefault(family_of(member.source_id), member.evidence)
        return list(by_family.values())

    @property
    def reports_change(self) -> bool:
        """Whether one of its sentences says that it replaces what was before."""
        return any(
            member.is_new
            or reports_change(f"{member.evidence.passage.title}\n{member.evidence.text}")
            for member in self.members
        )


def sides_of(
    question: str, found: Sequence[Candidate], embed: Embed, needed: Needed = STRICT
) -> list[Side]:
    """The leading side, then those that contradict it, each with its members.

    The first candidate leads. One that contradicts it makes a side of its own only where both
    speak of the same thing; others that neither agree nor contradict are left out. An amount that
    its own sentence denies or calls past speaks for no side.
    """
    if not found:
        return []
    groups: list[list[Candidate]] = [[found[0]]]
    for candidate in found[1:]:
        if _is_denied(candidate) and not _is_denied(found[0]):
            continue
        home = _home(groups, candidate, embed)
        if home is not None:
            home.append(candidate)
        elif len(groups) < _MOST_SIDES and _is_rival(question, groups, candidate, embed, needed):
            groups.append([candidate])
    sides: list[Side] = []
    for group in groups:
        side = Side(tuple(group))
        if _has_own_source(side, sides):
            sides.append(side)
    return sides


def _is_denied(candidate: Candidate) -> bool:
    return candidate.is_over and candidate.value.kind != "name"


def _home(
    groups: Sequence[list[Candidate]], candidate: Candidate, embed: Embed
) -> list[Candidate] | None:
    for group in groups:
        if compare(candidate.value, group[0].value) in AGREEING and _backs(
            candidate, group[0], embed
        ):
            return group
    return None


def _backs(candidate: Candidate, lead: Candidate, embed: Embed) -> bool:
    if candidate.evidence.confidence >= _BACKS_SHARE * lead.evidence.confidence:
        return True
    return likeness(candidate, lead, embed) >= _BACKS_ALIKE


def _is_rival(
    question: str,
    groups: Sequence[list[Candidate]],
    candidate: Candidate,
    embed: Embed,
    needed: Needed,
) -> bool:
    """Whether it contradicts every side and speaks of the same thing as the first."""
    if candidate.source_id in {member.source_id for member in groups[0]}:
        return False
    if any(not _contradict(candidate.value, group[0].value) for group in groups):
        return False
    return are_rivals(question, groups[0][0], candidate, embed, needed)


def _contradict(one: Value, other: Value) -> bool:
    if compare(one, other) != "contradictory":
        return False
    is_long_name = one.kind == "name" and max(len(one.words), len(other.words)) > _MOST_NAME_WORDS
    return not is_long_name or are_rival_names(one.words, other.words)


_MOST_NAME_WORDS = 4  # of a person; longer capitalised text names many things at once


def _has_own_source(side: Side, before: Sequence[Side]) -> bool:
    """Whether some source takes this side and none before: one file does not quarrel alone.

    Of two numbers in one file the second one counts something else.
    """
    taken = {member.source_id for other in before for member in other.members}
    return any(member.source_id not in taken for member in side.members)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which side to follow, None for none, and why, in one sentence."""

    side: int | None
    why: str
    is_settled: bool = False


def choose(sides: Sequence[Side], wanted: Wanted, family_of: FamilyOf) -> Choice:
    """The side to follow; `is_settled` where time settles it and no conflict remains.

    In this order: the time that the question asks for, a sentence that gives one value in place of
    the others, a later report of a change, more independent sources. Ties follow none.
    """
    return (
        _by_wanted_time(sides, wanted)
        or _by_correction(sides)
        or _by_change(sides)
        or _by_voices(sides, family_of)
        or Choice(None, _undecided(sides, family_of))
    )


def _by_wanted_time(sides: Sequence[Side], wanted: Wanted) -> Choice | None:
    if wanted.is_present and (newest := _latest(sides)) is not None:
        return Choice(
            newest,
            f"The question asks for the present, and this is the newest report "
            f"({sides[newest].newest}).",
            is_settled=True,
        )
    if wanted.is_first and (oldest := _earliest(sides)) is not None:
        return Choice(
            oldest,
            f"The question asks how it was at first, and this is the oldest report "
            f"({sides[oldest].oldest}).",
            is_settled=True,
        )
    if wanted.period is None:
        return None
    inside = [
        at
        for at, side in enumerate(sides)
        if any(_is_within(member, wanted) for member in side.members)
    ]
    if len(inside) != 1:
        return None
    return Choice(
        inside[0],
        f"The question asks about {wanted.period}, and this report is from that time.",
        is_settled=True,
    )


def _is_within(candidate: Candidate, wanted: Wanted) -> bool:
    days = days_of(candidate.published)
    return days is not None and wanted.period is not None and wanted.period.holds(days)


def _by_correction(sides: Sequence[Side]) -> Choice | None:
    """The one side with a sentence that calls the answers of all others old or wrong."""
    correcting = [
        (at, member)
        for at, side in enumerate(sides)
        for member in side.members
        if all(_replaces(member, other) for n, other in enumerate(sides) if n != at)
    ]
    if len({at for at, _ in correcting}) != 1:
        return None
    at, member = correcting[0]
    others = " and ".join(side.text for n, side in enumerate(sides) if n != at)
    report = f"The report of {member.published}" if member.published else "A source"
    return Choice(at, f"{report} gives it in place of {others}.")


def _replaces(member: Candidate, other: Side) -> bool:
    return member.is_new and any(compare(old, other.lead.value) in AGREEING for old in member.old)


def _by_change(sides: Sequence[Side]) -> Choice | None:
    """A later report that says of itself that it changes what was reported before."""
    latest = _latest(sides)
    if latest is None or not sides[latest].reports_change:
        return None
    before = max(side.newest or "" for at, side in enumerate(sides) if at != latest)
    return Choice(
        latest,
        f"The report of {sides[latest].newest} updates the one of {before}.",
    )


def _by_voices(sides: Sequence[Side], family_of: FamilyOf) -> Choice | None:
    counts = [side.voices(family_of) for side in sides]
    most = max(counts)
    if counts.count(most) > 1:
        return None
    at = counts.index(most)
    others = " and ".join(str(count) for n, count in enumerate(counts) if n != at)
    return Choice(at, f"More independent sources carry it: {most} against {others}.")


def _undecided(sides: Sequence[Side], family_of: FamilyOf) -> str:
    count = sides[0].voices(family_of)
    sources = "source" if count == 1 else "sources"
    return (
        f"No reading has more independent sources ({count} {sources} each at most), and no later "
        "report says that it corrects an earlier one."
    )


def _latest(sides: Sequence[Side]) -> int | None:
    """The side whose newest source is newer than all of the others'; None where dates lack."""
    return _first_of(sides, lambda one, other: is_later(one.newest, other.newest))


def _earliest(sides: Sequence[Side]) -> int | None:
    return _first_of(sides, lambda one, other: is_later(other.oldest, one.oldest))


def _first_of(sides: Sequence[Side], is_before: Callable[[Side, Side], bool]) -> int | None:
    """The side that is before all others in this order; None where a side has no date."""
    if any(side.newest is None for side in sides):
        return None
    for at, side in enumerate(sides):
        if all(is_before(side, other) for n, other in enumerate(sides) if n != at):
            return at
    return None
