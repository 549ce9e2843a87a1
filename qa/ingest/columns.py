"""Tables in a text: which cell stands under which heading, in which row.

Known are tables with bars (Markdown, and what the loaders make of HTML and DOCX), with columns
lined up by blanks or tabs, and records of lines 'Name: Wanda Kiesling' under one another.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.types import Span

_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_DASHES = re.compile(r"[-=]{3}[-= \t]*")
_BAR = re.compile(r"(?<!\\)\|")
_CHUNK = re.compile(r"\S+(?: \S+)*")
_FIELD = re.compile(r"(?P<column>[^:\s][^:]{0,40}?)[ \t]*:[ \t]+(?P<value>.*\S)")
_LINE_END = re.compile(r"\r\n|[\r\n]")
_AROUND = " \t*_`"  # blanks and emphasis
_NOTHING = frozenset(("", "-", "--", "\u2013", "\u2014", "n/a", "N/A"))
_LONG_LINE = 2_000  # characters; more is no row
_LONG_HEADING = 40  # characters; more is no heading of a column
_FEWEST_ROWS = 2
_FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a row under a heading; `column` is '' where it has none."""

    column: str
    place: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A row's place, its cells that are not empty, in order, and the columns of those that are."""

    place: Span
    cells: tuple[Cell, ...]
    blank: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table; `heading` is what stands above them, empty above records.

    Put before some of the rows, `opening` makes them the table's again; for columns of blanks also
    what indents the first of them has to stand between.
    """

    heading: Span
    rows: tuple[Row, ...]
    opening: str

    @property
    def end(self) -> int:
        """Where its last row ends."""
        return self.rows[-1].place.end if self.rows else self.heading.end


def tables_in(text: str) -> Iterator[Table]:
    """The tables of a text whose columns have headings, in order."""
    lines = _Lines(text)
    at = 0
    while at < len(lines):
        found = (kind(lines, at) for kind in (_barred, _aligned, _recorded))
        table, at = next((each for each in found if each[1] > at), (None, at + 1))
        if table:
            yield table


def cut(text: str, span: Span) -> str:
    """What stands at a span of a text."""
    return text[span.start : span.end]


def line_start(text: str, at: int, after: int = 0) -> int:
    """Where the line of `at` begins, whatever lines end with; `after` where none ends between."""
    start = text.rfind("\n", after, at) + 1 or after
    return text.rfind("\r", start, at) + 1 or start


class _Lines:
    """The lines of a text that are not empty, without the blanks around them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans = [
            Span(match.start(), match.start() + len(match[0].rstrip()))
            for match in re.finditer(r"[^\s][^\r\n]*", text)
        ]

    def __len__(self) -> int:
        return len(self._spans)

    def __getitem__(self, at: int) -> Span:
        return self._spans[at]

    def words(self, at: int) -> str:
        """Line `at`; '' where it is too long for a row, or there is none."""
        if at >= len(self) or self[at].end - self[at].start > _LONG_LINE:
            return ""
        return cut(self.text, self[at])

    def gap(self, at: int) -> int:
        """How many empty lines stand before line `at`."""
        return len(_LINE_END.findall(self.text, self[at - 1].end, self[at].start)) - 1

    def start(self, at: int) -> int:
        """Where line `at` begins, with the blanks before it."""
        return line_start(self.text, self[at].start, self[at - 1].end if at else 0)

    def field(self, at: int) -> re.Match[str] | None:
        """The column and value of a line 'column: value'."""
        return _FIELD.fullmatch(self.words(at))


def _barred(lines: _Lines, at: int) -> tuple[Table | None, int]:
    """The table with bars whose heading is line `at`, and the number of the line behind it.

    No table where its lines have no heading; `at` where line `at` has no bars.
    """
    heading = _bars(lines, at)
    if len(heading) < _FEWEST_COLUMNS:
        return None, at
    is_ruled = _is_rule(lines, at + 1)
    behind = at + 1 + is_ruled
    named = [cell for cell in heading if cut(lines.text, cell)]
    if len(named) == 1 and is_ruled and _goes_on(lines, behind, len(heading)):  # a caption
        heading = _bars(lines, behind)
        behind += 1
    above = Span(lines[at].start, lines[behind - 1].end)
    first = behind
    while _goes_on(lines, behind, len(heading)):
        behind += 1
    columns = [cut(lines.text, cell) for cell in heading]
    cells = [_bars(lines, number) for number in range(first, behind)]
    if not (is_ruled or _is_headed(lines.text, columns, cells)):
        return None, behind
    rows = [_row(lines.text, lines[first + n], columns, row) for n, row in enumerate(cells)]
    return Table(above, tuple(rows), cut(lines.text, above) + "\n"), behind


def _goes_on(lines: _Lines, at: int, columns: int) -> bool:
    """Whether line `at` is the next row of a table of so many columns, no heading of another."""
    found = len(_bars(lines, at))
    if not found:
        return False
    gap = lines.gap(at)
    is_near = gap == 0 or (gap == 1 and found == columns)  # some loaders part rows
    return is_near and found >= max(_FEWEST_COLUMNS, columns - 1) and not _is_rule(lines, at + 1)


def _is_rule(lines: _Lines, at: int) -> bool:
    return "|" in lines.words(at) and bool(_RULE.fullmatch(lines.words(at)))


def _bars(lines: _Lines, at: int) -> list[Span]:
    """The cells of a row with bars, without blanks and emphasis around them; empty ones too.

    None where line `at` has no bar.
    """
    if "|" not in lines.words(at):
        return []
    line = lines[at]
    bars = [match.start() for match in _BAR.finditer(lines.text, line.start, line.end)]
    borders = [line.start - 1, *bars, line.end]
    cells = [_bare(lines.text, Span(start + 1, end)) for start, end in pairwise(borders)]
    first, last = bars[:1] == [line.start], bars[-1:] == [line.end - 1]
    return cells[first : len(cells) - last]


