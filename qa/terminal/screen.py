"""Standard output as it is: a terminal with a width and colours, or a pipe with neither."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

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

    def line(self, text: str | Text = "", *, style: str = "", indent: int = 0) -> None:
        """Print one paragraph, every line of it `indent` columns in."""
        styled = Text(text, style=style) if isinstance(text, str) else text
        for part in self._wrapped(styled, indent) or [Text()]:
            self.console.print(Text(" " * indent) + part if part else part, soft_wrap=True)

    def table(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        right: Sequence[int] = (),
    ) -> None:
        """Print columns under `headers`; those whose numbers are in `right` align to the right."""
        if not self.is_terminal:
            self._plain_table([headers, *rows], right)
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for number, header in enumerate(headers):
            justify: JustifyMethod = "right" if number in right else "left"
            table.add_column(header, justify=justify, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self.console.print(table)

    def _wrapped(self, text: Text, indent: int) -> Sequence[Text]:
        if not self.is_terminal:
            return [text]
        width = max(self.console.width - indent, _NARROWEST_COLUMN)
        return list(text.wrap(self.console, width))

    def _plain_table(self, rows: Sequence[Sequence[str]], right: Sequence[int]) -> None:
        widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = []
            for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
                blanks = " " * (width - cell_len(cell))
                cells.append(blanks + cell if number in right else cell + blanks)
            self.line("  ".join(cells).rstrip())
