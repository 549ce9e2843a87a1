"""Same or different: exact answers compared by what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.agreement import Relation, are_rival_names, compare
from qa.answering.values import Bound, content_words, value_of
from qa.reading.questions import AnswerType

PUBLISHED = "2020-06-11"  # a Thursday
OPPOSITE: dict[Relation, Relation] = {
    "more_specific": "less_specific",
    "less_specific": "more_specific",
}
ANSWERS = (
    "28",
    "twenty-eight",
    "nearly 30",
    "more than 20",
    "fewer than 30",
    "up to 28",
    "up to 31",
    "10 to 12",
    "12 to 10",
    "third quarter of 2018",
    "$550 million",
    "40 percent",
    "June 10, 2020",
    "July 2018",
    "2018",
    "on Wednesday",
    "one year",
    "until further notice",
    "Arvind Krishna",
    "A. Krishna",
    "the harbour police",
    "",
)

PAIRS: tuple[tuple[str, str, AnswerType | None, Relation], ...] = (
    ("28 members", "twenty-eight", "number", "equivalent"),
    ("28", "31", "number", "contradictory"),
    ("25 000 photos", "28 members", "number", "unrelated"),
    ("28 members", "31 members", "number", "contradictory"),
    ("$550 million", "$550m", "money", "equivalent"),
    ("5 m", "5 metres", "number", "equivalent"),
    ("5m people", "5 million people", "number", "equivalent"),
    ("half a million", "500,000", "number", "equivalent"),
    ("minus 5 degrees", "5 degrees", "number", "contradictory"),
    ("-5", "5", "number", "contradictory"),
    ("-5 percent", "a fall of 5 percent", "percent", "unrelated"),
    ("-5", "about -4.8", "number", "more_specific"),
    ("pages 3-5", "pages 3 to 5", "number", "equivalent"),
    ("9 am", "9 pm", "number", "contradictory"),
    ("9 a.m.", "9am", "number", "equivalent"),
    ("9 am", "9", "number", "equivalent"),
    ("C$5", "$5", "money", "unrelated"),
    ("A$20 million", "$20 million", "money", "unrelated"),
    ("US$20 million", "$20m", "money", "equivalent"),
    ("C$5", "5 Canadian dollars", "money", "equivalent"),
    ("0.5 percentage points", "0.5 percent", "percent", "unrelated"),
    ("$550 million", "550 million people", "number", "unrelated"),
    ("nearly 40 percent", "38%", "percent", "less_specific"),
    ("28", "more than 20", "number", "more_specific"),
    ("15", "more than 20", "number", "contradictory"),
    ("11", "10 to 12", "number", "more_specific"),
    ("90", "more than 20", "number", "compatible"),
    ("more than 20", "more than 25", "number", "compatible"),
    ("fewer than 500", "under 450", "number", "compatible"),
    ("up to 510", "up to 420", "number", "contradictory"),
    ("up to 510", "at most 510", "number", "equivalent"),
    ("up to 510", "420", "number", "compatible"),
    ("no more than 510", "600", "number", "contradictory"),
    ("up to three months", "a maximum of six months", "duration", "contradictory"),
    ("23 of 31 trains", "26 of 31 trains", "number", "contradictory"),
    ("23 out of the 31", "23 trains", "number", "equivalent"),
    ("61 to 57", "61 to 58", "number", "contradictory"),
    ("by 2-1", "2 to 1", None, "equivalent"),
    ("the first quarter of 2033", "in the fourth quarter of 2033", "date", "contradictory"),
    ("the second half of 2033", "the third quarter of 2033", "date", "less_specific"),
    ("spring 2033", "late 2033", "date", "contradictory"),
    ("early 2033", "March 2033", "date", "less_specific"),
    ("by the end of 2033", "March 2033", "date", "less_specific"),
    ("June 10", "Wednesday", "date", "equivalent"),
    ("2018", "July 2018", "date", "less_specific"),
    ("2018", "July 2019", "date", "contradictory"),
    ("June 11, 2020", "Wednesday", "date", "compatible"),
    ("5\u20137 June 2020", "5 June 2020", "date", "less_specific"),
    ("5 to 7 June 2020", "9 June 2020", "date", "contradictory"),
    ("2 hours and 30 minutes", "150 minutes", "duration", "equivalent"),
    ("2 hours 30 minutes", "2 hours 40 minutes", "duration", "contradictory"),
    ("one and a half years", "18 months", "duration", "equivalent"),
    ("a year and a half", "18 months", "duration", "equivalent"),
    ("1 year 6 months", "18 months", "duration", "equivalent"),
    ("half an hour", "30 minutes", "duration", "equivalent"),
    ("a half-hour", "30 minutes", "duration", "equivalent"),
    ("12 weeks (84 days)", "12 weeks", "duration", "equivalent"),
    ("2 to 3 hours", "150 minutes", "duration", "less_specific"),
    ("90 minutes and 3 days", "90 minutes", "duration", "equivalent"),
    ("one year", "12 months", "duration", "equivalent"),
    ("37.5 hours", "36 hours", "duration", "contradictory"),
    ("a year", "until further notice", "duration", "contradictory"),
    ("Krishna", "Arvind Krishna", "person", "less_specific"),
    ("Dr. Hoan Ton-That", "Hoan Ton-That", "person", "equivalent"),
    ("A. Krishna", "Arvind Krishna", "person", "less_specific"),
    ("Evan Greer", "Nicole Ozer", "person", "contradictory"),
    ("Rekognition", "Recognition", None, "equivalent"),
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "person", "equivalent"),
    ("Jan M\u00fcller", "Jan Mueller", "person", "equivalent"),
    ("Harbour Centre", "Harbor Center", "place", "equivalent"),
    ("Austria", "Australia", "place", "contradictory"),
    ("Niger", "Nigeria", "place", "contradictory"),
    ("India", "Indiana", "place", "contradictory"),
    ("Christian Berg", "Christina Berg", "person", "contradictory"),
    ("Peter Lund", "Petra Lund", "person", "contradictory"),
    ("Daniel Moore", "Daniela Moore", "person", "contradictory"),
    ("Tom Harris", "Tom Harrison", "person", "contradictory"),
    ("Jan Berg", "Ian Berg", "person", "contradictory"),
    ("the recommendations", "the recommandation", None, "equivalent"),
    ("faulty planes", "faulty places", None, "unrelated"),
    ("ACLU", "American Civil Liberties Union", None, "less_specific"),
    ("18 weeks of parental leave", "parental leave", None, "unrelated"),
    ("a faulty gearbox", "human error", None, "unrelated"),
)


@pytest.mark.parametrize(("one", "other", "asked", "expected"), PAIRS)
def test_a_pair_stands_as_a_reader_would_say(
    one: str, other: str, asked: AnswerType | None, expected: Relation
) -> None:
    """Spelling, precision and units do not count; what is said does."""
    values = [value_of(text, asked, PUBLISHED) for text in (one, other)]

    assert expected == compare(values[0], values[1])


@pytest.mark.parametrize(
    ("before", "bound"),
    [
        ("Meals are refunded up to", "limit"),
        ("It cost nearly $", "about"),
        ("No more than ", "limit"),
        ("The cost has gone up to ", ""),
        ("more than once, ", ""),
        ("", ""),
    ],
)
def test_a_number_is_bounded_by_the_words_before_it(before: str, bound: Bound) -> None:
    """The reader's answer may be the bare number; what is not right before it does not count."""
    assert bound == value_of("420", "number", before=before).bound
    assert bound == value_of("420 days", "duration", before=before).bound


@given(
    st.sampled_from(ANSWERS), st.sampled_from(ANSWERS), st.sampled_from([None, "number", "date"])
)
def test_the_other_way_round_is_the_opposite(
    one: str, other: str, asked: AnswerType | None
) -> None:
    """Only 'more' and 'less specific' change places."""
    first, second = value_of(one, asked, PUBLISHED), value_of(other, asked, PUBLISHED)
    relation = compare(first, second)

    assert OPPOSITE.get(relation, relation) == compare(second, first)


@given(st.sampled_from(ANSWERS[:-1]), st.sampled_from([None, "number", "date", "duration"]))
def test_an_answer_agrees_with_itself(text: str, asked: AnswerType | None) -> None:
    """Whatever it is taken for."""
    value = value_of(text, asked, PUBLISHED)

    assert compare(value, value) == "equivalent"


def test_long_names_that_differ_in_a_word_are_rivals() -> None:
    """'International Center ...' and 'National Center ...'; other names are just others."""
    names = ("National Center for Missing Children", "International Center for Missing Children")
    one, other = (content_words(name) for name in names)

    assert are_rival_names(one, other)
    assert not are_rival_names(one, content_words("Fight for the Future"))
