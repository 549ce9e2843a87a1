"""The publication date that a document states about itself. A file's mtime is never used."""

import datetime
import re
import unicodedata
from collections.abc import Iterator, Sequence
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
_NO_MONTH = 0  # patterns that ignore case take 'ı' for 'i'
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
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DASH = r"[-\u2013\u2014]"
# '(10 December 1915 \u2013 27 November 1992)', '10\u201312 June 2020': when something was
_TO = re.compile(rf"\s*{_DASH}\s*(?:{WEEKDAY},?\s+)?", re.IGNORECASE)
_SINCE = re.compile(rf"(?:(?<!\d)\d{{1,2}}{_DASH}|(?:19|20)\d\d\s*{_DASH}\s*)$")
_LEAD_END = re.compile(r"\s*(?:\([^)]{1,40}\)\s*)?[-\u2013\u2014|]{1,2}\s")
_WORD = re.compile(r"[^\W\d_]+")
_PUBLISHING = (
    "published posted veröffentlicht publié publicado pubblicato opublikowano опубликовано"
)
_UPDATING = (
    "updated modified corrected changed amended revised aktualisiert modifié actualizado"
    " aggiornato обновлено"
)
_LABELS = (
    "date dated issued written sent submitted reported reviewed filed publication issue first last"
    " edition by local time minute"
    " minutes min mins read p m am pm th st nd rd gmt utc"
)
_FOREIGN_LABELS = "le à du de del el il den am um uhr stand datum fecha data дата в г года року"
# 'Council minutes, 4 March 2024', 'Incident report (3 June 2024)': what is dated is the paper.
_DATED_PAPER = re.compile(
    r"\b(?:minutes|meeting|agenda|report|newsletter|bulletin|circular|notice|memo(?:randum)?|letter"
    r"|statement|announcement|(?:press|news) release|release notes|update|diary|journal|log|notes"
    r"|review|briefing)(?:\s+held)?(?:\s*[,:(\u2013\u2014-]\s*|\s+)(?:(?:of|on|from)\s+)?$",
    re.IGNORECASE,
)
_GLUE = frozenset(("on", "at", "in", "of", "the", "and", "a"))
_DONE = frozenset((*_PUBLISHING.split(), *_UPDATING.split()))
_AROUND = _GLUE.union(
    _LABELS.split(), _FOREIGN_LABELS.split(), _DONE
)  # words that stand around the date of a dateline
_LABEL = re.compile(r"([^,;|/()\[\]\u2013\u2014]*):(?!\d)")
_LABELLING = _AROUND.union(("author", "authors", "source"))
_OTHER_DAYS = frozenset(  # what is told of such a day is no paper
    "born birth died death founded established deadline due expires expiry expiration valid"
    " effective start starts begin begins ends opens opened closes closed closing until"
    " before".split()
)


def find_published(text: str, source_id: str) -> str | None:
    """The ISO date in the heading of a dated paper, else of the first dateline near the top.

    Else of the file name, else None.
    """
    head = unicodedata.normalize("NFKC", text[:20_000])
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    headings = (_date_of_heading(line) for line in lines[:1])
    dates = (_iso_of(match) for match in _FILE_DATE.finditer(PurePosixPath(source_id).name))
    found = (*headings, _date_of_datelines(lines[:_HEAD_LINES]), *dates)
    return next((day for day in found if day), None)


def parse_date(text: str) -> str | None:
    """The ISO date that stands first in `text`, or None; impossible dates do not count."""
    found = [(match.start(), iso) for match, iso in _matches(unicodedata.normalize("NFKC", text))]
    return min(found)[1] if found else None


def _date_of_datelines(lines: Sequence[str]) -> str | None:
    """The date of the first dateline; where that is of an update, of publication if one is."""
    datelines = [each for line in lines for each in _datelines(line)]
    if datelines and datelines[0][0] in _UPDATING.split():
        published = [iso for done, iso in datelines if done in _PUBLISHING.split()]
        return published[0] if published else datelines[0][1]
    return datelines[0][1] if datelines else None


def _datelines(line: str) -> Iterator[tuple[str, str]]:
    """What was done that day, '' where it is not said, and the date, of a line that states it.

    A date that prose mentions is not one, nor is the first or last day of something.
    """
    found = sorted(_matches(line), key=lambda each: each[0].start())
    starts = {match.start() for match, _ in found}
    ranges = [
        (match.start(), to.end())
        for match, _ in found
        if (to := _TO.match(line, match.end())) and to.end() in starts
    ]
    of_ranges = {start for each in ranges for start in each}
    for match, iso in found:
        before, after = line[: match.start()], line[match.end() :]
        if match.start() in of_ranges or _SINCE.search(before):
            continue
        if _opens_report(before, after) or _is_label(line, before, after):
            done = [word for word in _words(before) if word in _DONE]
            yield (done[-1] if done else "", iso)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


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
    if before.count("(") > before.count(")"):  # a life's dates, as those of anybody else
        return False
    return not any(word[0].islower() or word.lower() in _GLUE for word in _WORD.findall(before))


def _is_label(line: str, before: str, after: str) -> bool:
    """Whether nothing but names and words such as 'updated' stands around the date.

    'Deadline' and 'Born' are no names, and before a colon none stands.
    """
    if len(line) > _DATELINE_CHARACTERS or line.startswith("|"):  # a row of a table
        return False
    labels = (word for label in _LABEL.findall(before) for word in _words(label))
    if not _LABELLING.issuperset(labels) or not _OTHER_DAYS.isdisjoint(_words(before + after)):
        return False
    words = [word for word in _WORD.findall(f"{before} {after}") if word.lower() not in _AROUND]
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
    return _MONTH_NUMBER.get(name) or _MONTH_NUMBER.get(name[:3], _NO_MONTH)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:  # 2020-13-45 is a number, not a date
        return None
