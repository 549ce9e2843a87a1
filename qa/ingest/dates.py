"""The publication date that a document states about itself. A file's mtime is never used."""

import datetime
import re
from pathlib import PurePosixPath

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_MONTH_NUMBER = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<month_number>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}\b",
        rf"\b{_YEAR}/(?P<month_number>\d\d)/(?P<day>\d\d)(?!\d)",
    )
)
_FILE_DATE = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>\d\d)[-_.]?(?P<day>\d\d)(?!\d)")
_HEAD_LINES = 15  # datelines stand near the top; a date further down belongs to the story
_DATELINE_CHARACTERS = 90  # a longer line is prose, and its date may be of anything
_LEAD_CHARACTERS = 45  # 'SEATTLE, June 10, 2020 (Wire) - ...' : the date opens the paragraph


def find_published(text: str, source_id: str) -> str | None:
    """The ISO date of the first dateline near the top, else of the file name, else None."""
    lines = [line.strip() for line in text[:20_000].splitlines() if line.strip()]
    for line in lines[:_HEAD_LINES]:
        found = _dateline(line)
        if found:
            return found
    match = _FILE_DATE.search(PurePosixPath(source_id).name)
    return _iso(*(int(part) for part in match.groups())) if match else None


def parse_date(text: str) -> str | None:
    """The ISO date that stands first in `text`, or None; impossible dates do not count."""
    found = [(match.start(), iso) for match, iso in _matches(text)]
    return min(found)[1] if found else None


def _dateline(line: str) -> str | None:
    limit = len(line) if len(line) <= _DATELINE_CHARACTERS else _LEAD_CHARACTERS
    found = [(match.start(), iso) for match, iso in _matches(line) if match.end() <= limit]
    return min(found)[1] if found else None


def _matches(text: str) -> list[tuple[re.Match[str], str]]:
    return [
        (match, iso)
        for pattern in _DATES
        for match in pattern.finditer(text)
        if (iso := _iso_of(match)) is not None
    ]


def _iso_of(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = int(parts["month_number"]) if parts.get("month_number") else (
        _MONTH_NUMBER[parts["month"][:3].lower()]
    )
    return _iso(int(parts["year"]), month, int(parts["day"]))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:  # 2020-13-45 is a number, not a date
        return None