def _is_headed(text: str, columns: Sequence[str], rows: Sequence[Sequence[Span]]) -> bool:
    """Whether a first row without a rule below is a heading: some column has figures but there."""
    if len(rows) < _FEWEST_ROWS or not all(map(_may_head, columns)):
        return False
    if any(len(row) != len(columns) for row in rows):
        return False
    return any(
        not _has_digit(column) and all(_has_digit(cut(text, row[n])) for row in rows)
        for n, column in enumerate(columns)
    )


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _may_head(name: str) -> bool:
    return 0 < len(name) <= _LONG_HEADING and not name[0].isdigit() and name[-1] not in ":.,;!?"


def _aligned(lines: _Lines, at: int) -> tuple[Table | None, int]:
    """The same of a table whose columns are lined up by blanks or parted by tabs."""
    heading = _chunks(lines, at)
    names = [cut(lines.text, chunk) for chunk in heading]
    if len(names) < _FEWEST_COLUMNS or not all(map(_may_head, names)):
        return None, at
    is_ruled = bool(_DASHES.fullmatch(lines.words(at + 1)))
    behind = at + 1 + is_ruled
    has_tabs = "\t" in lines.words(at)
    is_plain = len(names) > _FEWEST_COLUMNS or has_tabs or is_ruled
    if not is_plain and "" not in (
        _above(lines, at, heading, behind, c) for c in _chunks(lines, behind)
    ):
        return None, at
    rows = []
    while len(chunks := _chunks(lines, behind)) >= _FEWEST_COLUMNS:
        columns = (
            [*names[: len(chunks)], *[""] * (len(chunks) - len(names))]
            if has_tabs
            else [_above(lines, at, heading, behind, chunk) for chunk in chunks]
        )
        rows.append(_row(lines.text, lines[behind], columns, chunks))
        behind += 1
    if len(rows) < _FEWEST_ROWS:
        return None, at
    above = Span(lines[at].start, lines[at + is_ruled].end)
    opening = lines.text[lines.start(at) : above.end] + "\n"
    return Table(above, tuple(rows), opening), behind


def _above(lines: _Lines, at: int, heading: Sequence[Span], below: int, chunk: Span) -> str:
    """The heading of line `at` that stands over most of a piece of line `below`, or is next."""
    here = chunk.moved(lines.start(at) - lines.start(below))
    if here.end <= heading[0].start:
        return ""
    nearest = max(heading, key=lambda h: min(h.end, here.end) - max(h.start, here.start))
    return cut(lines.text, nearest)


def _chunks(lines: _Lines, at: int) -> list[Span]:
    if not lines.words(at):
        return []
    line = lines[at]
    return [Span(*match.span()) for match in _CHUNK.finditer(lines.text, line.start, line.end)]


def _recorded(lines: _Lines, at: int) -> tuple[Table | None, int]:
    """The same of records one after another that have at least two columns in common.

    No table where it is one record alone; a record begins behind what cannot be in one with it.
    """
    run = _fields(lines, at)
    first = _record_of(run)
    if len(first) < len(run):
        return None, at + len(run) - len(first)
    if len(first) < _FEWEST_COLUMNS:
        return None, at
    columns = {field["column"] for field in first}
    rows: list[Row] = []
    fields, behind = first, at
    while len(columns & {field["column"] for field in fields}) >= _FEWEST_COLUMNS:
        rows.append(_record(lines, behind, fields))
        behind += len(fields)
        run = _fields(lines, behind)
        fields = run if _record_of(run) == run else []
    if len(rows) < _FEWEST_ROWS:
        return None, behind
    names = [*(cell.column for cell in rows[0].cells), *rows[0].blank]
    opening = "".join(f"{name}: -\n" for name in names) + "\n"
    return Table(Span(lines[at].start, lines[at].start), tuple(rows), opening), behind


def _fields(lines: _Lines, at: int) -> list[re.Match[str]]:
    """The fields from line `at` on, a line each, with no empty line between."""
    found: list[re.Match[str]] = []
    while (field := lines.field(at + len(found))) and not (found and lines.gap(at + len(found))):
        found.append(field)
    return found


def _record_of(fields: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """As many of the last fields as can be those of one record.

    Questions with their answers are none, nor is what speakers say in turn.
    """
    columns = set[str]()
    for behind, field in enumerate(reversed(fields)):
        if field["column"] in columns or field["value"].endswith("?"):
            return fields[len(fields) - behind :]
        columns.add(field["column"])
    return fields


def _record(lines: _Lines, at: int, fields: Sequence[re.Match[str]]) -> Row:
    columns = [field["column"] for field in fields]
    cells = [Span(*f.span("value")).moved(lines[at + n].start) for n, f in enumerate(fields)]
    return _row(lines.text, Span(lines[at].start, cells[-1].end), columns, cells)


def _row(text: str, place: Span, columns: Sequence[str], cells: Sequence[Span]) -> Row:
    kept, blank = [], []
    for column, cell in zip(columns, cells, strict=False):
        if cut(text, cell) in _NOTHING:
            blank.append(column)
        else:
            kept.append(Cell(column, cell))
    return Row(_bare(text, place, "| \t"), tuple(kept), tuple(blank))


def _bare(text: str, span: Span, around: str = _AROUND) -> Span:
    piece = cut(text, span)
    start = span.start + len(piece) - len(piece.lstrip(around))
    return Span(start, max(start, span.start + len(piece.rstrip(around))))
