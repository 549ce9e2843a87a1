"""How paragraphs and tables are laid out, whatever they say."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from qa.terminal.screen import Screen
from tests.cli.shells import STYLING

words = st.lists(st.text("abc\u65e5\u672c", min_size=1, max_size=60), min_size=1, max_size=30)


def laid_out(text: str, *, indent: int = 0, hanging: int = 0) -> list[str]:
    """The lines of one paragraph on a terminal of 30 columns."""
    paper = io.StringIO()
    screen = Screen(Console(file=paper, force_terminal=True, width=30, highlight=False))
    screen.line(text, indent=indent, hanging=hanging)
    return [Text.from_ansi(line).plain for line in paper.getvalue().splitlines()]


@given(words, st.integers(0, 8), st.integers(0, 4))
@settings(deadline=None)  # a busy machine is no failure
def test_wrapping_keeps_every_character_inside_the_width(
    parts: list[str], indent: int, hanging: int
) -> None:
    """Only blanks between words may go; no line is wider than the terminal."""
    lines = laid_out(" ".join(parts), indent=indent, hanging=hanging)
    assert "".join("".join(lines).split()) == "".join(parts)
    assert max(Text(line).cell_len for line in lines) <= 30


def test_a_hanging_paragraph_is_indented_after_its_first_line() -> None:
    """So a list of long entries stays readable."""
    lines = laid_out("[1] harbour.txt:3  Ferries leave at seven", indent=2, hanging=4)
    assert lines == ["  [1] harbour.txt:3  Ferries", "      leave at seven"]


def test_an_empty_paragraph_is_an_empty_line() -> None:
    """It parts what is above from what is below."""
    assert laid_out("") == [""]


def test_a_table_in_a_pipe_has_tabs_and_no_filling(pipe: Screen, paper: io.StringIO) -> None:
    """One long name must not make every row as long."""
    pipe.table(("name", "count"), [("a" * 300, "5"), ("b", "10")], right=(1,))
    assert paper.getvalue() == f"name\tcount\n{'a' * 300}\t5\nb\t10\n"


def test_a_table_on_a_terminal_is_aligned_by_what_is_seen(
    terminal: Screen, paper: io.StringIO
) -> None:
    """A wide character takes two columns; numbers align to the right; no blanks at line ends."""
    terminal.table(("name", "count"), [("\u65e5\u672c", "5"), ("a", "10")], right=(1,))
    shown = STYLING.sub("", paper.getvalue())
    assert shown == "name  count\n\u65e5\u672c      5\na        10\n"


def test_a_symbol_falls_back_where_the_encoding_lacks_it() -> None:
    """A tick in ASCII would come out as an escape."""
    ascii_file = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert Screen(Console(file=ascii_file)).symbol("\u2713", "ok") == "ok"


@pytest.mark.parametrize("markup", ["[bold]x[/bold]", ":smile:", "[link=a]b[/link]"])
def test_markup_in_a_text_is_text(pipe: Screen, paper: io.StringIO, markup: str) -> None:
    """A file cannot style or link what is printed."""
    pipe.line(markup)
    assert paper.getvalue() == f"{markup}\n"
