"""Standard output as it is: a terminal with a width and colours, or a pipe with neither."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

NOTHING = "-"  # a cell without a value
_GAP = "  "  # between columns
_NARROWEST_COLUMN = 16  # below this an indent costs more than it shows


class Screen:
    """Prints for people: wrapped and styled on a terminal, one unstyled line each in a pipe.

    Everything it is given must be visible already (`qa.terminal.visible`).
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, markup=False, emoji=False)

    @property
    def is_terminal(self) -> bool:
        """Whether a person is looking; `FORCE_COLOR` counts as one."""
        return self.console.is_terminal

    def symbol(self, fine: str, plain: str) -> str:
        """`fine` where the output's encoding has it, else `plain`."""
        try:
            fine.encode(self.console.encoding)
        except (LookupError, UnicodeEncodeError):
            return plain
        return fine

    def line(
        self, text: str | Text = "", *, style: str = "", indent: int = 0, hanging: int = 0
    ) -> None:
        """Print one paragraph `indent` columns in; where it wraps, `hanging` columns more."""
        styled = Text(text, style=style) if isinstance(text, str) else text
        for number, part in enumerate(self._wrapped(styled, indent, hanging)):
            blanks = Text(" " * (indent + hanging if number else indent))
            self.console.print(blanks + part if part else part, soft_wrap=True)

    def table(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        right: Sequence[int] = (),
    ) -> None:
        """Print columns under `headers`; those whose numbers are in `right` align to the right.

        Where a terminal is too narrow for it each row becomes a paragraph: broken cells would
        be harder to read, and cut ones would hide what they say. In a pipe a tab parts the cells.
        """
        if not self.is_terminal:
            self._tabbed(headers, rows)
            return
        columns = zip(headers, *rows, strict=True)
        widths = [max(map(cell_len, column)) for column in columns]
        if sum(widths) + len(_GAP) * (len(widths) - 1) > self.console.width:
            self._paragraphs(headers, rows)
            return
        for number, row in enumerate((headers, *rows)):
            cells = [
                _aligned(cell, width, to_the_right=column in right)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            self.line(_GAP.join(cells).rstrip(), style="" if number else "bold")

    def _tabbed(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for row in (headers, *rows):  # past the console, which would make blanks of the tabs
            print("\t".join(row), file=self.console.file)

    def _paragraphs(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for row in rows:
            self.line(row[0], style="bold")
            facts = zip(headers[1:], row[1:], strict=True)
            told = [f"{name}: {cell}" for name, cell in facts if cell != NOTHING]
            self.line(_GAP.join(told), indent=4)

    def _wrapped(self, text: Text, indent: int, hanging: int) -> Sequence[Text]:
        """The lines of `text`, without blanks at their ends; in a pipe there is one."""
        if not self.is_terminal:
            return [text]
        lines = self._lines(text, indent)
        if len(lines) == 1 or not hanging:
            return lines
        first, rest = lines[0], text.plain[len(lines[0]) :]
        blanks = len(rest) - len(rest.lstrip())
        return [first, *self._lines(text[len(first) + blanks :], indent + hanging)]

    def _lines(self, text: Text, indent: int) -> Sequence[Text]:
        width = max(self.console.width - indent, _NARROWEST_COLUMN)
        lines = text.wrap(self.console, width)
        for line in lines:
            line.rstrip()
        return list(lines)


def _aligned(cell: str, width: int, *, to_the_right: bool) -> str:
    """`cell` filled to `width` columns; a wide character takes two."""
    blanks = " " * (width - cell_len(cell))
    return blanks + cell if to_the_right else cell + blanks
