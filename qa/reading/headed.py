"""What stands under another heading than the one that a question names."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.reading.opposites import stem
from qa.reading.word_lists import FUNCTION_WORDS
from qa.types import Evidence, best_first

_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*?)[ \t#]*$", re.MULTILINE)
_WORD = re.compile(r"\w+")
_ALIKE = 0.6  # of the words
_SHARE = 0.3  # of the confidence that is left to what stands elsewhere


def elsewhere_behind(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, less sure where the same is told of what the question names.

    'What are the tickets for folk night?' is not answered by 'Tickets: 15 euros' under '## Jazz
    night' where 'Tickets: 12 euros' stands under '## Folk night'. What has no such twin is left as
    it is: a heading may be about all of its page.
    """
    asked = _stems(question)
    within: list[frozenset[str]] = []  # what is told where a heading that is named stands above
    beside: dict[str, set[int]] = {}  # the levels of the headings that are named, by file
    placed = [(item, _headings(item)) for item in evidence]
    for item, headings in placed:
        if levels := {level for level, heading in headings.items() if heading <= asked}:
            within.append(_stems(item.text))
            beside.setdefault(item.passage.source_id, set()).update(levels)
    if not within:
        return list(evidence)

    def is_elsewhere(item: Evidence, headings: dict[int, frozenset[str]]) -> bool:
        if not beside.get(item.passage.source_id, set()) & headings.keys():
            return False
        if any(heading <= asked for heading in headings.values()):
            return False
        told = _stems(item.text)
        return any(_are_alike(told, twin) for twin in within)

    return best_first(
        replace(item, confidence=_SHARE * item.confidence) if is_elsewhere(item, above) else item
        for item, above in placed
    )


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether they share most words, numbers aside (Jaccard 1912)."""
    words = [{word for word in stems if not word.isdigit()} for stems in (one, other)]
    union = words[0] | words[1]
    return bool(union) and len(words[0] & words[1]) >= _ALIKE * len(union)


def _headings(item: Evidence) -> dict[int, frozenset[str]]:
    """The headings above a sentence in its passage, by level, as stems."""
    above: dict[int, frozenset[str]] = {}
    for found in _HEADING.finditer(item.passage.text, 0, item.sentence.start - item.passage.start):
        level = len(found[1])
        above = {other: heading for other, heading in above.items() if other < level}
        if heading := _stems(found[2]):
            above[level] = heading
    return above


def _stems(text: str) -> frozenset[str]:
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(stem(word) for word in words if word not in FUNCTION_WORDS)
