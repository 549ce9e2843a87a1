"""What a turn speaks of: names, dates, numbers and noun phrases, found without a parser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qa.reading.verbs import is_past
from qa.reading.word_lists import (
    ASKING,
    AUXILIARIES,
    CONJUNCTIONS,
    FUNCTION_WORDS,
    LEADS,
    MONTHS,
    WEEKDAYS,
)

Kind = Literal["name", "date", "number", "noun"]

_WORD = r"[^\W\d_][\w'\u2019&-]*"
_CAPITAL = r"[A-Z\u00c0-\u00de][\w'\u2019&.-]*\w|[A-Z]"
_BETWEEN = "of|the|de|van|von|da|di|la|&"
_NAME = re.compile(rf"\b(?:{_CAPITAL})(?:[ \t]+(?:(?:{_BETWEEN})[ \t]+)*(?:{_CAPITAL}))*")
_MONTH = "|".join((*MONTHS, *WEEKDAYS))
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}\s+)?(?:{_MONTH})s?\b(?:\s+\d{{1,2}}\b)?(?:,?\s+(?:1\d|20)\d\d)?"
    r"|\b(?:1\d|20)\d\ds?\b"
)
_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_STOP = f"{LEADS}|{AUXILIARIES}|{CONJUNCTIONS}|{ASKING}".replace("of|", "")
_NOUN = re.compile(
    rf"\b(?:the|a|an|its|his|her|their)\s+"
    rf"(?:(?!(?:{_STOP})\b)(?:{_WORD}|\d+)\b\s*){{1,5}}(?:\bof\s+(?:the\s+)?(?:{_WORD}\b\s*){{1,3}})?",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    rf"(?:(?!(?:{'|'.join(sorted(FUNCTION_WORDS))})\b)\b{_WORD}\b\s*)+", re.IGNORECASE
)
_COUNTED = re.compile(
    rf"\W*(?:how many|which|what)\s+(?!(?:{AUXILIARIES})\b)"
    rf"((?:{_WORD}\s+){{0,2}}?(?:[^\W\d_]+s|[^\W\d_]*(?:men|people|children)))\b(?=\s+\w)",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?:^|[.!?\n])[\s\"'\u201c\u2018]*$")
_ACTING = re.compile(
    r"\b(?:do|does|did|will|would|can|could|should|may|might|must)\s+$", re.IGNORECASE
)
_BEING = re.compile(r"\b(?:is|are|was|were|been|has|have|had)\s+$", re.IGNORECASE)
_LONGEST_WORD = 20  # characters, with the blank behind it
_OPENING = re.compile(rf"^\W*(?:{ASKING}|{AUXILIARIES})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it stands in a question, from `start` to `end`."""

    text: str
    start: int
    end: int
    kind: Kind


_WITH_ROLE = re.compile(
    r"(?=[^,]*\s[a-z])[^,]+,\s+(?P<name>(?:[A-Z][\w'’.-]+\s+){1,3}[A-Z][\w'’.-]+)"
)


def without_role(answer: str) -> str:
    """The name alone of 'the chief executive, Ida Berg'; any other answer as it is."""
    named = _WITH_ROLE.fullmatch(answer)
    return named["name"] if named else answer


def phrases_of(question: str, evidence: str = "") -> list[Phrase]:
    """The phrases of a question in their order, none inside another.

    `evidence` is what the answer rests on: a noun phrase ends where its words no longer stand
    together there ('the mill close' of 'When did the mill close?' is 'the mill'), and names that
    were typed in small letters are known by it.
    """
    taken: list[Phrase] = []
    for kind, start, limit in _candidates(question, evidence):
        text = question[start:limit].rstrip()
        end = start + len(text)
        if text and not any(start < other.end and other.start < end for other in taken):
            taken.append(Phrase(text, start, end, kind))
    return sorted(taken, key=lambda phrase: phrase.start)


