"""Dates at their precision, and relative ones counted from the publication date."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.periods import Period, days_of, is_later, period_of, speaks_of_the_future
from tests.conftest import MakePipeline

PUBLISHED = "2020-06-11"  # a Thursday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("June 10, 2020", "10 June 2020"),
        ("10 June 2020", "10 June 2020"),
        ("2020-06-10", "10 June 2020"),
        ("July 2018", "July 2018"),
        ("since at least 2018", "2018"),
        ("the 1990s", "1990 to 1999"),
        ("5\u20137 June 2020", "5 June 2020 to 7 June 2020"),
        ("from 5 to 7 June", "5 June 2020 to 7 June 2020"),
        ("June 5th-7th, 2020", "5 June 2020 to 7 June 2020"),
        ("7-5 June 2020", "5 June 2020"),
        ("June 5, 2020, until 7 pm", "5 June 2020"),
        ("June 5 until 7 pm", "5 June 2020"),
        ("5 and 7 June 2020", "7 June 2020"),
        ("June 5 to July 7, 2020", "5 June 2020"),
        ("late on Wednesday", "10 June 2020"),
        ("Thursday", "11 June 2020"),
        ("next Tuesday", "16 June 2020"),
        ("yesterday", "10 June 2020"),
        ("in January", "January 2020"),
        ("last June", "June 2019"),
        ("June 10", "10 June 2020"),
        ("last week", "1 June 2020 to 7 June 2020"),
        ("two months ago", "April 2020"),
        ("next year", "2021"),
    ],
)
def test_a_time_is_the_days_that_it_covers(text: str, expected: str) -> None:
    """In the words that an answer shows."""
    assert expected == str(period_of(text, PUBLISHED))


@pytest.mark.parametrize("text", ["25 000 photos", "they may stop", "2,018 people", "$2020", ""])
def test_what_is_no_time_is_none(text: str) -> None:
    """Numbers, verbs and impossible dates are not taken for one."""
    assert period_of(text, PUBLISHED) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6 August until the end of the year", "6 August 2020"),
        ("June 10", "10 June 2021"),
        ("June 12", "12 June 2020"),
        ("in January", "January 2021"),
        ("on Monday", "15 June 2020"),
        ("Thursday", "11 June 2020"),
        ("last June", "June 2019"),
        ("yesterday", "10 June 2020"),
        ("July 2018", "July 2018"),
    ],
)
def test_what_is_still_to_come_is_counted_ahead(text: str, expected: str) -> None:
    """The next one, unless the words say which."""
    assert expected == str(period_of(text, PUBLISHED, is_ahead=True))


@pytest.mark.parametrize(
    "text",
    ["between November and February", "from May to September", "November \u2013 February"],
)
def test_a_season_is_no_date(text: str) -> None:
    """It comes every year."""
    assert period_of(text, PUBLISHED) is None


@pytest.mark.parametrize(
    "text",
    [
        "The match has been postponed to 4 May.",
        "The match is moved from 2 May to 4 May.",
        "The vote is put off until January.",
        "The hearing was adjourned till Friday.",
        "They will meet on 4 May.",
        "The firm wants to open the pier on 4 May.",
    ],
)
def test_what_is_put_off_is_still_to_come(text: str) -> None:
    """Its new date comes after the report of it."""
    assert speaks_of_the_future(text)


@pytest.mark.parametrize(
    "text",
    [
        "His trial is set for 12 April.",
        "The talks are now scheduled for Monday.",
        "The ruling is due on 12 April.",
        "The vote has been fixed for 12 April.",
        "The hearing is tentatively slated for May.",
    ],
)
def test_what_has_a_date_set_is_still_to_come(text: str) -> None:
    """When it is told, be it 'set for', 'due on' or 'slated for'."""
    assert speaks_of_the_future(text)


@pytest.mark.parametrize(
    "text", ["The vote had been set for 12 April.", "The town is set on a hill.", "A set for May."]
)
def test_what_had_a_date_set_may_be_over(text: str) -> None:
    """And not all that is set has a date."""
    assert not speaks_of_the_future(text)


def test_an_announced_date_is_after_its_announcement(make_pipeline: MakePipeline) -> None:
    """'will be shut from 6 May', published in April."""
    text = "3 April 2024\n\nThe library of Brennick will be shut from 6 May, its director said.\n"
    answer = make_pipeline({"library.txt": text}).ask("When will the library of Brennick be shut?")

    assert "6 May 2024" in (answer.short_answer or "")


def test_a_date_that_is_set_is_after_its_report(make_pipeline: MakePipeline) -> None:
    """'is set for 12 April', published in January."""
    text = "30 January 2024\n\nThe trial of Ada Lund is set for 12 April, the court said.\n"
    answer = make_pipeline({"trial.txt": text}).ask("When is the trial of Ada Lund?")

    assert "12 April 2024" in (answer.short_answer or "")


def test_an_announcement_and_its_report_agree(make_pipeline: MakePipeline) -> None:
    """What was to come in April has happened in June: one date, no conflict."""
    files = {
        "before.txt": "3 April 2024\n\nThe library of Brennick will close on 6 May, it said.\n",
        "after.txt": "9 June 2024\n\nThe library of Brennick closed on 6 May, it said.\n",
    }
    answer = make_pipeline(files).ask("When did the library of Brennick close?")

    assert (answer.status, answer.conflict) == ("answered", None)


def test_a_relative_time_needs_a_publication_date() -> None:
    """Nobody can say which Tuesday is meant."""
    assert period_of("on Tuesday") is None


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_the_last_one_before_publication(
    published: datetime.date, weekday: int
) -> None:
    """At most six days back, and never later."""
    name = (datetime.date(2024, 1, 1) + datetime.timedelta(weekday)).strftime("%A")
    period = period_of(f"on {name}", published.isoformat())

    assert period is not None
    assert period.first == period.last
    assert period.first.weekday() == weekday
    assert 0 <= (published - period.first).days <= 6


@pytest.mark.parametrize("iso", [None, "", "soon", "2020-13-01"])
def test_a_date_that_is_none_places_nothing(iso: str | None) -> None:
    """What a source states may be broken."""
    assert days_of(iso) is None


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [("2020", (1, 1), (12, 31)), ("2020-06", (6, 1), (6, 30)), ("2020-06-10", (6, 10), (6, 10))],
)
def test_a_shorter_date_stands_for_all_its_days(
    iso: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    """Nobody knows which of them it was."""
    assert days_of(iso) == Period(datetime.date(2020, *first), datetime.date(2020, *last))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2020-06-02", "2020-06-01", True),
        ("2020-06-02", "2020-06", False),
        ("2020-07", "2020-06-02", True),
        ("2020", "2020-06-02", False),
        ("2020", None, True),
        (None, "2020", False),
    ],
)
def test_a_date_is_later_only_where_it_must_be(
    one: str | None, other: str | None, *, expected: bool
) -> None:
    """'June 2020' may be before or after the second of it."""
    assert expected == is_later(one, other)


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("June 11", "2020-06-10", "11 June 2020"),
        ("until March 15", "2020-03-10", "15 March 2020"),
        ("arrested on December 20", "2021-01-05", "20 December 2020"),
        ("on October 20", "2020-06-10", "20 October 2019"),
        ("on February 29", "2021-06-10", "29 February 2020"),
        ("June 10", "2020-06", "10 June 2020"),
        ("last month", "2020-06", "May 2020"),
        ("last year", "2020", "2019"),
        ("this December", "2020-06-10", "December 2020"),
    ],
)
def test_a_date_without_a_year_is_the_one_that_is_meant(
    text: str, published: str, expected: str
) -> None:
    """The last one, or the next where that is near."""
    assert expected == str(period_of(text, published))


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("yesterday", "2020-06"),
        ("on Tuesday", "2020-06"),
        ("last week", "2020"),
        ("June 10", "2020"),
    ],
)
def test_nothing_is_counted_from_a_day_that_is_not_known(text: str, published: str) -> None:
    """A month or a year of publication is no first day of it."""
    assert period_of(text, published) is None


@pytest.mark.parametrize(
    "text", ["It runs until March 1.", "It is shut until 1 March.", "They must leave by March 1."]
)
def test_what_lasts_until_a_date_is_still_to_come(text: str) -> None:
    """A present verb says so."""
    assert speaks_of_the_future(text)


@pytest.mark.parametrize(
    "text",
    [
        "It ran until March 1.",
        "She was ill until 1 March.",
        "It is open until 5 pm.",
        "They left by May.",
    ],
)
def test_what_lasted_until_a_date_may_be_over(text: str) -> None:
    """And a time of day is no date."""
    assert not speaks_of_the_future(text)


def test_a_date_that_is_near_is_shown_with_its_year(make_pipeline: MakePipeline) -> None:
    """'runs until June 28' in an article of 10 June 2020."""
    text = "10 June 2020\n\nThe fair of Brennick runs until June 28, its director said.\n"
    answer = make_pipeline({"fair.txt": text}).ask("Until when does the fair of Brennick run?")

    assert "2019" not in (answer.answer or "")
    assert "28 June 2020" in (answer.answer or "")
