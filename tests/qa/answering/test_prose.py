"""A quote reads as prose: no marks, no targets of links, a row's cells under their columns."""

import pytest

from qa.answering.prose import prose, without_marks
from qa.types import Evidence, Passage, Span


def found(text: str, quote: str, columns: str = "") -> Evidence:
    """The quote as evidence, in a passage of that text."""
    start = text.index(quote)
    passage = Passage("a.md#0000", "a.md", text, 0, len(text), "A", columns=columns)
    return Evidence(passage, Span(start, start + len(quote)), None, 0.9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**It is *very* old.**", "It is very old."),
        ("See [Upgrading](upgrading.md).", "See Upgrading."),
        ("![the map](a.png) and [wiki](https://en.org/A_(b))", "the map and wiki"),
        ("~~Old~~ __new__", "Old new"),
    ],
)
def test_marks_and_targets_are_left_out(text: str, expected: str) -> None:
    """Those inside others too."""
    assert expected == without_marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "It costs 2 * 3 * 4 and file_name_x.",
        "Run `rm **/*.py` and `__init__`.",
        "The files *.py and *.md, _id and name.",
        "£5* a day, £6* at night, ~20 people.",
        "As [1] and [2] (see above) say.",
    ],
)
def test_what_is_no_mark_stays(text: str) -> None:
    """Sums, names of files, code and references of a text."""
    assert text == without_marks(text)


@pytest.mark.parametrize("columns", ["", "| Topic | Before | Now |\n|---|---|---|\n"])
def test_a_row_has_its_columns(columns: str) -> None:
    """Those that stand in an earlier passage too: else nobody knows which cell is the new one."""
    text = "| Carry-over | 3 days | **5 days** |\n| Paternity leave | 2 weeks | 4 weeks |"
    if not columns:
        text = f"| Topic | Before | Now |\n|---|---|---|\n{text}"

    row = found(text, "Paternity leave | 2 weeks | 4 weeks", columns)

    assert prose(row) == "Topic: Paternity leave; Before: 2 weeks; Now: 4 weeks"


def test_a_block_of_code_is_told_in_backticks() -> None:
    """Each of its lines; the marks around the block are none of it."""
    text = "Install it:\n\n   ```bash\n   sudo dpkg -i a.deb\n   echo *a* b*\n   ```\n\n   Wait."

    assert prose(found(text, text)) == "Install it: `sudo dpkg -i a.deb` `echo *a* b*` Wait."
