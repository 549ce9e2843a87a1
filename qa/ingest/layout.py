"""The words of a text without its layout: broken lines joined, marks of quoting blank."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.types import Span

_LINE = re.compile(r"[^\r\n]+")
_NARROWEST, _WIDEST = 45, 120  # characters of a broken line
_FULL = 0.75  # of the width: so long are lines where the next word did not fit
_FEWEST = 2  # full lines that show a width
_SHARE = 0.4  # of the lines with another right below that are full where a text is broken
_INDENT = 3  # blanks more than the line above: a paragraph begins; a quoted line has two
_MARK = r"(?:[-*+\u2022#|=~]|\(?(?:\d{1,3}|[a-zA-Z])[.)])"
_OPENS = re.compile(rf"\s*{_MARK}(?:\s|\Z)|\s*[-=_*#|]")  # a list item, heading or rule
_APART = re.compile(r"\S(?:\t| {2,})\S|\|")  # columns
_ROW = re.compile(r"(?:[^\s.!?](?:\t| {2,})(?=\S).*?){2}|\|")  # two: prose may have one by chance
_FIELD = re.compile(r"\s*[^\s:][^:]{0,30}:(?:\s|\Z)")
_DEFINES = re.compile(r"\s*:[ \t]")  # Markdown's definitions, below their terms
_UNFINISHED = re.compile(
    r"(?:\A|\s)(?:the|an?|of|at|to|and|or|for|with|his|her|its|their|our|your|my)\Z"
)
_LONGEST_WORD = 6  # characters of those, with the blank before
_MARKS = re.compile(r"^(?:[ \t]?>)+", re.MULTILINE)  # of quoting, as in e-mail and Markdown
_QUOTED = re.compile(rf"(?:{_MARKS.pattern}[^\n]*(?:\n|\Z))+", re.MULTILINE)
_MORE_THAN = re.compile(r"[ \t]?>[ \t]?\d[^\n]*\n?")  # one line, '> 50 mg': nobody is quoted


def plain(text: str) -> str:
    """The text, equally long, with blanks for what is layout.

    That is: a line end within a line that goes on, and the marks before quoted lines.
    """
    text = without_quote_marks(text)
    pieces, end = [], 0
    for line in whole_lines(text):
        pieces += [text[end : line.start], re.sub(r"[\r\n]", " ", text[line.start : line.end])]
        end = line.end
    return "".join([*pieces, text[end:]])


def without_quote_marks(text: str) -> str:
    """The text, equally long, with blanks for the marks before quoted lines."""
    return _QUOTED.sub(_unmarked, text)


def _unmarked(lines: re.Match[str]) -> str:
    if _MORE_THAN.fullmatch(lines[0]):
        return lines[0]
    return _MARKS.sub(lambda mark: " " * len(mark[0]), lines[0])


def whole_lines(text: str) -> Iterator[Span]:
    """The lines of a text in order, those that go on in the next one put together.

    Headings, items, fields and rows of a table stay lines.
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(text)]
    width = _width(text, lines)
    start: int | None = None
    for line, below in pairwise([*lines, None]):
        assert line is not None
        if start is None:
            start = line.start
        if below is None or not _goes_on(text, line, below, width):
            yield Span(start, line.end)
            start = None


def is_field(line: str) -> bool:
    """Whether a line is 'Name: Bo Lindgren', or the name of a field alone."""
    return bool(_FIELD.match(line))


def is_laid_out(line: str) -> bool:
    """Whether a line is a heading, an item, a field or a row, and not prose."""
    return bool(_OPENS.match(line) or _ROW.search(line) or _FIELD.match(line))


def _width(text: str, lines: Sequence[Span]) -> int:
    """The width at which a text was broken, 0 where it was not."""
    lengths = []
    for line, below in pairwise(lines):
        if _is_next(text, line, below) and not _stands_alone(text, line):
            lengths.append(_length(text, line))
            if lengths[-1] > _WIDEST:  # nobody broke that one
                return 0
    width = max(lengths, default=0)
    full = sum(length >= _FULL * width for length in lengths)
    return width if width >= _NARROWEST and full >= max(_FEWEST, _SHARE * len(lengths)) else 0


def _goes_on(text: str, line: Span, below: Span, width: int) -> bool:
    """Whether a line was broken where it ends; the one below then holds the rest."""
    length = _length(text, line)
    if length > _WIDEST or not _is_next(text, line, below):
        return False
    if _stands_alone(text, line) or _opens(text, line, below):
        return False
    last = text[max(line.start, line.start + length - _LONGEST_WORD) : line.start + length]
    if _UNFINISHED.search(last) or _DEFINES.match(text, below.start):
        return True
    if length >= _NARROWEST and text[below.start : below.end].lstrip()[:1].islower():
        return True
    word = text[below.start : below.end].split(maxsplit=1)[0]
    return bool(width) and length + 1 + len(word) > _FULL * width


def _is_next(text: str, line: Span, below: Span) -> bool:
    """Whether no empty line stands between."""
    between = text[line.end : below.start]
    is_blank = not text[line.start : line.end].strip() or not text[below.start : below.end].strip()
    return not is_blank and between in ("\n", "\r\n", "\r")


def _stands_alone(text: str, line: Span) -> bool:
    """Whether a line is a heading or a row."""
    words = text[line.start : line.end].strip()
    return words.startswith("#") or bool(_APART.search(words))


def _opens(text: str, line: Span, below: Span) -> bool:
    """Whether the line below begins something of its own."""
    if _OPENS.match(text, below.start, below.end) or _stands_alone(text, below):
        return True
    if all(_FIELD.match(text, each.start, each.end) for each in (line, below)):
        return True
    is_item = bool(_OPENS.match(text, line.start, line.end))
    return not is_item and _indent(text, below) >= _indent(text, line) + _INDENT


def _indent(text: str, line: Span) -> int:
    words = text[line.start : line.end]
    return len(words) - len(words.lstrip())


def _length(text: str, line: Span) -> int:
    return len(text[line.start : line.end].rstrip())
