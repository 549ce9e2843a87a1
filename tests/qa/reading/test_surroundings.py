"""The sentence that asks, without what a person says around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.surroundings import without_surroundings

ASKED = "What was the encore at the concert in Vierhoven?"


@pytest.mark.parametrize(
    "typed",
    [
        f"Hi! Quick question. {ASKED} Thanks in advance!",
        f"my aunt was there and can't for the life of her remember. {ASKED}",
        f"Settling an argument here, thanks :) {ASKED}",
        f"got a programme at home and was wondering... {ASKED} cheers",
        f"need this for a caption\n{ASKED}",
        f"Quick one - {ASKED}",
        f"{ASKED} I need it for a talk.",
        f"Question: {ASKED}",
        f'"{ASKED}"',
        "When I was there it rained. " + ASKED[:-1] + " then?",
    ],
)
def test_what_stands_around_a_question_is_left_out(typed: str) -> None:
    """It is asked of nobody, and its words are in no text."""
    assert ASKED == without_surroundings(typed)


@pytest.mark.parametrize("typed", [ASKED.upper(), ASKED.title()])
def test_capitals_throughout_tell_no_names(typed: str) -> None:
    """A word in capitals is a name only where others are not."""
    assert ASKED.lower() == without_surroundings(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Who is Ivo Marek?",
        "What Did IBM?",
        "I am no member. May I row?",
        "The display shows E4. What's happened?",
        "We lost our annual ticket. What does a new one cost then?",
        "Can I return it? I bought it in May.",
        "The readers in Mellin won't go online. What's the usual trick?",
        "The ice rink - when does it open on Sundays?",
        "If I cancel, do I get my money back?",
        'Did "Anna" win?',
        "Who is Dr. Raman? When was he born?",
        "Since when has it been open until then?",
        "lido ticket price",
        "",
    ],
)
def test_what_leans_on_what_is_said_stays_whole(typed: str) -> None:
    """Without it, something else would be asked."""
    assert typed == without_surroundings(typed)


@given(st.lists(st.sampled_from('hi thanks who what won it the . ? ! : - " \n may i'.split(" "))))
def test_a_part_of_the_text_is_asked(words: list[str]) -> None:
    """Nothing is added, and only a text of blanks and marks has nothing to ask."""
    typed = " ".join(words)
    asked = without_surroundings(typed)

    assert asked.lower() in typed.lower()
    assert bool(asked.strip(' .?!:-\n"')) == bool(typed.strip(' .?!:-\n"'))
