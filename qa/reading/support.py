"""How far a sentence bears out what a question says: its names, its numbers, its verb.

A sentence can hold the right type of answer and be about something else. The features here say
what of the question the sentence lacks or contradicts. They look at no particular corpus.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qa.reading.opposites import denials, opposites_in
from qa.reading.questions import AskedFor
from qa.reading.spans import Stems
from qa.reading.word_lists import NUMBERS_BY_WORD

SUPPORT = (
    "lacks_number",  # 1 where a number or year of the question is not in the sentence
    "lacks_names",  # rarity of the question's names that stand nowhere near, as a share of all
    "lacks_rarest",  # rarity of the rarest stem the sentence lacks, relative to the rarest asked
    "says_opposite",  # 1 where it has the opposite of a word of the question, and not the word
    "denies",  # 1 where the sentence denies and the question does not, or the other way round
    "lacks_capital",  # 1 where a person or place is asked for and the answer is no name
    "repeats",  # 1 where every word of the answer is in the question: it says nothing new
)
_WORD = re.compile(r"[a-z]+")
_TERM = re.compile(r"[^\W_](?:[\w'\u2019.,-]*\w)?")
_PARTED = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")  # blanks between thousands
_FIRST = re.compile(r"^\W*\w+\W*")
_CAPITAL = re.compile(r"[^\W\d_]")
_SPELT = {word: value for word, value in NUMBERS_BY_WORD.items() if value > 1}  # 'one' is a word
_NEAR = 200  # characters on either side of a sentence: about the sentences beside it


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a question says by itself.

    `rarity` is the inverse document frequency of each stem; `names` are stems too.
    """

    asked: AskedFor
    rarity: Mapping[str, float]
    names: frozenset[str]
    numbers: frozenset[str]
    words: frozenset[str]
    denies: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A sentence, what stands near it with the title, and the answer found in it (or '')."""

    sentence: str
    near: str
    answer: str


def claims_of(question: str, asked: AskedFor, rarity: Mapping[str, float], stems: Stems) -> Claimed:
    """The question's names, numbers and words."""
    return Claimed(
        asked,
        rarity,
        frozenset(stem for name in names_in(question) for stem in stems(name)),
        frozenset(numbers_in(question)),
        words_in(question),
        bool(denials(question)),
    )


def support(claimed: Claimed, beside: Beside, stems: Stems) -> list[float]:
    """The features in the order of `SUPPORT`."""
    here = set(stems(beside.sentence))
    near = here | set(stems(beside.near))
    total = sum(claimed.rarity.values())
    absent = sum(claimed.rarity.get(stem, 0.0) for stem in claimed.names - near)
    rarest = max(claimed.rarity.values(), default=0.0)
    lacking = max((v for stem, v in claimed.rarity.items() if stem not in here), default=0.0)
    is_named = claimed.asked.answer_type in ("person", "place")
    return [
        float(bool(claimed.numbers and claimed.numbers - numbers_in(beside.sentence))),
        absent / total if total else 0.0,
        lacking / rarest if rarest else 0.0,
        float(bool(opposites_in(claimed.words, beside.sentence))),
        float(bool(denials(beside.sentence)) != claimed.denies),
        float(is_named and not _has_capital(beside.answer)),
        float(set(stems(beside.answer)) <= claimed.rarity.keys()),
    ]


def near_text(text: str, start: int, end: int) -> str:
    """The characters around `text[start:end]`, with it."""
    return text[max(0, start - _NEAR) : end + _NEAR]


def numbers_in(text: str) -> set[str]:
    """Its numbers in digits without separators; small ones also where they are spelt."""
    found: set[str] = set()
    for match in _TERM.finditer(_PARTED.sub("", text)):
        word = match.group()
        if word[0].isdigit():
            found.add(word.replace(",", "").removesuffix("."))
        else:
            parts = [_SPELT.get(part) for part in word.lower().split("-")]
            if all(part is not None for part in parts):
                found.add(str(sum(part for part in parts if part is not None)))
    return found


def words_in(text: str) -> frozenset[str]:
    """Its words of plain letters, in lower case."""
    return frozenset(_WORD.findall(text.lower()))


def names_in(text: str) -> list[str]:
    """Runs of capitalised words, as written; the first word of a text is none, nor is 'I' alone."""
    names: list[str] = []
    end = -2
    opening = _FIRST.match(text)
    for match in _TERM.finditer(text):
        if not match.group()[0].isupper() or (opening and match.start() < opening.end()):
            continue
        if names and match.start() == end + 1:
            names[-1] += f" {match.group()}"
        else:
            names.append(match.group())
        end = match.end()
    return [name for name in names if name != "I"]


def _has_capital(answer: str) -> bool:
    """Whether a word of it begins with a capital, or its script knows none."""
    return any(not match.group().islower() for match in _CAPITAL.finditer(answer))
