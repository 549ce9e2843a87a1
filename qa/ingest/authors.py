"""Who wrote a text, where a byline says so."""

import re

from qa.ingest.noise import BYLINE_LINES, NAME

_SEVERAL = rf"{NAME}(?:, {NAME}){{0,4}}(?:,? (?:and|&) {NAME})?"
_BYLINE = re.compile(
    rf"(?:[Bb]y|BY):? (?P<names>{_SEVERAL})(?:,? (?:for )?[A-Z][\w .'’&-]{{2,40}})?"
)
_HEAD_CHARACTERS = 4_000


def find_author(text: str) -> str | None:
    """The names in a line such as 'By Ann Lee and Bob Ray' near the top, else None."""
    lines = [line.strip() for line in text[:_HEAD_CHARACTERS].splitlines() if line.strip()]
    matches = (_BYLINE.fullmatch(line) for line in lines[:BYLINE_LINES])
    return next((match["names"] for match in matches if match), None)
