"""What a turn speaks of: names, dates, numbers and noun phrases, found without a parser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qa.chat.words import ASKING, AUXILIARIES, CONJUNCTIONS, FUNCTION_WORDS, LEADS

Kind = Literal["name", "date", "number", "noun"]

_WORD = r"[^\W\d_][\w'\u2019&-]*"
_CAPITAL = r"[A-Z\u00c0-\u00de][\w'\u2019&.-]*\w|[A-Z]"
_NAME = re.compile(rf"\b(?:{_CAPITAL})(?:\s+(?:(?:of|the|de|van|von|da|di|la)\s+)*(?:{_CAPITAL}))*")
_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}\s+)?(?:{_MONTH})s?\b(?:\s+\d{{1,2}}\b)?(?:,?\s+(?:1\d|20)\d\d)?"
    r"|\b(?:1\d|20)\d\ds?\b"
)
_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_STOP = f"{LEADS}|{AUXILIARIES}|{CONJUNCTIONS}|{ASKING}".replace("of|", "")
_NOUN = re.compile(
    rf"\b(?:the|a|an|this|that|these|those|its|his|her|their)\s+"
    rf"(?:(?!(?:{_STOP})\b)(?:{_WORD}|\d+)\s*){{1,5}}(?:\bof\s+(?:the\s+)?(?:{_WORD}\s*){{1,3}})?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"\b(?:(?!(?:{_STOP}|{'|'.join(sorted(FUNCTION_WORDS))})\b){_WORD}\s*){{1,3}}", re.IGNORECASE
)
_OPENING = re.compile(rf"^\W*(?:{ASKING}|{AUXILIARIES})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it stands in a question, from `start` to `end`."""

    text: str
    start: int
    end: int
    kind: Kind


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
        end = _bounded(found.group(), evidence)
        if _NAME.search(found.group()[4:end]):  # 'the Norvik mill' is one phrase
            yield "name", found.start(), found.start() + end
    for found in _NAME.finditer(question, after):
        yield "name", found.start(), found.end() - (2 if found.group().endswith("'s") else 0)
    yield from _small_names(question, evidence, after)
    for found in _NOUN.finditer(question):
        yield "noun", found.start(), found.start() + _bounded(found.group(), evidence)
    for found in _NUMBER.finditer(question):
        yield "number", *found.span()


def _small_names(question: str, evidence: str, after: int) -> Iterator[tuple[Kind, int, int]]:
    if any(character.isupper() for character in question[after:]):
        return
    names = {name.group() for name in _NAME.finditer(evidence)} - {""}
    for name in sorted(names, key=len, reverse=True):
        if name.lower() not in FUNCTION_WORDS:
            for found in re.finditer(rf"\b{re.escape(name)}\b", question[after:], re.IGNORECASE):
                yield "name", after + found.start(), after + found.end()


def _bounded(phrase: str, evidence: str) -> int:
    """Where the phrase ends: its longest beginning that the evidence has too, else all of it."""
    words = list(re.finditer(r"\S+", phrase))
    told = " ".join(["", *re.findall(r"\w+", evidence.lower()), ""])
    for last in range(len(words), 1, -1):
        ending = words[last - 1].end()
        inner = " ".join(re.findall(r"\w+", phrase[words[0].end() : ending].lower()))
        if f" {inner} " in told:
            return ending
    return words[-1].end()


def counted_noun(question: str) -> str | None:
    """The plural that a question is about: 'ships' of 'How many ships sank?', or None."""
    asked = re.match(
        rf"\W*(?:how many|which|what)\s+((?:{_WORD}\s+){{0,2}}?[^\W\d_]+(?:s|men|women|people|"
        rf"children))\b(?=\s+\w)",
        question,
        re.IGNORECASE,
    )
    if asked and asked.group(1).lower() not in FUNCTION_WORDS:
        return asked.group(1)
    return None


def plain_nouns(text: str) -> list[str]:
    """Runs of words that belong to no closed class: the topic of a question without a name."""
    return [found.group().strip() for found in _BARE.finditer(text)]
