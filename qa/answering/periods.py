"""When something was: dates at the precision they are given, and relative ones made absolute."""

import calendar
import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa.ingest.dates import MONTH
from qa.reading.word_lists import MONTHS, NUMBERS_BY_WORD, SHORT_DAYS, WEEKDAYS

_MONTHS = [month[:3].lower() for month in MONTHS]
_NAMES = tuple(calendar.month_name)
_MONTH = rf"(?P<month>{MONTH})\b\.?"
_DAY = r"(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?\b"
_TO_DAY = (
    r"\s*(?:[-\u2013]|to|until|till|through)\s*"
    r"(?P<last_day>[12]?\d|3[01])(?:st|nd|rd|th)?\b(?!:|\s*[ap]\.?m\b)"  # 'June 5 to 7 pm'
)
_ORDINAL = r"(?P<ordinal>first|second|third|fourth|last|1st|2nd|3rd|4th)"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}
_ORDINALS |= {"4th": 4}
# Broad enough for both calendars, so that 'spring' and 'mid-June' are no quarrel. A winter lies in
# two years: it stays the whole one.
_PARTS = {
    "spring": ((3, 1), (6, 30)), "summer": ((6, 1), (9, 30)), "autumn": ((9, 1), (12, 31)),
    "fall": ((9, 1), (12, 31)), "early": ((1, 1), (5, 31)), "mid": ((4, 1), (9, 30)),
    "late": ((8, 1), (12, 31)),
}  # fmt: skip
_OF = r"[\s-]+(?:of\s+|in\s+)?(?:the\s+year\s+)?"
_YEAR = r"(?P<year>1\d{3}|20\d\d)\b"
_WEEKDAY = r"(?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)day\b"
_COUNT = r"(?P<count>an?|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_COUNTS = {"a": 1, "an": 1, **NUMBERS_BY_WORD}
_OPENS_DATE = rf"(?:\d{{1,2}} )?(?:{'|'.join((*MONTHS, *WEEKDAYS))})\b"
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")
_FUTURE = re.compile(
    r"\b(?:will|shall|won['\u2019]t|(?:is|are) (?:to|due|expected|planned|scheduled|going to)"
    r"|(?:is|are|has been|have been) (?:now |\w+ly )?"
    r"(?:(?:set|scheduled|slated) to|due on"
    r"|(?:set|scheduled|slated|planned|due|fixed|booked|billed|pencill?ed in) for)"
    r"|(?:plan|want|hope|intend|aim)s? to|(?:postponed|put off|rescheduled|delayed|adjourned)"
    r" (?:to|until|till)"
    r"|(?:is|are|been) (?:moved|shifted|brought forward|put back|pushed back) "
    rf"(?:from [^.]{{1,30}} )?to (?={_OPENS_DATE})"
    r"|(?:runs?|lasts?|stays?|remains?|continues?|is|are|extended|prolonged) (?:\w+ ){0,3}"
    rf"(?:until|till) (?={_OPENS_DATE})"
    rf"|(?:must|has to|have to|needs? to) [^.;]{{1,60}} by (?={_OPENS_DATE}))",
    re.IGNORECASE,
)
_NAMED = f"(?:{'|'.join(MONTHS)})"
_SEASON = re.compile(
    rf"\b{_NAMED}\s*(?:and|to|until|till|through|[-\u2013])\s*{_NAMED}\b(?!,?\s+\d)", re.IGNORECASE
)
_NEAR_DAYS = 1  # a dateline may be the next day's, or another time zone's
_AHEAD_DAYS = 92  # a day without a year that is so near is the next one; most news tells the past
_YEARS_AROUND = 8  # more than between two February 29


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both inside.

    `is_derived` where the words alone do not say it: they were counted from a publication date.
    """

    first: datetime.date
    last: datetime.date
    is_derived: bool = False

    def holds(self, other: "Period") -> bool:
        """Whether all of `other` lies inside."""
        return self.first <= other.first and other.last <= self.last

    def is_near(self, other: "Period") -> bool:
        """Whether they share a day; of a derived one also the day before or after."""
        slack = datetime.timedelta(_NEAR_DAYS if self.is_derived or other.is_derived else 0)
        return self.first - slack <= other.last and other.first - slack <= self.last

    def __str__(self) -> str:
        """In words: '10 June 2020', 'June 2020', '2020', '8 June 2020 to 14 June 2020'."""
        first, last = self.first, self.last
        if first == last:
            return _in_words(first)
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
        is_month = first.day == 1 and last == _end_of_month(first)
        if is_month:
            return f"{_NAMES[first.month]} {first.year}"
        return f"{_in_words(first)} to {_in_words(last)}"


def period_of(text: str, published: str | None = None, *, is_ahead: bool = False) -> Period | None:
    """The first period that `text` names; None where it names none, or none that can be placed.

    A weekday, 'last June' or a date without a year is counted from `published`, an ISO date, and
    is None without it. A weekday is the last one before publication, a date without a year too
    unless the next one is within three months; with `is_ahead` both are the next one. Where only a
    month of publication is known, no days or weeks are counted from it, and from a year alone
    nothing but years. A season, 'between November and February', comes every year and is none.
    """
    if _SEASON.search(text):
        return None
    days = days_of(published)
    anchor = _Anchor(days, is_ahead=is_ahead) if days else None
    found: list[tuple[int, int, Period]] = []
    for order, (pattern, place) in enumerate(_FORMS):
        for match in pattern.finditer(text):
            period = _placed(place, match, anchor)
            if period is not None:
                found.append((match.start(), order, period))
                break
    if not found:
        return None
    return min(found, key=lambda each: each[:2])[2]


def speaks_of_the_future(text: str) -> bool:
    """Whether a sentence tells what is still to come, when it was published."""
    return bool(_FUTURE.search(text))


def days_of(iso: str | None) -> Period | None:
    """The days that an ISO date may stand for: all of them where it is only a month or a year."""
    found = _ISO_DATE.match(iso or "")
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        return _of_month(year, month, day) if year and month else _of_year(year or 0)
    except ValueError:  # 2020-13-45
        return None


def is_later(one: str | None, other: str | None) -> bool:
    """Whether an ISO date is after another whatever days they stand for; no date is before all."""
    days, before = days_of(one), days_of(other)
    return days is not None and (before is None or days.first > before.last)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The days on one of which a text was published, and whether it tells what is still to come."""

    days: Period
    is_ahead: bool

    @property
    def day(self) -> datetime.date | None:
        """The day, where just one is possible."""
        return self.days.first if self.days.first == self.days.last else None

    @property
    def month(self) -> datetime.date | None:
        """The first day of its month, where just one is possible."""
        first = self.days.first.replace(day=1)
        return first if self.days.last <= _end_of_month(first) else None


