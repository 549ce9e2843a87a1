"""A quote as the answer's prose has it: on one line, without marks, a row's cells with columns."""

import re

from qa.ingest.layout import without_quote_marks
from qa.reading.tables import named_cells
from qa.types import Evidence

_COLUMNS = re.compile(r"\t+| {2,}")  # what parts them in a row
_FIELD = re.compile(r"[^\s:][^:]{0,60}: ")
_FENCED = re.compile(r"^[ \t]*```[^`\n]*\n(.*?)\n[ \t]*```[ \t]*$", re.DOTALL | re.MULTILINE)
_CODE_LINE = re.compile(r"^[ \t]*(\S.*?)\s*$", re.MULTILINE)
_CODE = r"(?P<code>(?P<ticks>`{1,3})[^`].{0,300}?(?P=ticks))"
_EMPHASIS = (
    r"(?<![\w\\])(?P<mark>\*{1,3}|_{1,3}|~~)(?=[^\s*_~])"
    r"(?P<stressed>.{1,300}?)(?<=\S)(?P=mark)(?!\w)"
)
_LINK = r"!?\[(?P<linked>[^\[\]]+)\]\((?:[^\s()]|\([^\s()]*\))*(?: \"[^\"]*\")?\)"
_MARKED = re.compile(rf"{_CODE}|{_EMPHASIS}|{_LINK}")


def prose(item: Evidence) -> str:
    """A sentence as a line of the answer: 'Crown: gold; Price: 650 euros' for a table's row."""
    cells = named_cells(item)
    quote = _FENCED.sub(lambda found: _CODE_LINE.sub(r"`\1`", found[1]), item.quote)
    line = "; ".join(cells) if cells else _in_a_line(quote)
    return without_marks(" ".join(line.split()))


def without_marks(text: str) -> str:
    """The text without Markdown's marks of emphasis and the targets of its links.

    '2 * 3', 'file_name' and what is code have none.
    """
    before = ""
    while before != text:  # marks may stand inside others
        before, text = text, _MARKED.sub(_bare, text)
    return text


def _bare(found: re.Match[str]) -> str:
    return found["code"] or found["stressed"] or found["linked"]


def _in_a_line(text: str) -> str:
    """A row's columns and a record's fields stay apart."""
    lines = list(filter(str.strip, without_quote_marks(text).splitlines()))
    shown = [
        _COLUMNS.sub(" | ", line) if len(_COLUMNS.findall(line)) > 1 else line for line in lines
    ]
    is_record = len(lines) > 1 and all(map(_FIELD.match, lines))
    return ("; " if is_record else " ").join(shown)