def _candidates(question: str, evidence: str) -> Iterator[tuple[Kind, int, int]]:
    opening = _OPENING.match(question)
    after = opening.end() if opening else 0
    for found in _DATE.finditer(question):
        yield "date", *found.span()
    for found in _NOUN.finditer(question):
        end = _bounded(found, evidence)
        named = re.compile(rf"\s*(?:{_NAME.pattern})").match(found.group(), end)
        end = named.end() if named else end  # 'the ferry Terna' is one phrase
        if _NAME.search(found.group()[4:end]):
            yield "name", found.start(), found.start() + end
    for found in _NAME.finditer(question, after):
        first, _, rest = found.group().partition(" ")
        if not rest and first.lower().partition("'")[0] in FUNCTION_WORDS:  # 'He's', 'It'
            continue
        is_opening = not question[: found.start()].strip() and first.lower() in FUNCTION_WORDS
        start = found.end() - len(rest) if is_opening else found.start()
        yield "name", start, found.end() - (2 if found.group().endswith("'s") else 0)
    yield from _small_names(question, evidence, after)
    for found in _NOUN.finditer(question):
        yield "noun", found.start(), found.start() + _bounded(found, evidence)
    for found in _NUMBER.finditer(question):
        yield "number", *found.span()


def _small_names(question: str, evidence: str, after: int) -> Iterator[tuple[Kind, int, int]]:
    if any(character.isupper() for character in question[after:]):
        return
    names = {
        name.group()
        for name in _NAME.finditer(evidence)
        if " " in name.group() or not _SENTENCE_START.search(evidence[: name.start()])
    }
    for name in sorted(names, key=len, reverse=True):
        if name.lower() not in FUNCTION_WORDS:
            for found in re.finditer(rf"\b{re.escape(name)}\b", question[after:], re.IGNORECASE):
                yield "name", after + found.start(), after + found.end()


def _bounded(found: re.Match[str], evidence: str) -> int:
    """Where a noun phrase ends: its longest beginning that the evidence has too.

    Where the evidence has none, a phrase between 'did' and the end of the question leaves its last
    word to be the verb, and one between 'was' and the end a participle.
    """
    head, of, tail = found.group().partition(" of ")
    told = " ".join(["", *re.findall(r"\w+", evidence.lower()), ""])
    bounded = _told_until(tail if of else head, told)
    offset = len(head) + len(of) if of else 0
    if bounded is not None:
        return offset + bounded
    if names := list(_NAME.finditer(found.group(), 4)):
        return names[-1].end()
    words = list(re.finditer(r"\S+", found.group()))
    before = found.string[max(0, found.start() - _LONGEST_WORD) : found.start()]
    is_verb = _ACTING.search(before) or (_BEING.search(before) and is_past(words[-1].group()))
    ends_question = not found.string[found.end() :].strip(" ?.!")
    if is_verb and ends_question and len(words) > 2:  # noqa: PLR2004  # determiner, noun, verb
        return words[-2].end()
    return words[-1].end()


def _told_until(phrase: str, told: str) -> int | None:
    """The end of the longest beginning of `phrase` whose words stand together in `told`."""
    words = list(re.finditer(r"\S+", phrase))
    first = 1 if len(words) > 1 and words[0].group().lower() in FUNCTION_WORDS else 0
    for last in range(len(words), first, -1):
        ending = words[last - 1].end()
        inner = " ".join(re.findall(r"\w+", phrase[words[first].start() : ending].lower()))
        if inner and f" {inner} " in told:
            return ending
    return None


def counted_noun(question: str) -> str | None:
    """The plural that a question is about: 'ships' of 'How many ships sank?', or None."""
    asked = _COUNTED.match(question)
    if asked and asked.group(1).lower() not in FUNCTION_WORDS:
        return asked.group(1)
    return None


def plain_nouns(question: str, *, single: bool) -> list[Phrase]:
    """Runs of words that belong to no closed class, or `single` ones of them, in their order."""
    runs = _CONTENT.finditer(question)
    found = ((run.group().rstrip(), run.start()) for run in runs)
    if single:
        found = (
            (word.group(), start + word.start())
            for text, start in found
            for word in re.finditer(r"\S+", text)
        )
    return [Phrase(text, start, start + len(text), "noun") for text, start in found]
