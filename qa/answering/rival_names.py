"""Long names that differ in one word: 'International Center for ...' and 'National Center for ...'.

The reader points at a whole list where a name in it is asked for. So the names are looked for in
the sentences themselves: one that the question describes, and its rival in another source.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.answering.agreement import are_rival_names
from qa.answering.candidates import MOST, Candidate, least_confidence
from qa.answering.spellings import is_same_word
from qa.answering.values import NAMES, Value, content_words
from qa.types import Evidence, Span

_DESCRIBED = 2  # words of the name that the question must hold
_LEAST_SHARE = 0.4  # of the best confidence, for a sentence to be looked at


def rival_names(question: str, evidence: Sequence[Evidence]) -> list[Candidate]:
    """Every mention of a name that the question describes and of its rivals; else none.

    In the order of the evidence. None too where all sources spell the name alike.
    """
    least = least_confidence(evidence, _LEAST_SHARE)
    items = [item for item in evidence[:MOST] if item.confidence >= least]
    found = [
        candidate
        for item in items
        for candidate in _mentions(item, content_words(question))
        if _is_described(candidate.value.words, content_words(question))
    ]
    lead = next(iter(found), None)
    if lead is None:
        return []
    same = [each for each in found if _is_same_or_rival(lead.value, each.value)]
    is_disputed = any(are_rival_names(lead.value.words, each.value.words) for each in same)
    return same if is_disputed else []


def _mentions(item: Evidence, question: Sequence[str]) -> Iterator[Candidate]:
    """The sentence once for each name in it, with that name as its answer."""
    for match in NAMES.finditer(item.text):
        name = _without_tail(match[0], question)
        start = item.sentence.start + match.start()
        answered = replace(item, answer=Span(start, start + len(name)))
        yield Candidate(answered, Value(name, "name", content_words(name)))


def _without_tail(name: str, question: Sequence[str]) -> str:
    """The name without a second one that 'and' joins to it and the question does not describe."""
    head, joint, tail = name.rpartition(" and ")
    if not joint or _held(content_words(tail), question):
        return name
    return _without_tail(head, question)


def _is_described(name: Sequence[str], question: Sequence[str]) -> bool:
    """Whether the question speaks of the name without saying all of it."""
    return _DESCRIBED <= len(_held(name, question)) < len(name)


def _held(name: Sequence[str], question: Sequence[str]) -> list[str]:
    return [word for word in name if any(is_same_word(word, other) for other in question)]


def _is_same_or_rival(one: Value, other: Value) -> bool:
    return one.words == other.words or are_rival_names(one.words, other.words)
