"""Which rows of a table a question may be about."""

import re
from collections.abc import Iterator, Sequence

from qa.ingest.columns import Cell, Row, Table, cut
from qa.reading.questions import asked_for
from qa.reading.spans import Stems
from qa.reading.statements import is_yes_no
from qa.reading.support import names_in, numbers_in
from qa.reading.word_lists import MONTHS, SHORT_DAYS, WEEKDAYS

_WORD = re.compile(r"[^\W\d_]{4}")  # what names a row has one; a number, date or code need not
_NAMING_CELLS = 3  # at most
_WANTS_END = re.compile(r"\b(?:clos\w*|shuts?|until|till|ends?|finish\w*)\b", re.IGNORECASE)
_WANTS_START = re.compile(
    r"\b(?:opens|starts?|begins?)\b|\b(?:do|does|did)\b.*\bopen\b", re.IGNORECASE
)
_COMPARES = re.compile(
    r"\b(?:most|least|best|worst|(?:high|low|long|short|larg|small|bigg|cheap|old|young|new|heavi|light|"
    r"fast|slow|earli|lat|strong|tall|deep|warm|hott|cold|wett|dri|few|great|near|clos)est)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"[<>+\u2013-]|\b(?:to|over|under|above|below|than|least|most|from)\b", re.I)
_DAY = re.compile(
    rf"\b({'|'.join(SHORT_DAYS)})(?:[a-z]*day|s|rs|nes)?s?\b"
    r"(\s*(?:[-\u2013]|to)\s*(?=[a-z]{3}))?",
    re.IGNORECASE,
)


class Asked:
    """What of a question can point to a row."""

    def __init__(self, question: str, stems: Stems) -> None:
        self.stems_of = stems
        self.stems = set(stems(question))
        self.days = days_in(question)
        named = {stem for name in names_in(question) for stem in stems(name)}
        dated = {stem for name in (*MONTHS, *WEEKDAYS) for stem in stems(name)}
        # 'Is Ms Reed the coach of 2019?' may be answered by a row that has neither
        self.names = set() if is_yes_no(question) else named - dated
        self.numbers = set() if is_yes_no(question) else numbers_in(question)
        self.wants_several = asked_for(question).wants_several
        self.compares = bool(_COMPARES.search(question))
        self.end: int | None = None  # of 'from 10:00 to 20:00', which is asked for
        if _WANTS_END.search(question):
            self.end = 1
        elif _WANTS_START.search(question):
            self.end = 0

    def among(self, text: str) -> set[str]:
        """The stems of the question that a text has."""
        return self.stems & set(self.stems_of(text))

    def besides(self, text: str) -> set[str]:
        """The other stems that a text has."""
        return set(self.stems_of(text)) - self.stems


def fitting(text: str, table: Table, title: str, asked: Asked) -> Iterator[Row]:
    """The rows that a question may be about, of a table in `text`; `title` is the document's.

    They share a word with the question that their columns and the line above do not, and no other
    row shares more, by the cells that name it or by all; unless several things are asked for, no
    other name says the same with fewer words besides; they are of no other day of the week. For
    a question that is not for a yes or no they have all of its names and numbers that do not stand
    above. A question all of whose words stand above the rows is for each of them; one for the most
    or least for none: a row does not say it.
    """
    if asked.compares and len(table.rows) > 1:
        return
    above = text[: table.heading.start].rstrip().rpartition("\n")[2]
    about = f"{title}\n{above}\n{cut(text, table.heading)}"
    names = [_words(text, naming(text, row)) for row in table.rows]
    texts = [_words(text, row.cells) for row in table.rows]
    named, matched = (list(map(asked.among, each)) for each in (names, texts))
    besides = [asked.besides(name) for name in names]
    for n, (row, name, cells) in enumerate(zip(table.rows, names, texts, strict=True)):
        keys, words = named[n], matched[n]
        # 'per mile' in another cell says what 'above 10000 miles' in a name does
        if any(keys < other and not other <= words for other in named):
            continue
        if any(words < other for other in matched):
            continue
        rivals = (m for m, other in enumerate(matched) if other == words and named[m])
        if not asked.wants_several and any(besides[m] < besides[n] for m in rivals):
            continue
        around = f"{about}\n{' '.join(cell.column for cell in row.cells)}"
        there = asked.among(around)
        days = days_in(name)
        if asked.days and days and not asked.days & days:
            continue
        if asked.names - words - there:
            continue
        if not _BOUND.search(name) and asked.numbers - numbers_in(f"{cells}\n{around}"):
            continue
        if not words and not (asked.days & days) and asked.stems - there:
            continue
        yield row


def _words(text: str, cells: Sequence[Cell]) -> str:
    return " ".join(cut(text, cell.place) for cell in cells)


def naming(text: str, row: Row) -> Sequence[Cell]:
    """The cells that name a row: the first, and more where that is a number, date or code."""
    count = max(1, next((n for n, cell in enumerate(row.cells) if cell.column), 1))
    while count < min(_NAMING_CELLS, len(row.cells)) and not any(
        _WORD.search(cut(text, cell.place)) for cell in row.cells[:count]
    ):
        count += 1
    return row.cells[:count]


def days_in(text: str) -> set[str]:
    """The days of the week that a text names, those between the ends of 'Mon-Fri' too."""
    found = [(SHORT_DAYS.index(match[1].lower()), bool(match[2])) for match in _DAY.finditer(text)]
    days = set()
    for n, (day, goes_on) in enumerate(found):
        to = found[n + 1][0] if goes_on and n + 1 < len(found) else day
        days |= {SHORT_DAYS[(day + k) % 7] for k in range((to - day) % 7 + 1)}
    return days
