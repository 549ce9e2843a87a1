"""Numbers have one spelling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answering.numbers import canonical, fold_number_words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("28", "28"),
        ("25 000", "25000"),
        ("25,000", "25000"),
        ("1,234,567.50", "1234567.5"),
        ("25'000", "25000"),
        ("3,50", "3.5"),
        ("007", "7"),
        ("0", "0"),
        ("0.50", "0.5"),
    ],
)
def test_a_number_loses_its_separators(written: str, expected: str) -> None:
    """Separators of thousands and idle zeros say nothing."""
    assert expected == canonical(written)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("twenty eight", "28"),
        ("nineteen", "19"),
        ("zero", "0"),
        ("one hundred", "100"),
        ("hundred", "100"),
        ("two hundred and six", "206"),
        ("twenty five thousand", "25000"),
        ("five hundred and fifty million", "550000000"),
        ("550 million", "550000000"),
        ("3.5 million", "3500000"),
        ("two million three hundred thousand and four", "2300004"),
        ("half a million", "500000"),
        ("two and a half million", "2500000"),
        ("twenty one and a half", "21.5"),
    ],
)
def test_a_spelt_number_becomes_digits(words: str, expected: str) -> None:
    """Words, scales and digits with a scale are one number."""
    assert [expected] == fold_number_words(words.split())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("one hundred and two hundred", "100 and 200"),
        ("two million three million", "2000000 3000000"),
        ("nineteen eighty four", "19 84"),
        ("and five people", "and 5 people"),
        ("someone often freights", "someone often freights"),
        ("2018 300", "2018 300"),
        ("half a loaf", "half a loaf"),
        ("half of 2 million", "half of 2000000"),
        ("five and a lemon", "5 and a lemon"),
        ("twenty twenty", "20 20"),
    ],
)
def test_numbers_side_by_side_stay_apart(words: str, expected: str) -> None:
    """A list of numbers is not one number, and a number inside a word is none."""
    assert expected.split() == fold_number_words(words.split())


def test_nothing_folds_to_nothing() -> None:
    """No tokens give no tokens."""
    assert fold_number_words([]) == []


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**15))
def test_grouping_never_changes_a_number(number: int) -> None:
    """Whatever is written with separators equals the digits without them."""
    assert str(number) == canonical(f"{number:,}") == canonical(f"{number:,}".replace(",", " "))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["one", "twenty", "hundred", "thousand", "and", "7", "cat", "million"])
    )
)
def test_folding_twice_changes_nothing_that_words_spell(tokens: list[str]) -> None:
    """No word of a number is left after folding, but for an 'and' that joined nothing."""
    left = set(fold_number_words(tokens)) - {"and", "cat"}
    assert all(token.isdigit() for token in left)
