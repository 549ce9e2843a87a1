"""Tables in words: each cell of the rows that a question may be about, as a sentence.

A row by itself ('| Crown | 650 euros | partly |') says little to a model that learnt from prose.
`in_words` says its cells ('The Price of Crown is 650 euros.') and knows where they stand.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa.ingest.columns import Cell, Row, cut, tables_in
from qa.reading.rows import Asked, fitting, naming
from qa.types import Evidence, Passage, Span

_LONG_NAME = 60  # characters; more is a text of its own
_LONG_CELL = 200  # more is read as it stands
_WHOLE_CELL = 40  # a shorter one is an answer as it is
_ENDS = (  # headings of columns with the first and the last hour or day of something
    frozenset("from start starts open opens opening begin begins".split()),
    frozenset("to until till end ends close closes closing finish".split()),
)
_CLOCK = r"\d{1,2}(?:[:.h]\d\d)?(?: ?[ap]\.?m\.?)?"
_HOURS = re.compile(rf"({_CLOCK})\s*[-\u2013]\s*({_CLOCK})")
_IS_CLOCK = re.compile(r"[:.h]\d\d|m\b")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says of a row: a cell, from `at` in it on.

    `names` are the cells before it that may be asked for, each with where it begins.
    """

    cell: Span
    at: int
    names: tuple[tuple[int, Span], ...]
    hours: tuple[Span, Span] | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some shown text, and the place that it quotes, or of the row that it says something of."""

    text: str
    place: Span
    said: _Said | None = None


class InWords:
    """A passage with its tables said in sentences, and the way back."""

    def __init__(self, original: Passage, pieces: list[_Piece], asked: Asked) -> None:
        self._original = original
        self._pieces = pieces
        self._end = asked.end
        self._starts = [original.start]
        for piece in pieces:
            self._starts.append(self._starts[-1] + len(piece.text))
        shown = "".join(piece.text for piece in pieces)
        self.passage = replace(original, text=shown, end=self._starts[-1])

    def at_home(self, evidence: Evidence) -> Evidence:
        """What was found in it, at its place in the passage as it is: a row, and in it a cell."""
        return replace(
            evidence,
            passage=self._original,
            sentence=self._home(self._place(evidence.sentence)),
            answer=evidence.answer and self._home(self._asked(evidence.answer)),
        )

    def _place(self, span: Span) -> Span:
        """What a span quotes; the rows that its sentences are about."""
        (first, start), (last, end) = self._at(span.start), self._at(span.end - 1)
        return Span(
            first.place.start if first.said else first.place.start + start,
            last.place.end if last.said else last.place.start + end + 1,
        )

    def _asked(self, span: Span) -> Span:
        """The cell that an answer is; of a long one what was found.

        What is asked for is the cell that the sentence says, unless only one before it was found.
        """
        piece, start = self._at(span.start)
        said, end = piece.said, start + span.end - span.start
        if said is None:
            return self._place(span)
        if end <= said.at:
            for at, name in said.names:
                if start < at + name.end - name.start and at < end:
                    return name
        if said.hours and self._end is not None:
            return said.hours[self._end]
        if said.hours or end <= said.at or said.cell.end - said.cell.start <= _WHOLE_CELL:
            return said.cell
        found = Span(max(start, said.at), end).moved(said.cell.start - said.at)
        return Span(found.start, min(found.end, said.cell.end))

    def _at(self, place: int) -> tuple[_Piece, int]:
        """The piece that is shown at a place, and how far in it."""
        number = bisect_right(self._starts, place) - 1
        return self._pieces[number], place - self._starts[number]

    def _home(self, span: Span) -> Span:
        return span.moved(self._original.start - len(self._original.columns))


def in_words(passage: Passage, asked: Asked) -> InWords | None:
    """The passage with its tables in words, as far as a question may be about them.

    None where it has no table.
    """
    text = passage.columns + passage.text
    tables = list(tables_in(text))
    if not tables:
        return None
    pieces = []
    at = len(passage.columns)
    for table in tables:
        pieces += [_quoted(text, Span(at, max(at, table.heading.start)))]
        for row in fitting(text, table, passage.title, asked):
            pieces += _said(text, row, asked)
        at = max(at, table.end + len(text[table.end :].partition("\n")[0]))
    pieces.append(_quoted(text, Span(at, len(text))))
    return InWords(passage, [piece for piece in pieces if piece.text], asked)


def named_cells(item: Evidence) -> list[str]:
    """'Price: 650 euros' for each cell of the row that was found; none where it is no row."""
    passage = item.passage
    text = passage.columns + passage.text
    place = item.sentence.moved(len(passage.columns) - passage.start)
    rows = (row for table in tables_in(text) for row in table.rows if row.place == place)
    return [
        f"{cell.column}: {cut(text, cell.place)}" if cell.column else cut(text, cell.place)
        for row in rows
        for cell in row.cells
    ]


def _quoted(text: str, span: Span, behind: str = "") -> _Piece:
    return _Piece(cut(text, span) + behind, span)


def _said(text: str, row: Row, asked: Asked) -> Iterator[_Piece]:
    """Each cell but the first in a sentence; cells that the question names help to name the row.

    Nothing where the question names only columns in which the row has nothing; of two columns for
    the start and the end only the one that is asked for.
    """
    asks_column = any(asked.among(cell.column) for cell in row.cells[1:])
    if not asks_column and any(map(asked.among, row.blank)):
        return
    first = naming(text, row)
    is_named = any(asked.among(cut(text, cell.place)) for cell in first)
    for cell in row.cells[1:]:
        words = cut(text, cell.place)
        if _is_other_end(cell, row, asked):
            continue
        if len(words) > _LONG_CELL:
            yield _quoted(text, cell.place, "\n")
        elif cell.column:
            sentence = f"The {cell.column} of "
            names: list[tuple[int, Span]] = []
            for other in row.cells:
                name = cut(text, other.place)
                if other != cell and (other in first or _is_name(name, asked)):
                    sentence += ", " if names else ""
                    if other == row.cells[0] and asked.among(other.column):
                        sentence += f"{other.column} "
                    names.append((len(sentence), other.place))
                    sentence += name
            sentence += " is "
            may_be_asked = () if is_named or asked.among(cell.column) else tuple(names)
            hours = _hours(text, cell.place)
            if hours:
                words = f"from {cut(text, hours[0])} to {cut(text, hours[1])}"
            said = _Said(cell.place, len(sentence), may_be_asked, hours)
            yield _Piece(f"{sentence}{words}.\n", row.place, said)


def _is_other_end(cell: Cell, row: Row, asked: Asked) -> bool:
    """Whether it says when something starts, and the row says when it ends, which is asked for."""
    if asked.end is None or cell.column.lower() not in _ENDS[1 - asked.end]:
        return False
    return any(other.column.lower() in _ENDS[asked.end] for other in row.cells)


def _is_name(words: str, asked: Asked) -> bool:
    """Whether the question names a cell."""
    return len(words) <= _LONG_NAME and bool(asked.among(words))


def _hours(text: str, cell: Span) -> tuple[Span, Span] | None:
    """Both ends of a cell like '10:00-20:00'."""
    found = _HOURS.fullmatch(text, cell.start, cell.end)
    if not found or not _IS_CLOCK.search(found[0]):
        return None
    return Span(*found.span(1)), Span(*found.span(2))
