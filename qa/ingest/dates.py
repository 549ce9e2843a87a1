"""The publication date that a document states about itself. A file's mtime is never used."""

import datetime
import re
from pathlib import PurePosixPath

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NUMBER = {name: number for number, name in enumerate(_MONTHS, start=1)}
MONTH = (  # spelt out: 'Mark 3, 2020' and 'Janet 12' are no dates; capitals, where case counts
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_FOREIGN_MONTHS = (  # as they stand in dates: German, French, Spanish, Italian, Portuguese, Dutch,
    # Polish, Russian, Ukrainian
    "januar janvier enero gennaio janeiro januari stycznia января січня",
    "februar février febrero febbraio fevereiro februari lutego февраля лютого",
    "märz mars marzo março maart marca марта березня",
    "april avril abril aprile kwietnia апреля квітня",
    "mai mayo maggio maio mei maja мая травня",
    "juni juin junio giugno junho czerwca июня червня",
    "juli juillet julio luglio julho lipca июля липня",
    "august août agosto augustus sierpnia августа серпня",
    "september septembre septiembre settembre setembro września сентября вересня",
    "oktober octobre octubre ottobre outubro października октября жовтня",
    "november novembre noviembre novembro listopada ноября листопада",
    "dezember décembre diciembre dicembre dezembro december grudnia декабря грудня",
)
_MONTH_NUMBER |= {
    name: number for number, names in enumerate(_FOREIGN_MONTHS, start=1) for name in names.split()
}
_FOREIGN_MONTH = rf"(?P<month>{'|'.join(' '.join(_FOREIGN_MONTHS).split())})"
_MONTH = rf"(?P<month>{MONTH})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_YEAR_DIGITS = re.compile(_YEAR)  # every pattern below has one: lines without are most
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<month_number>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}\b",
        rf"\b{_YEAR}/(?P<month_number>\d\d)/(?P<day>\d\d)(?!\d)",
        rf"\b(?P<day>\d{{1,2}})(?:\.|er|º)?\s+(?:de\s+)?{_FOREIGN_MONTH}\s+(?:de\s+|del\s+)?{_YEAR}\b",
        rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<month_number>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]",
        rf"(?<![\d.])(?P<day>\d{{1,2}})\.\s?(?P<month_number>\d{{1,2}})\.\s?{_YEAR}(?![\d.]\d)",
    )
)
_FILE_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>\d\d)[-_.]?(?P<day>\d\d)(?!\d)"
)
_HEAD_LINES = 15  # datelines stand near the top; a date further down belongs to the story
_DATELINE_CHARACTERS = 90  # a longer line is prose, and its date may be of anything
_LEAD_CHARACTERS = 45  # 'SEATTLE, June 10, 2020 (Wire) - ...': the date opens the paragraph
_LEAD_END = re.compile(r"\s*(?:\([^)]{1,40}\)\s*)?[-\u2013\u2014|]{1,2}\s")
_WORD = re.compile(r"[^\W\d_]+")
_LABELS = (
    "date published updated posted modified corrected changed amended first last edition by local "
    "time minute minutes min mins read p m am pm th st nd rd gmt utc"
)
_FOREIGN_LABELS = (
    "le à du de del el il den am um uhr stand veröffentlicht aktualisiert publié modifié publicado "
    "actualizado pubblicato aggiornato opublikowano опубликовано обновлено в г года року"
)
# 'Council minutes, 4 March 2024', 'Incident report (3 June 2024)': what is dated is the paper.
_DATED_PAPER = re.compile(
    r"\b(?:minutes|meeting|agenda|report|newsletter|bulletin|circular|notice|memo(?:randum)?|letter"
    r"|statement|announcement|(?:press|news) release|release notes|update|diary|journal|log|notes"
    r"|review|briefing)(?:\s+held)?(?:\s*[,:(\u2013\u2014-]\s*|\s+)(?:(?:of|on|from)\s+)?$",
    re.IGNORECASE,
)
_GLUE = frozenset(("on", "at", "in", "of", "the", "and", "a"))
_AROUND = _GLUE.union(
    _LABELS.split(), _FOREIGN_LABELS.split()
)  # words that stand around the date of a dateline


def find_published(text: str, source_id: str) -> str | None:
    """The ISO date in the heading of a dated paper, else of the first dateline near the top.

    Else of the file name, else None.
    """
    lines = [line.strip() for line in text[:20_000].splitlines() if line.strip()]
    datelines = (_dateline(line) for line in lines[:_HEAD_LINES])
    headings = (_date_of_heading(line) for line in lines[:1])
    dates = (_iso_of(match) for match in _FILE_DATE.finditer(PurePosixPath(source_id).name))
    return next((found for found in (*headings, *datelines, *dates) if found), None)


def parse_date(text: str) -> str | None:
    """The ISO date that stands first in `text`, or None; impossible dates do not count."""
    found = [(match.start(), iso) for match, iso in _matches(text)]
    return min(found)[1] if found else None


def _dateline(line: str) -> str | None:
    """The date of a line that is there to state it; a date that prose mentions is not one."""
    for match, iso in sorted(_matches(line), key=lambda found: found[0].start()):
        before, after = line[: match.start()], line[match.end() :]
        if _opens_report(before, after) or _is_label(line, f"{before} {after}"):
            return iso
    return None


def _date_of_heading(line: str) -> str | None:
    """The date that ends a first line which names a kind of paper before it."""
    if len(line) > _DATELINE_CHARACTERS:
        return None
    for match, iso in _matches(line):
        if _DATED_PAPER.search(line[: match.start()]) and line[match.end() :] in ("", ")"):
            return iso
    return None


def _opens_report(before: str, after: str) -> bool:
    if len(before) > _LEAD_CHARACTERS or not _LEAD_END.match(after):
        return False
    return not any(word[0].islower() or word.lower() in _GLUE for word in _WORD.findall(before))


def _is_label(line: str, rest: str) -> bool:
    """Whether nothing but names and words such as 'updated' stands around the date."""
    if len(line) > _DATELINE_CHARACTERS:
        return False
    words = [word for word in _WORD.findall(rest) if word.lower() not in _AROUND]
    ends_sentence = line.endswith((".", "!", "?"))
    return not words if ends_sentence else not any(word[0].islower() for word in words)


def _matches(text: str) -> list[tuple[re.Match[str], str]]:
    if not _YEAR_DIGITS.search(text):
        return []
    return [
        (match, iso)
        for pattern in _DATES
        for match in pattern.finditer(text)
        if (iso := _iso_of(match)) is not None
    ]


def _iso_of(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = parts.get("month_number") or parts["month"]
    number = int(month) if month.isdigit() else _month_number(month.lower())
    return _iso(int(parts["year"]), number, int(parts["day"]))


def _month_number(name: str) -> int:
    """English months are known by their first three letters, others by their full names."""
    return _MONTH_NUMBER.get(name) or _MONTH_NUMBER[name[:3]]


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:  # 2020-13-45 is a number, not a date
        return None
