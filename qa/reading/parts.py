"""Two questions in one: 'Who founded it, and when did it close?'."""

import re

from qa.reading.word_lists import ASKING

_LEAD = "in|on|at|for|since|by|to|from|of|with|until|under"
_SEAM = re.compile(
    rf"(?<!\s)(?:\s*[,;])?\s+and\s+(?=(?:(?:{_LEAD})\s+)?(?:{ASKING})\b)", re.IGNORECASE
)
_OPENING = re.compile(
    rf"^(?:(?:{_LEAD})\s+)?(?:(?:how\s+(?:many|much|long|often)|what|which)(?:\s+\w+)??|{ASKING})"
    r"\s+(?=(?:did|does|do|is|are|am|was|were|has|have|had|can|could|will|would|should)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b(?:{ASKING})\b", re.IGNORECASE)
_OPENS = re.compile(rf"(?:{ASKING}|{_LEAD})", re.IGNORECASE)  # capitalised, and no name
_NAME = re.compile(r"\b[A-Z][\w'’&.-]*\w(?:\s+(?:(?:of|the|de|van|von)\s+)?[A-Z][\w'’&.-]*\w)*")
_PRONOUN = re.compile(r"\b(it|its|he|she|his|they|their)\b", re.IGNORECASE)
_OWNING = frozenset({"its", "his", "their"})
_MOST = 4  # parts; more are a form to be filled in, not a question


def parts_of(question: str) -> list[str]:
    """The questions that a compound one asks, each standing by itself; else the question alone.

    It is parted at an 'and' before a question word. A lone question word takes over the rest of
    the first part, and a pronoun stands for its first name, which is mostly its subject (Grosz,
    Joshi & Weinstein 1995).
    """
    pieces = [piece.strip(" ?,;") for piece in _SEAM.split(question)]
    if not 1 < len(pieces) <= _MOST or not all(pieces) or not _ASKS.search(pieces[0]):
        return [question]
    full = next((piece for piece in pieces if " " in piece), pieces[0])
    name = _first_name(full)
    return [f"{_named(_completed(piece, full), name)}?" for piece in pieces]


def _completed(piece: str, full: str) -> str:
    """A lone question word with the rest of a full question: 'why' of 'when did it close'."""
    opening = _OPENING.match(full)
    return f"{piece} {full[opening.end() :]}" if opening and " " not in piece else piece


def _named(piece: str, name: str | None) -> str:
    """The piece with its first pronoun replaced; one that has a name of its own stays."""
    if name is None or _first_name(piece):
        return piece
    return _PRONOUN.sub(
        lambda found: f"{name}'s" if found.group().lower() in _OWNING else name, piece, count=1
    )


def _first_name(text: str) -> str | None:
    """The first capitalised words that do not merely open the sentence."""
    names = [match.group() for match in _NAME.finditer(text)]
    return next((name for name in names if not _OPENS.fullmatch(name.split()[0])), None)
