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


@pytest.mark.parametrize("word", ["died", "used", "tied", "owed", "lied", "sued", "freed", "aged"])
def test_a_short_past_is_one(word: str) -> None:
    """Four letters are enough."""
    assert is_past(word)


@pytest.mark.parametrize(
    "word", ["need", "red", "seed", "weed", "bed", "sled", "speed", "indeed", "hundred", "succeed"]
)
def test_a_word_in_ed_may_be_no_past(word: str) -> None:
    """'Need' and 'red' only look like one."""
    assert not is_past(word)
