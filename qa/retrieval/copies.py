"""One passage for all copies of it: the others are named under it."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.types import RetrievedPassage

_SAME = 0.8  # of the shorter passage's words; below it a copy says something of its own
_WORD = re.compile(r"\w+")
_TELLING = re.compile(r"\b(?:\d[\w.,]*|not?|never|without)\b")  # one of them changes what is said


def without_copies(
    found: Sequence[RetrievedPassage], family_of: Callable[[str], str]
) -> list[RetrievedPassage]:
    """The passages in their order, without those that a near-duplicate file already said.

    A copy whose numbers or negations differ stays: it may be the corrected version.
    """
    kept: list[RetrievedPassage] = []
    at_family: dict[str, list[int]] = {}
    for each in found:
        family = at_family.setdefault(family_of(each.passage.source_id), [])
        original = next((at for at in family if _is_copy(each, kept[at])), None)
        if original is None:
            family.append(len(kept))
            kept.append(each)
        else:
            first = kept[original]
            copies = sorted({*first.copies, each.passage.source_id})
            kept[original] = replace(first, copies=tuple(copies))
    return kept


def _is_copy(one: RetrievedPassage, other: RetrievedPassage) -> bool:
    if one.passage.source_id == other.passage.source_id:
        return False
    text, other_text = one.passage.text.casefold(), other.passage.text.casefold()
    words, other_words = Counter(_WORD.findall(text)), Counter(_WORD.findall(other_text))
    shorter = min(words.total(), other_words.total())
    if not shorter or (words & other_words).total() < _SAME * shorter:
        return False
    return set(_TELLING.findall(text)) == set(_TELLING.findall(other_text))
