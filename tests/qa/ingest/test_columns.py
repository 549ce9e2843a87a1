"""Which cell of a table stands under which heading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest.columns import Row, cut, tables_in

HOURS = "Day | From | To\n--- | ---: | ---\nMonday | 8:00 | 18:00\nSunday | - | -\n"
FEES = "Procedure   Dog      Cat\n----------------------\nBooster     EUR 62   EUR 58\nNails       -        EUR 15\n"  # noqa: E501
STAFF = "Name: Bo Lind\nRole: tools\n\nName: Al Pruitt\nRole: repairs\n"


def said(text: str, row: Row) -> dict[str, str]:
    """What stands under each heading."""
    return {cell.column: cut(text, cell.place) for cell in row.cells}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HOURS, {"Day": "Monday", "From": "8:00", "To": "18:00"}),
        ("| **Day** | From |\n|:-:|---|\n| *Monday* | 8:00 |\n", {"Day": "Monday", "From": "8:00"}),
        (FEES, {"Procedure": "Booster", "Dog": "EUR 62", "Cat": "EUR 58"}),
        ("Month\tRain\nMay\t12 mm\nJune\t8 mm\n", {"Month": "May", "Rain": "12 mm"}),
        (STAFF, {"Name": "Bo Lind", "Role": "tools"}),
        ("Pool | Lanes\n\nOld | 4\n\nNew | 8\n", {"Pool": "Old", "Lanes": "4"}),
    ],
    ids=["bars", "outer bars", "blanks", "tabs", "records", "rows apart, figures below"],
)
def test_cells_stand_under_their_headings(text: str, expected: dict[str, str]) -> None:
    """In all the ways that people write tables."""
    [table] = tables_in(text)

    assert expected == said(text, table.rows[0])


@pytest.mark.parametrize("text", [HOURS, FEES, "  " + FEES.replace("\n", "\n  "), STAFF])
@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_cells_do_not_depend_on_line_ends(text: str, line_end: str) -> None:
    """Windows and old Mac files have the same rows under the same headings."""
    ended = text.replace("\n", line_end)
    [table], [found] = tables_in(text), tables_in(ended)

    assert [said(text, row) for row in table.rows] == [said(ended, row) for row in found.rows]


def test_what_says_nothing_is_no_cell() -> None:
    """Dashes and blanks; the row knows which columns they stand in."""
    [table] = tables_in(HOURS)

    assert {"Day": "Sunday"} == said(HOURS, table.rows[1])
    assert ("From", "To") == table.rows[1].blank


def test_a_cell_far_to_the_left_has_no_column() -> None:
    """The names of rows often stand under no heading."""
    text = "             Mon-Fri  Sunday\nGellan dep   06:45    09:30\nSkelloch     08:25    -\n"
    [table] = tables_in(text)

    assert {"": "Gellan dep", "Mon-Fri": "06:45", "Sunday": "09:30"} == said(text, table.rows[0])


def test_a_caption_is_no_heading() -> None:
    """As the loader of web pages writes it."""
    text = "| Single fares |  |\n|---|---|\n| Who | Fare |\n| Adult | 4.20 |\n"
    [table] = tables_in(text)

    assert {"Who": "Adult", "Fare": "4.20"} == said(text, table.rows[0])


def test_two_tables_one_below_the_other_are_two() -> None:
    """The heading of the second is no row of the first."""
    text = HOURS + "Fee | Sum\n---|---\nEntry | 4\n"
    first, second = tables_in(text)

    assert 2 == len(first.rows)
    assert {"Fee": "Entry", "Sum": "4"} == said(text, second.rows[0])


@pytest.mark.parametrize(
    "text",
    [
        "It rained.  The dam broke.  Nobody came.\nIt was late.  The road was gone.\n",
        "Q: Is it open?\nA: Yes.\n\nQ: Is it free?\nA: No.\n",
        "Home | News | Contact\nImprint | Privacy\n",
        "Note: it rained.\nThe dam broke.\n",
        "Phone: 0341 55\nParking: behind the house\n",
        "Mo | 9-5\nTu | 9-3\n",
    ],
    ids=["prose", "questions", "links", "a note", "one record", "no heading"],
)
def test_other_texts_are_no_tables(text: str) -> None:
    """What has no headings, or is no rows."""
    assert [] == list(tables_in(text))


@given(st.text(st.sampled_from("ab1 |-:\t\n\r*"), max_size=200))
def test_places_lie_in_their_rows_in_order(text: str) -> None:
    """Whatever the text."""
    end = 0
    for table in tables_in(text):
        assert end <= table.heading.start <= table.heading.end
        for row in table.rows:
            assert 0 <= row.place.start <= row.place.end <= len(text)
            assert all(c.place.start <= c.place.end for c in row.cells)
        end = max(table.end, table.heading.end)


@pytest.mark.parametrize("text", ["|" * 100_000, " |" * 50_000, "a  " * 50_000, "-" * 100_000])
def test_long_lines_take_no_time(text: str) -> None:
    """They are no rows."""
    assert [] == list(tables_in(f"{text}\n{text}\n{text}\n"))


def test_a_glossary_is_gone_through_once() -> None:
    """Though a term that comes again makes it no record, from whichever line it is read."""
    text = "".join(f"term {number}: its meaning\n" for number in range(20_000)) * 2
    meanings = "".join(f"term {number}: what?\n" for number in range(20_000))

    assert [] == list(tables_in(text + meanings))


def test_records_stand_below_a_field_said_twice() -> None:
    """What comes above them is no record of theirs."""
    [table] = tables_in(f"Note: moved\nNote: moved again\n{STAFF}")

    assert 2 == len(table.rows)


@pytest.mark.parametrize("line", ["a | b\n", "key {}: value\n", "a\tb\n", "x  y  z\n", "| a |\n\n"])
def test_many_lines_that_are_no_table_are_gone_through_once(line: str) -> None:
    """A table without a heading, a long list of fields; not again from each of their lines."""
    text = "".join(line.format(number) for number in range(20_000))

    assert sum(len(table.rows) for table in tables_in(text)) in (0, 19_999)
