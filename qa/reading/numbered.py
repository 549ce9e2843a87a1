"""Things that a number tells apart: what is said of the A330 or Route 66 is not of their kin."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.reading.statements import is_yes_no
from qa.reading.word_lists import FUNCTION_WORDS, NUMBERS_BY_WORD
from qa.types import Evidence, best_first

# 'A340', 'B-17', 'Town128'; or a name or a word for such things with a number behind: 'Apollo 11'
_NUMBERED = re.compile(
    r"\b(?P<code>[A-Za-z]+)-?(?P<digits>\d+)\b"
    r"|\b(?P<name>(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)[A-Z][a-z]+"
    r"|version|release|route|line|bus|room|flat|gate|platform|phase|stage|article|section|chapter)"
    r" (?P<number>\d+(?:\.\d+)*)\b(?!%|[,.]\d| (?:per|percent|million|billion)\b)"
)
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_UNTIL = r"\s*(?:to|-|\u2013|\u2014|through|until)\s*\d"
_ROMAN = "I II III IV V VI VII VIII IX X".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_SHARE = 0.3  # of the confidence that is left to what is said of another one


def kin_behind(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, less sure where its passage knows others of the kind and not the asked one.

    A range of numbers may have it. A yes/no question is left alone: another number may say no.
    """
    asked = [] if is_yes_no(question) else _numbered(question)
    if not asked:
        return list(evidence)

    def is_of_kin(item: Evidence) -> bool:
        passage = item.passage
        text = f"{passage.source_id}\n{passage.title}\n{passage.text}"
        return any(_is_of_kin(name, number, text) for name, number in asked)

    return best_first(
        replace(item, confidence=_SHARE * item.confidence) if is_of_kin(item) else item
        for item in evidence
    )


def _numbered(question: str) -> list[tuple[str, str]]:
    """Each name of the question with its number; a year numbers nothing."""
    found = (
        (each["code"] or each["name"], each["digits"] or each["number"])
        for each in _NUMBERED.finditer(question)
        if each["code"] or each["name"].lower() not in FUNCTION_WORDS
    )
    return [(name, number) for name, number in found if not _YEAR.fullmatch(number)]


def _is_of_kin(name: str, number: str, text: str) -> bool:
    if re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text) or _is_spelt(name, number, text):
        return False
    of_the_kind = re.search(rf"\b{name}s?[- ]?\d[\d.]*(?P<range>{_UNTIL})?", text, re.IGNORECASE)
    return of_the_kind is not None and of_the_kind["range"] is None


def _is_spelt(name: str, number: str, text: str) -> bool:
    """Whether it is there in another writing: 'stage one', 'the first stage', 'World War I'."""
    words = [word for word, value in NUMBERS_BY_WORD.items() if str(value) == number]
    if number.isdigit() and 0 < int(number) <= len(_ROMAN):
        words += [_ORDINALS[int(number) - 1], rf"{name}[ -]{_ROMAN[int(number) - 1]}"]
    return bool(words) and bool(re.search(rf"\b(?:{'|'.join(words)})\b", text, re.IGNORECASE))