def _placed(place: "_Place", match: re.Match[str], anchor: _Anchor | None) -> Period | None:
    try:
        return place(match, anchor)
    except (ValueError, OverflowError):  # February 30, the year 0
        return None


def _iso(match: re.Match[str], _: _Anchor | None) -> Period:
    day = datetime.date.fromisoformat(match[0])
    return Period(day, day)


def _dated(match: re.Match[str], anchor: _Anchor | None) -> Period | None:
    """A month, with day and year where they are given."""
    parts = match.groupdict()
    month = _MONTHS.index(parts["month"][:3].lower()) + 1
    day = int(parts["day"]) if parts.get("day") else None
    if parts.get("year"):
        return _of_month(int(parts["year"]), month, day)
    if anchor is None or anchor.month is None:
        return None
    every = list(_yearly(anchor.month.year, month, day))
    return _of_years(every, anchor, (parts.get("lead") or "").lower())


def _day_range(match: re.Match[str], anchor: _Anchor | None) -> Period | None:
    """'5 to 7 June'."""
    opening = _dated(match, anchor)
    if opening is None:
        return None
    last = opening.first.replace(day=int(match["last_day"]))
    is_range = opening.first < last
    return Period(opening.first, last, opening.is_derived) if is_range else None


def _yearly(year: int, month: int, day: int | None) -> Iterator[Period]:
    """The date in each of the years around this one, earliest first."""
    for each in range(year - _YEARS_AROUND, year + _YEARS_AROUND + 1):
        if day is None or day <= calendar.monthrange(each, month)[1]:  # February 29
            yield _of_month(each, month, day, is_derived=True)


