"""Verb forms, enough to turn a question into a statement."""

import pytest

from qa.reading.verbs import is_past, past_of, third_person_of


@pytest.mark.parametrize(
    ("base", "past"),
    [
        ("buy", "bought"),
        ("stop", "stopped"),
        ("carry", "carried"),
        ("stay", "stayed"),
        ("close", "closed"),
        ("open", "opened"),
    ],
)
def test_the_past_of_a_verb(base: str, past: str) -> None:
    """Irregular, doubling, in -y after a consonant and after a vowel, in -e, and plain."""
    assert past == past_of(base)
    assert is_past(past)


@pytest.mark.parametrize(
    ("base", "present"),
    [("go", "goes"), ("carry", "carries"), ("have", "has"), ("push", "pushes"), ("say", "says")],
)
def test_the_present_of_a_verb(base: str, present: str) -> None:
    """With 'it' before it."""
    assert present == third_person_of(base)


def test_a_short_word_in_ed_is_no_past() -> None:
    """'Need' and 'red' only look like one."""
    assert not is_past("need")
    assert not is_past("red")
