"""An accepted form is found as whole tokens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.matching import facts_stated, states, tokens
from qa.types import Answer
from tests.eval.building import abstained, answer, cited


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The 25,000 photos", ["25000", "photos"]),
        ("a one-year pause", ["1", "year", "pause"]),
        ("Amazon's O\u2019Sullivan", ["amazon", "osullivan"]),
        ("U.S. officials at 7 p.m.", ["us", "officials", "at", "7", "pm"]),
        ("40% or 40 per cent", ["40", "percent", "or", "40", "percent"]),
        ("$550m, 5th, 3.5m", ["550m", "5th", "3.5m"]),
        ("June 10, 2020", ["june", "10", "2020"]),
        ("stra\u00dfe STRASSE", ["strasse", "strasse"]),
        ("\uff12\uff18", ["28"]),
        ("\u5317\u4eac", ["\u5317", "\u4eac"]),
        ("the a AN", []),
    ],
)
def test_text_becomes_comparable_tokens(text: str, expected: list[str]) -> None:
    """Case, punctuation, articles and the spelling of numbers are gone."""
    assert expected == tokens(text)


@pytest.mark.parametrize(
    ("text", "short", "expected", "is_stated"),
    [
        ("The numbers dropped by a third. [1]", "yes", "yes", True),
        ("There was no fire. [1]", "yes", "no", False),
        ("There was no fire. [1]", "no", "no", True),
        ("No, the mill never burnt. [1]", "the mill", "no", True),
        ("There was no fire. [1]", None, "no", False),
        ("No one was hurt, said the mayor. [1]", "no one", "nobody", False),
    ],
)
def test_a_yes_or_no_is_the_verdict_not_a_word_of_the_sentence(
    text: str, short: str | None, expected: str, *, is_stated: bool
) -> None:
    """What the short answer says, or the first word of prose."""
    given = answer(text, short_answer=short)

    assert [is_stated] == facts_stated(given, [[expected]])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("It matched 28 members.", "twenty-eight"),
        ("Twenty-eight members were matched.", "28"),
        ("from 25 000 arrest photos", "25,000"),
        ("from twenty-five thousand photos", "25000"),
        ("a one-year moratorium", "one year"),
        ("said that The Verge reported", "the verge"),
        ("the so-called \u201cconfidence rate\u201d", '"confidence rate"'),
        ("Congress's 28", "congress"),
    ],
)
def test_an_equal_form_is_found(text: str, form: str) -> None:
    """Forms that mean the same string of words are equal."""
    assert states(tokens(text), [form])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("28 members", "2"),
        ("28 members", "8"),
        ("25 000 photos", "25"),
        ("25,000 photos", "000"),
        ("3.5 percent", "5"),
        ("3.5 percent", "3"),
        ("the 5th day", "5"),
        ("550 million dollars", "550"),
        ("Floyds", "Floyd"),
        ("Smithson and Brad", "Brad Smith"),
        ("Brad and Smith", "Brad Smith"),
        ("40 officers", "40%"),
        ("someone", "one"),
    ],
)
def test_a_form_inside_another_token_is_not_found(text: str, form: str) -> None:
    """Neither a number inside a number nor a name inside a name, nor words that are apart."""
    assert not states(tokens(text), [form])


def test_any_form_will_do_for_each_fact() -> None:
    """One verdict a fact, in the order of the facts."""
    facts = [("28", "x"), ("y",), ("people",)]
    assert facts_stated(answer("28 people"), facts) == [True, False, True]


def test_a_citation_mark_is_no_number() -> None:
    """'[2]' points to a citation; '[3]' that points to none is text of the source."""
    given_answer = answer("Few [2], some [3].", citations=(cited(0, 3, marker=2),))
    assert facts_stated(given_answer, [("2",), ("3",)]) == [False, True]


@pytest.mark.parametrize("given_answer", [None, abstained(), answer("")])
def test_no_text_states_nothing(given_answer: Answer | None) -> None:
    """A failed question, an abstention and an empty answer state no fact."""
    assert facts_stated(given_answer, [("28",)]) == [False]


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_text_states_itself(before: str, text: str) -> None:
    """A form with a token in it is found where the same text stands between other words."""
    if tokens(text):
        assert states(tokens(f"{before} | {text} | end"), [text])


@settings(deadline=None)
@given(st.text())
def test_tokens_are_never_empty_or_parted(text: str) -> None:
    """A token is text without blanks, whatever comes in."""
    assert all(token and not token.isspace() and " " not in token for token in tokens(text))
