"""Where quoted words stand in a passage: exactly, or but for case, blanks and kinds of marks."""

import re
import unicodedata

from qa.types import Span

_MARKS = str.maketrans(
    "\u2018\u2019\u201a\u201b\u02bc\u201c\u201d\u201e\u201f\u00ab\u00bb\u2010\u2011\u2012\u2013\u2014\u2212",
    '\'\'\'\'\'""""""------',
)
_ELLIPSIS = re.compile(r"(?<!\s)\s*(?:\.\.\.|\u2026|\[\.\.\.\]|\[\u2026\])\s*")
_AROUND = " \t\n\"'\u201c\u201d\u2018\u2019.,;:"
_SHORTEST = 2  # characters; one alone stands everywhere
_WIDEST_GAP = 400  # characters that an ellipsis may stand for


def locate(words: str, text: str) -> Span | None:
    """The span of `text` that holds `words`, or None; the first where there are several.

    Words parted by an ellipsis have to stand there one after the other.
    """
    bare = words.strip(_AROUND)
    if len(bare) < _SHORTEST:
        return None
    exact = text.find(bare)
    if exact >= 0:
        return Span(exact, exact + len(bare))
    parts = [part.strip(_AROUND) for part in _ELLIPSIS.split(bare)]
    return _in_order([part for part in parts if part], text)


def plain(text: str) -> str:
    """`text` for comparison: NFKC, case folded, blanks and marks of one kind, nothing hidden."""
    return _folded(text)[0].strip()


def _in_order(parts: list[str], text: str) -> Span | None:
    haystack, places = _folded(text)
    start, cursor = -1, 0
    for part in parts:
        needle = plain(part)
        found = haystack.find(needle, cursor) if len(needle) >= _SHORTEST else -1
        if found < 0 or (start >= 0 and found - cursor > _WIDEST_GAP):
            return None
        start = found if start < 0 else start
        cursor = found + len(needle)
    return Span(places[start], places[cursor - 1] + 1) if start >= 0 else None


def _folded(text: str) -> tuple[str, list[int]]:
    """The plain text and, for each of its characters, where in `text` it comes from."""
    folded: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for piece in _fold(character):
            if piece == " " and (not folded or folded[-1] == " "):
                continue
            folded.append(piece)
            places.append(at)
    return "".join(folded), places


def _fold(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cf", "Cc", "Co", "Cn"):  # nothing that can be seen
        return ""
    return unicodedata.normalize("NFKC", character).casefold().translate(_MARKS)