def _of_years(every: Sequence[Period], anchor: _Anchor, lead: str) -> Period | None:
    """The one that is meant."""
    first, last = anchor.days.first, anchor.days.last
    if lead == "next":
        return next((each for each in every if each.first > last), None)
    if lead == "last":
        return next((each for each in reversed(every) if each.last < first), None)
    if lead == "this":
        return next((each for each in every if each.first.year == first.year), None)
    if anchor.is_ahead:
        return next((each for each in every if each.last >= first), None)
    near = last + datetime.timedelta(_AHEAD_DAYS)
    return next((each for each in reversed(every) if each.first <= near), None)


def _of_month(year: int, month: int, day: int | None, *, is_derived: bool = False) -> Period:
    first = datetime.date(year, month, day or 1)
    return Period(first, first if day else _end_of_month(first), is_derived)


def _of_year(year: int, *, is_derived: bool = False) -> Period:
    return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31), is_derived)


def _years(match: re.Match[str], _: _Anchor | None) -> Period:
    year = int(match["year"])
    last = year + 9 if match.groupdict().get("decade") else year
    return Period(datetime.date(year, 1, 1), datetime.date(last, 12, 31))


def _share_of_year(match: re.Match[str], _: _Anchor | None) -> Period | None:
    """A quarter or half of a year."""
    year, parts = int(match["year"]), 2 if match["share"].lower() == "half" else 4
    number = _ORDINALS.get(match["ordinal"].lower(), parts)
    months = 12 // parts
    if number > parts:
        return None
    last = datetime.date(year, months * number, 1)
    return Period(datetime.date(year, last.month - months + 1, 1), _end_of_month(last))


def _part_of_year(match: re.Match[str], _: _Anchor | None) -> Period:
    """A season, or 'early', 'mid' or 'late' in a year; 'by the end of' may be any time before."""
    first, last = _PARTS[match["part"].lower()]
    year = int(match["year"])
    return Period(datetime.date(year, *first), datetime.date(year, *last))


def _century(match: re.Match[str], _: _Anchor | None) -> Period:
    first = 100 * (int(match["century"]) - 1) + 1
    return Period(datetime.date(first, 1, 1), datetime.date(first + 99, 12, 31))


def _weekday(match: re.Match[str], anchor: _Anchor | None) -> Period | None:
    if anchor is None or anchor.day is None:
        return None
    wanted = SHORT_DAYS.index(match["weekday"][:3].lower())
    lead = (match["lead"] or "").lower()
    back = (anchor.day.weekday() - wanted) % 7
    if lead == "next" or (anchor.is_ahead and not lead and back):
        back -= 7
    elif lead == "last" and back == 0:
        back = 7
    return _shifted(anchor.day, -back)


def _day_word(match: re.Match[str], anchor: _Anchor | None) -> Period | None:
    if anchor is None or anchor.day is None:
        return None
    return _shifted(anchor.day, {"yesterday": -1, "tomorrow": 1}.get(match[0].lower(), 0))


def _shifted(day: datetime.date, days: int) -> Period:
    day += datetime.timedelta(days)
    return Period(day, day, is_derived=True)


