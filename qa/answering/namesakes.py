"""Different things of one name: 'Lincoln County High School (Kentucky)', '(West Virginia)'.

What is true of one need not be true of the other: such answers stand beside each other, and are no
conflict. They are told apart by how a title or the opening of a passage qualifies the name that the
question asks about.
"""

import re
from collections.abc import Sequence

from qa.answering.agreement import AGREEING, compare
from qa.answering.candidates import Candidate
from qa.answering.matter import STRICT
from qa.answering.sides import Side
from qa.answering.values import NAMES, Value, content_words

_OPENING = 160  # characters of a passage that may introduce what it is about
_QUALIFIED = r"\s*(?:\((?P<brackets>[^()]{2,60})\)|,\s+(?P<place>[A-Z][\w' -]{2,40}))"
_FIRST_WORD = re.compile(r"^\W*\w+\s+")


def namesakes(question: str, lead: Side, found: Sequence[Candidate]) -> list[Side]:
    """What the evidence says of other things of the asked name, where it differs; else none."""
    least = max(STRICT.confidence, STRICT.share * lead.lead.evidence.confidence)
    groups: list[list[Candidate]] = []
    for candidate in found:
        if candidate.evidence.confidence < least or candidate in lead.members:
            continue
        if not _differ(candidate.value, lead.lead.value):
            continue
        if not are_namesakes(question, lead.lead, candidate):
            continue
        home = next((g for g in groups if compare(candidate.value, g[0].value) in AGREEING), None)
        if home is not None:
            home.append(candidate)
        else:
            groups.append([candidate])
    return [Side(tuple(group)) for group in groups]


def _differ(one: Value, other: Value) -> bool:
    """Whether two answers cannot be one; names also where words stand around them."""
    relation = compare(one, other)
    is_named = all(NAMES.search(value.text) for value in (one, other))
    return relation == "contradictory" or (relation == "unrelated" and is_named)


def are_namesakes(question: str, one: Candidate, other: Candidate) -> bool:
    """Whether both are about the asked name, each qualified in another way."""
    for match in NAMES.finditer(_FIRST_WORD.sub("", question)):
        here, there = _qualifier(match[0], one), _qualifier(match[0], other)
        if here and there and not here <= there and not there <= here:
            return True
    return False


def _qualifier(name: str, candidate: Candidate) -> frozenset[str]:
    passage = candidate.evidence.passage
    pattern = re.escape(name) + _QUALIFIED
    for text in (passage.title, passage.text[:_OPENING]):
        if found := re.search(pattern, text):
            return frozenset(content_words(found["brackets"] or found["place"]))
    return frozenset()
