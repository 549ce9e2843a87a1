"""Yes/no questions made from others: 'When did X open?' and '1931' give 'Did X open in 1931?'.

The answer put in gives a question to say yes to. Another year or number of the article in its
place, or a word turned into its opposite, gives one to say no to; another name one that the
passage leaves open.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.reading.opposites import OPPOSITES
from qa.reading.verbs import is_past

Verdict = Literal["yes", "no", "open"]

_BE = "is|are|was|were"
_COPULAS = frozenset(["was", "been", "had", "did"])
_WHEN = re.compile(
    r"^(?P<asking>when|in what year|where)\s+(?P<aux>did|does|do|is|are|was|were)\s+"
    r"(?P<rest>.+?)\W*$",
    re.I,
)
_COUNT_VERB = re.compile(
    r"^how many (?P<noun>\w+(?: \w+)?) (?P<aux>did|does|do) (?P<rest>.+?)\W*$", re.I
)
_COUNT_BE = re.compile(rf"^how many (?P<noun>\w+(?: \w+)?) (?P<aux>{_BE}) (?P<rest>.+?)\W*$", re.I)
_IDENTITY = re.compile(rf"^(?:who|what) (?P<aux>{_BE}) (?P<rest>the .+?)\W*$", re.I)
_SUBJECT = re.compile(r"^(?:who|what|(?:what|which) \w+) (?P<verb>[a-z]+) (?P<rest>.+?)\W*$", re.I)
_OBJECT = re.compile(r"^(?:what|who|whom) (?P<aux>did|does|do) (?P<rest>\w[^,]*?)\W*$", re.I)
_PREPOSITION = re.compile(
    r"\b(?:in|on|at|by|for|from|to|of|with|into|during|after|before|as|when)\b"
)
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_DAY = re.compile(r"\b\d{1,2}\b")
_LED = re.compile(
    r"^(?:in|on|at|by|from|during|after|before|since|near|around|about|between)\b", re.I
)
_NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class YesNo:
    """A question and what its passage makes of it."""

    question: str
    verdict: Verdict


def make_yes_no(
    question: str, answer: str, others: Sequence[str], generator: random.Random
) -> list[YesNo]:
    """The yes/no questions that can be made; `others` are answers of the same article."""
    yes = stated(question, answer)
    if yes is None:
        return []
    made = [YesNo(yes, "yes")]
    rivals = [other for other in others if _is_rival(other, answer)]
    if rivals:
        rival = generator.choice(rivals)
        no = stated(question, rival)
        verdict: Verdict = "no" if _NUMBER.search(answer) else "open"
        made += [YesNo(no, verdict)] if no else []
    turned = _turned(question, generator)
    no = stated(turned, answer) if turned else None
    return [*made, YesNo(no, "no")] if no else made


def stated(question: str, answer: str) -> str | None:
    """The yes/no question with this answer in its place; None where the grammar is not plain."""
    for pattern, worded in _WORDINGS:
        if match := pattern.match(question):
            found = worded(match, answer)
            return f"{found[:1].upper()}{found[1:]}?" if found else None
    return None


def _when(match: re.Match[str], answer: str) -> str:
    return f"{match['aux']} {match['rest']} {_led(answer, match['asking'])}"


def _count_verb(match: re.Match[str], answer: str) -> str:
    return f"{match['aux']} {match['rest']} {_counted(answer, match['noun'])}"


def _count_be(match: re.Match[str], answer: str) -> str:
    rest = match["rest"].removeprefix("there ")
    there = "there " if rest != match["rest"] else ""
    return f"{match['aux']} {there}{_counted(answer, match['noun'])} {rest}"


def _identity(match: re.Match[str], answer: str) -> str:
    return f"{match['aux']} {answer} {match['rest']}"


def _object(match: re.Match[str], answer: str) -> str | None:
    """Only where nothing but the verb follows: else the answer would stand in the wrong place."""
    if _PREPOSITION.search(match["rest"]):
        return None
    return f"{match['aux']} {match['rest']} {answer}"


def _subject(match: re.Match[str], answer: str) -> str | None:
    verb = match["verb"].lower()
    if not is_past(verb) or verb in _COPULAS:
        return None
    return f"is it true that {answer} {verb} {match['rest']}"


_WORDINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], str | None]], ...] = (
    (_WHEN, _when),
    (_COUNT_VERB, _count_verb),
    (_COUNT_BE, _count_be),
    (_IDENTITY, _identity),
    (_OBJECT, _object),
    (_SUBJECT, _subject),
)


def _led(answer: str, asking: str) -> str:
    if _LED.match(answer):
        return answer[:1].lower() + answer[1:]
    is_day = asking.lower() == "when" and _DAY.search(answer) and not _YEAR.fullmatch(answer)
    return f"{'on' if is_day else 'in'} {answer}"


def _counted(answer: str, noun: str) -> str:
    return answer if noun.rsplit(maxsplit=1)[-1].lower() in answer.lower() else f"{answer} {noun}"


def _is_rival(other: str, answer: str) -> bool:
    """Of one kind and near length, and neither within the other."""
    same_kind = bool(_NUMBER.search(other)) == bool(_NUMBER.search(answer))
    same_year = bool(_YEAR.fullmatch(other)) == bool(_YEAR.fullmatch(answer))
    apart = other.casefold() not in answer.casefold() and answer.casefold() not in other.casefold()
    near = abs(len(other.split()) - len(answer.split())) <= 1
    return (
        same_kind and same_year and apart and near and other[:1].isupper() == answer[:1].isupper()
    )


def _turned(question: str, generator: random.Random) -> str | None:
    """The question with one word turned into its opposite."""
    words = [word for word in re.findall(r"[a-z]+", question) if word in OPPOSITES]
    if not words:
        return None
    word = generator.choice(words)
    return re.sub(rf"\b{word}\b", generator.choice(sorted(OPPOSITES[word])), question, count=1)
