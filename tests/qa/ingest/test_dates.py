"""A document's date is one that it states about itself."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest.dates import find_published, parse_date

days = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


@given(days)
def test_iso_dates_are_read_back(day: datetime.date) -> None:
    """Every date from 1900 to 2099 survives."""
    assert day.isoformat() == parse_date(day.isoformat())


@given(days, st.sampled_from(["%B %d, %Y", "%d %B %Y", "%b. %d %Y", "%d %b %Y", "%Y/%m/%d"]))
def test_written_dates_are_read(day: datetime.date, form: str) -> None:
    """Names of months, short or long, before or after the day."""
    assert day.isoformat() == parse_date(day.strftime(form))


@pytest.mark.parametrize(
    "line",
    [
        "10. Juni 2020",
        "Veröffentlicht am 10.06.2020",
        "Publié le 10 juin 2020",
        "10 de junio de 2020",
        "10 giugno 2020",
        "10 czerwca 2020",
        "10 июня 2020 г.",
        "10 червня 2020",
        "2020年6月10日",
        "2020년 6월 10일",
    ],
)
def test_datelines_in_other_languages_are_read(line: str) -> None:
    """As newspapers write them; the order of 10.06.2020 is the same wherever dots are used."""
    assert "2020-06-10" == find_published(f"{line}\n\nText.", "a.txt")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 \u017fept 1950", "1950-09-03"),
        ("10. Ma\u0308rz 2020", "2020-03-10"),
        ("\uff12\uff10\uff12\uff10年6月10日", "2020-06-10"),
        ("3 d\u0131c 1950", None),
    ],
    ids=["long s", "an accent of its own", "wide digits", "a letter of another alphabet"],
)
def test_letters_count_however_they_are_written(text: str, expected: str | None) -> None:
    """And one that only a pattern takes for its like is no date, and no error."""
    assert expected == find_published(text, "a.txt") == parse_date(text)


@given(st.text(max_size=60))
def test_any_text_has_a_date_or_none(text: str) -> None:
    """What is found is a real date."""
    found = parse_date(text)

    assert found is None or found == datetime.date.fromisoformat(found).isoformat()


def test_the_day_of_a_correction_stands_beside_the_date() -> None:
    """As that of an update does."""
    text = "Blast\n\nOrrin Herald, 10 June 2020 (corrected 14 June)\n\nThe blast hurt 31."

    assert find_published(text, "a.txt") == "2020-06-10"


@pytest.mark.parametrize(
    "text",
    [
        "2020-13-45",
        "February 30, 2021",
        "10/06/2020",
        "Mark 3, 2020",
        "Janet 12, 2020",
        "maybe 5, 2020",
        "version 12020-06-10",
        "June 2020",
        "",
    ],
)
def test_what_is_no_date_is_not_read(text: str) -> None:
    """Impossible days, names that begin like months, and orders that differ by country."""
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "heading",
    [
        "Allotment society minutes, 10 June 2020",
        "Minutes of the meeting held on 10 June 2020",
        "Board meeting, June 10, 2020",
        "Incident report - 10 June 2020",
        "Weekly update (10 June 2020)",
    ],
)
def test_the_heading_of_a_dated_paper_dates_it(heading: str) -> None:
    """What a club or a firm files is headed so."""
    assert find_published(f"{heading}\n\nThe chair opened.", "a.txt") == "2020-06-10"


@pytest.mark.parametrize(
    "text",
    [
        "The battle of 10 June 1944\n\nIt was cold.",
        "Report on the fire of 10 June 1944\n\nIt was hot.",
        "The harbour\n\nThe council said in its report of 10 June 2020\nthat all was well.",
    ],
)
def test_the_date_of_what_a_text_is_about_is_not_its_own(text: str) -> None:
    """A date behind an event, or in prose that is broken into lines."""
    assert find_published(text, "a.txt") is None


@pytest.mark.parametrize(
    "line",
    [
        "June 10, 2020",
        "Wednesday, June 10, 2020",
        "10 June 2020",
        "Local time June 10, 2020",
        "Published June 10, 2020",
        "CNN June 10, 2020",
        "Author: Jane Doe, June 10, 2020",
        "From the Orrin Herald, 10 June 2020",
        "East End News, No. 12 - 10 June 2020",
        "Last updated: Wednesday, 10 June 2020",
        "Publication date: 10 June 2020",
        "**Submitted:** 10 June 2020",
        "Updated: 10th June 2020, 7:42 p.m.",
        "First published at 7:42 p.m. on June 10, 2020",
        "By Jane Doe | June 10, 2020 | 5 min read",
        "by JANE DOE on June 10, 2020",
        "Date: 2020-06-10",
        "SEATTLE, June 10, 2020 (Wire) - Amazon said on Wednesday that it would pause police use "
        "of its technology for one year.",
        "June 10, 2020 \u2014 The council met on Tuesday to discuss the bridge, the budget and "
        "the school that nobody wants.",
    ],
)
def test_a_dateline_dates_the_document(line: str) -> None:
    """A line that is there to state the date, or the opening of a report."""
    text = f"A headline about the day\n\n{line}\n\nThen the story begins, and it is long."

    assert find_published(text, "a.txt") == "2020-06-10"


@pytest.mark.parametrize(
    "line",
    [
        "On June 10, 2020 the company was founded in Berlin.",
        "The firm, which on June 10, 2020 was sold to a rival, has closed its last shop in town "
        "without a word.",
        "On June 10, 2020, the company announced a plan that would have changed much of what it "
        "had done until then.",
        "Founded June 10, 2020.",
        "June 10, 2020, was a hot day in the city, and the",
        "They met on 2020-06-10 for the first time.",
    ],
)
def test_a_date_in_prose_does_not(line: str) -> None:
    """What happened that day says nothing of when it was written down."""
    assert find_published(f"A headline\n\n{line}\n", "a.txt") is None


@pytest.mark.parametrize(
    "line",
    [
        "Ada Lund (10 December 1915 \u2013 27 November 1992) was an English mathematician",
        "Ada Lund (10 December 1915 \u2013 27 November 1992)",
        "Monday, 3 June 2024 - Friday, 7 June 2024",
        "Spring Fair, 10\u201312 June 2020",
        "Born: 4 March 1931",
        "Born: Orrin, 4 March 1931",
        "Deadline: Friday, 30 April 2026",
        "Application Deadline 30 April 2026",
        "Start Date: 1 May 2030",
        "Best Before 3 May 2025",
        "| Date | 10 June 2020 |",
    ],
)
def test_the_day_of_something_else_does_not(line: str) -> None:
    """A life, a stretch of time, a deadline, a row of a table."""
    assert find_published(f"A headline\n\n{line}\n\nText.", "a.txt") is None


@pytest.mark.parametrize(
    "text",
    [
        "Updated: June 12, 2020\nPublished: June 10, 2020",
        "Updated June 12, 2020 | First published June 10, 2020",
        "Published June 10, 2020 - Updated June 12, 2020",
    ],
)
def test_publication_dates_a_document_rather_than_its_update(text: str) -> None:
    """Wherever it stands."""
    assert find_published(f"Headline\n{text}\nStory.", "a.txt") == "2020-06-10"


def test_the_first_dateline_counts() -> None:
    """'Updated' further down does not move the date."""
    text = "Headline\nJune 10, 2020\nStory.\nUpdated June 12, 2020"

    assert find_published(text, "a.txt") == "2020-06-10"


def test_a_dateline_far_down_belongs_to_the_story() -> None:
    """Only the head of a document dates it."""
    assert find_published("word\n" * 40 + "June 10, 2020\n", "a.txt") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2020-06-10-moratorium.txt", "2020-06-10"),
        ("posts/20200610_note.md", "2020-06-10"),
        ("a-2020-99-99-2020.06.10.md", "2020-06-10"),
        ("120200610.txt", None),
        ("2020-06-10/note.txt", None),
        ("note.txt", None),
    ],
)
def test_a_file_name_dates_a_document_without_dateline(name: str, expected: str | None) -> None:
    """Only where the text says nothing, and only if the day exists."""
    assert expected == find_published("Just text.", name)


def test_the_text_outranks_the_file_name() -> None:
    """The name may tell when it was saved."""
    assert find_published("June 10, 2020\nStory", "2021-01-01.txt") == "2020-06-10"
