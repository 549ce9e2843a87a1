"""One question's evidence, resolved: who says what, who agrees, and what the answer follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.agreement import AGREEING, compare
from qa.answering.candidates import Candidate, candidate_of, candidates, succeeded
from qa.answering.changes import speaks_of_the_past
from qa.answering.confirming import confirmations
from qa.answering.matter import (
    LINKED,
    STRICT,
    TIMED,
    Embed,
    Needed,
    coverage,
    remembering,
)
from qa.answering.namesakes import namesakes
from qa.answering.periods import is_later
from qa.answering.rival_names import rival_names
from qa.answering.sides import Choice, Side, choose, sides_of
from qa.answering.voices import FamilyOf
from qa.answering.wants import Wanted, wanted_time
from qa.reading.questions import AnswerType, asked_for
from qa.reading.statements import is_yes_no
from qa.types import Evidence

NONE, FOLLOWED = Choice(None, ""), Choice(0, "")
NO_TIME = Wanted()
_NAMED: tuple[AnswerType | None, ...] = (None, "person", "place")
_COVERED = 0.3  # of the question's words, where a newer source calls an answer past
_PRESENT_SHARE = 0.2  # of the best confidence: enough to stand in for an answer that is over


@dataclass(frozen=True, slots=True)
class Resolved:
    """The sides, the followed one first where one is; none where values cannot be compared.

    `besides` is what is said of other things of the same name.
    """

    sides: tuple[Side, ...] = ()
    besides: tuple[Side, ...] = ()
    choice: Choice = NONE
    wanted: Wanted = NO_TIME

    @property
    def is_conflicting(self) -> bool:
        """Whether sources contradict each other and time does not settle it."""
        return len(self.sides) > 1 and not self.choice.is_settled


def resolve(
    question: str, evidence: Sequence[Evidence], family_of: FamilyOf, embed: Embed
) -> Resolved:
    """The sides that the evidence takes on the question.

    A question for several things or for a reason has none: its answers stand beside each other.
    But a name that sources spell in two ways is disputed whatever is asked.
    """
    wanted = wanted_time(question)
    embed = remembering(embed)
    found, asked, needed = _comparable(question, evidence, wanted)
    sides = sides_of(asked, found, embed, needed)
    if not sides:
        return Resolved(wanted=wanted)
    others = namesakes(question, sides[0], found)
    taken = {member for side in others for member in side.members}
    sides = [side for side in sides if side.lead not in taken]
    if len(sides) == 1:
        return Resolved((sides[0],), tuple(others), FOLLOWED, wanted)
    choice = choose(sides, wanted, family_of)
    if choice.side:
        at = choice.side
        sides = [sides[at], *sides[:at], *sides[at + 1 :]]
        choice = replace(choice, side=0)
    return Resolved(tuple(sides), tuple(others), choice, wanted)


def _comparable(
    question: str, evidence: Sequence[Evidence], wanted: Wanted
) -> tuple[Sequence[Candidate], str, Needed]:
    """The candidates whose values can be set against each other, the leading one first.

    With the question that they answer and what a rival of the leading one must show.
    """
    if is_yes_no(question):
        return *confirmations(question, evidence), STRICT
    asked = asked_for(question)
    if asked.answer_type in _NAMED and (rivals := rival_names(question, evidence)):
        return rivals, question, LINKED
    found = candidates(question, evidence)
    if asked.wants_several or asked.answer_type == "reason" or not found:
        return (), question, STRICT
    if found[0].evidence.sentence != evidence[0].sentence:  # the best has no value to compare
        return (), question, STRICT
    if wanted.is_present:
        found = [succeeded(question, candidate) for candidate in found]
    found = _in_force_first(question, found, evidence, wanted)
    return found, question, TIMED if wanted.is_set else STRICT


def _in_force_first(
    question: str, found: list[Candidate], evidence: Sequence[Evidence], wanted: Wanted
) -> list[Candidate]:
    """Where the present is asked for, answers that are called past come last.

    By their own sentence or by a newer source. What that source says came in the place of the best
    one comes first, however little it is like the question.
    """
    if wanted.is_first or wanted.period is not None:
        return found
    best = found[0]
    told: list[Candidate] = []
    if wanted.is_present:
        passages = {item.passage.id: item.passage for item in evidence}
        near = {id_ for id_, each in passages.items() if coverage(question, each) >= _COVERED}
        items = (item for item in evidence if item.passage.id in near)
        told = [each for item in items if (each := candidate_of(question, item))]

    def is_over(candidate: Candidate) -> bool:
        if candidate.is_over or not wanted.is_present:
            return candidate.is_over
        is_called_past = any(_calls_past(newer, candidate) for newer in told)
        return is_called_past or speaks_of_the_past(candidate.evidence.text)

    if not is_over(best):
        return found
    least = _PRESENT_SHARE * best.evidence.confidence
    fitting = [
        candidate
        for candidate in found
        if candidate.value.kind == best.value.kind
        and candidate.evidence.confidence >= least
        and not is_over(candidate)
    ]
    if now := _in_its_place(best, told):
        fitting = [now, *(each for each in fitting if each.evidence != now.evidence)]
    kept = {each.evidence.sentence for each in fitting}
    return [*fitting, *(each for each in found if each.evidence.sentence not in kept)]


def _calls_past(newer: Candidate, candidate: Candidate) -> bool:
    if not is_later(newer.published, candidate.published):
        return False
    return any(compare(old, candidate.value) in AGREEING for old in newer.old)


def _in_its_place(over: Candidate, told: Sequence[Candidate]) -> Candidate | None:
    """What the first sentence of a source that calls it past reports as the new state."""
    tellers = {over.source_id, *(each.source_id for each in told if _calls_past(each, over))}
    new = (each for each in told if each.is_new and each.source_id in tellers)
    return next((each for each in new if compare(each.value, over.value) == "contradictory"), None)