def _unit(match: re.Match[str], anchor: _Anchor | None) -> Period | None:
    """'last week', 'this month', 'next year', 'two weeks ago'."""
    if anchor is None:
        return None
    parts = match.groupdict()
    if parts.get("count"):
        word = parts["count"].lower()
        shift = -(int(word) if word.isdigit() else _COUNTS[word])
    else:
        shift = {"last": -1, "next": 1}.get(match["lead"].lower(), 0)
    return _around(anchor, match["unit"].lower(), shift)


def _around(anchor: _Anchor, unit: str, shift: int) -> Period | None:
    if unit == "year":
        return _of_year(anchor.days.first.year + shift, is_derived=True)
    if unit == "month":
        if anchor.month is None:
            return None
        months = 12 * anchor.month.year + anchor.month.month - 1 + shift
        return _of_month(months // 12, months % 12 + 1, None, is_derived=True)
    if anchor.day is None:
        return None
    if unit == "day":
        return _shifted(anchor.day, shift)
    first = anchor.day + datetime.timedelta(7 * shift - anchor.day.weekday())
    return Period(first, first + datetime.timedelta(6), is_derived=True)


def _end_of_month(day: datetime.date) -> datetime.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _in_words(day: datetime.date) -> str:
    return f"{day.day} {_NAMES[day.month]} {day.year}"


_Place = Callable[[re.Match[str], _Anchor | None], Period | None]


def _form(pattern: str, place: _Place) -> tuple[re.Pattern[str], _Place]:
    return re.compile(pattern, re.IGNORECASE), place


_LEAD = r"(?:\b(?P<lead>last|next|this|past)\s+)?"
# Of two that begin at one place the earlier counts: 'June 10, 2020' before 'June 10'.
_FORMS: tuple[tuple[re.Pattern[str], _Place], ...] = (
    _form(r"\b\d{4}-\d\d-\d\d\b", _iso),
    _form(rf"\b{_MONTH}\s+{_DAY}{_TO_DAY}(?:,?\s+{_YEAR})?", _day_range),
    _form(
        rf"(?<![\d.:-])\b{_DAY}{_TO_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR}|(?!\s+\d))", _day_range
    ),
    _form(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}", _dated),
    _form(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}", _dated),
    _form(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}", _dated),
    _form(rf"{_LEAD}\b{_MONTH}\s+{_DAY}(?!,?\s+{_YEAR})", _dated),
    _form(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?!,?\s+{_YEAR})", _dated),
    # 'may' and 'march' are mostly verbs: alone they need a word before them
    _form(
        rf"(?:\b(?P<lead>last|next|this|past)|\b(?:in|since|until|by|early|late|mid))\s+{_MONTH}"
        rf"(?!,?\s+(?:of\s+)?{_YEAR})(?!\s+\d)",
        _dated,
    ),
    _form(
        r"\b(?P<month>January|February|April|June|July|August|September|October|November"
        rf"|December)\b(?!,?\s+(?:of\s+)?{_YEAR})(?!\s+\d)",
        _dated,
    ),
    _form(rf"\b{_ORDINAL}[\s-]+(?P<share>quarter|half){_OF}{_YEAR}", _share_of_year),
    _form(rf"\b(?P<part>{'|'.join(_PARTS)}){_OF}{_YEAR}", _part_of_year),
    _form(rf"(?<![\d,.$]){_YEAR}(?![,.]?\d|%)", _years),
    _form(r"\b(?P<year>1\d\d0|20\d0)(?P<decade>s)\b", _years),
    _form(r"\b(?P<century>\d{1,2})(?:st|nd|rd|th)\s+century\b", _century),
    _form(rf"{_LEAD}\b{_WEEKDAY}", _weekday),
    _form(r"\b(?:yesterday|today|tomorrow|tonight)\b", _day_word),
    _form(r"\b(?P<lead>last|next|this)\s+(?P<unit>week|month|year)\b", _unit),
    _form(rf"\b{_COUNT}\s+(?P<unit>day|week|month|year)s?\s+ago\b", _unit),
)
