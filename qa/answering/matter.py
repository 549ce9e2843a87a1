"""Whether two sentences that give different answers speak of the same thing.

A conflict is claimed only where they do. The signals: how sure the reader is of both, how alike
the sentences are once the answers are taken out, and whether the names of the question stand by
both answers.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

import numpy as np
from numpy.typing import NDArray

from qa.answering.agreement import compare
from qa.answering.candidates import Candidate
from qa.answering.values import content_words
from qa.types import Passage

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Needed:
    """What two contradicting candidates must show to count as rivals (ADR 11).

    `share` is of the leading confidence, `alike` the cosine of the sentences without their answers,
    and `total` the two together: one may make up for the other.
    """

    confidence: float
    share: float
    alike: float
    total: float


STRICT = Needed(confidence=0.3, share=0.35, alike=0.35, total=1.15)
# Where the question names a time, what differs is told by date and no conflict is claimed.
TIMED = Needed(confidence=0.2, share=0.25, alike=0.3, total=0.85)
# Where the one says itself that it replaces the other, or both are one long name but for a word.
LINKED = Needed(confidence=0.1, share=0.1, alike=0.2, total=0.4)
_SAME = 0.7  # of the words, in their order: nearly one sentence, but for the answers
_FEWEST = 4  # words by which that can be told
BLANK = "something"  # stands for an answer that is taken out
_BESIDE = 3  # words between an answer and the name that it belongs to, at most
_APART = 4  # more words between another answer and that name: it belongs to something else
_NAME = re.compile(r"\b[A-Z][\w'\u2019-]*|\b\d[\d,.]*")
_WORD = re.compile(r"\w+")
_STEM = 5  # letters by which words are compared: 'injured' and 'injuring'


def remembering(embed: Embed) -> Embed:
    """The same function, which embeds each text once."""
    one = cache(lambda text: embed([text])[0])
    return lambda texts: np.stack([one(text) for text in texts])


def coverage(question: str, passage: Passage) -> float:
    """The share of the question's content words that stand in the passage or its title."""
    asked = {word[:_STEM] for word in content_words(question)}
    there = {word[:_STEM] for word in content_words(f"{passage.title}\n{passage.text}")}
    return len(asked & there) / len(asked) if asked else 0.0


def are_rivals(
    question: str, lead: Candidate, other: Candidate, embed: Embed, needed: Needed = STRICT
) -> bool:
    """Whether `other`, whose value contradicts that of `lead`, answers the same question."""
    if _is_linked(lead, other):
        needed = LINKED
    sure = lead.evidence.confidence
    share = min(1.0, other.evidence.confidence / sure) if sure else 0.0
    is_sure = share >= needed.share and other.evidence.confidence >= needed.confidence
    is_same = _is_same_but_for_the_answer(lead, other)
    if not (is_sure or is_same) or not _has_names(question, lead, other):
        return False
    if is_same:
        return True
    alike = likeness(lead, other, embed)
    return alike >= needed.alike and share + alike >= needed.total


def _is_linked(one: Candidate, other: Candidate) -> bool:
    """Whether one of them names the other's value as what was before."""
    return any(
        old.kind == was.value.kind and compare(old, was.value) == "equivalent"
        for now, was in ((one, other), (other, one))
        for old in now.old
    )


def likeness(one: Candidate, other: Candidate, embed: Embed) -> float:
    """Cosine of two sentences with their answers blanked out."""
    first, second = embed([_blanked(one), _blanked(other)])
    return float(first @ second)


def _is_same_but_for_the_answer(one: Candidate, other: Candidate) -> bool:
    """Whether what is sure of one sentence is sure of the other, whatever stands around them."""
    first, second = content_words(_blanked(one)), content_words(_blanked(other))
    if min(len(first), len(second)) < _FEWEST:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _SAME


def _blanked(candidate: Candidate) -> str:
    item = candidate.evidence
    if item.answer is None:
        return item.text
    start, end = item.answer.start - item.sentence.start, item.answer.end - item.sentence.start
    return f"{item.text[:start]}{BLANK}{item.text[end:]}"


def _has_names(question: str, lead: Candidate, other: Candidate) -> bool:
    """Whether each name of the question is with the other answer as it is with the first.

    'IBM's chief executive' is not the chief executive who speaks of IBM: where a name stands
    beside one answer and far from the other in its sentence, they belong to different things. A
    name that only one passage knows does not belong to both either.
    """
    for name in _names(question):
        near, far = _distance(lead, name), _distance(other, name)
        if near is not None and far is not None:
            if lead.value.kind == "name" and _is_apart(near, far):
                return False
        elif _is_in_passage(lead, name) != _is_in_passage(other, name):
            return False
    return True


def _is_apart(one: int, other: int) -> bool:
    return min(one, other) <= _BESIDE and abs(one - other) >= _APART


def _names(question: str) -> list[str]:
    """Capitalised words and numbers of the question but its first word, without possessives."""
    opening = _WORD.match(question)
    found = _NAME.findall(question[opening.end() :] if opening else question)
    return [word for name in found for word in content_words(name)]


def _distance(candidate: Candidate, name: str) -> int | None:
    """Words between the answer and the nearest mention of the name in its sentence, or None."""
    item = candidate.evidence
    if item.answer is None:
        return None
    text, at = item.text, item.answer.start - item.sentence.start
    end = item.answer.end - item.sentence.start
    before = list(content_words(text[:at]))
    inside, after = content_words(text[at:end]), list(content_words(text[end:]))
    if name in inside:
        return 0
    gaps = []
    if name in before:
        gaps.append(before[::-1].index(name))
    if name in after:
        gaps.append(after.index(name))
    return min(gaps, default=None)


def _is_in_passage(candidate: Candidate, name: str) -> bool:
    passage = candidate.evidence.passage
    return name in content_words(f"{passage.title} {passage.text}")
