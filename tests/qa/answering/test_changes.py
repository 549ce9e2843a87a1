"""Sentences that report a change name the new value, often beside the old one."""

import pytest

from qa.answering.changes import (
    has_entered,
    has_left,
    is_old,
    leaves,
    new_value,
    reports_change,
)
from qa.reading.questions import asked_for
from qa.reading.spans import possible_answers
from qa.types import Span


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many were hurt?", "The number has risen to 17, after five more saw a doctor.", "17"),
        (
            "How long is it closed?",
            "The closure, which was to end after one year, was extended until further notice.",
            "until further notice",
        ),
        ("How many were hit?", "The theft hit 340 homes and not 120, as first said.", "340"),
        ("How long will it take?", "It was to take six months but now takes nine months.", "nine"),
        ("When is the race?", "Planned for May 5, it has been postponed to June 9.", "June 9"),
        ("How many members has it?", "It has 604 members, not 640.", "604"),
        ("How many were hurt?", "An earlier version of this report, which followed the police, put "
         "the number of those who were hurt at 17.", None),
        ("How many were hurt?", "A first version said 17 and was corrected to 19.", "19"),
        ("How many were hurt?", "The crash hurt 17 people.", None),
    ],
)  # fmt: skip
def test_the_new_value_is_told_from_the_old(
    question: str, sentence: str, expected: str | None
) -> None:
    """By the words before each; a sentence without a change has none."""
    values = list(possible_answers(sentence, question, asked_for(question)))
    found = new_value(sentence, values)

    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert sentence[found.start : found.end].startswith(expected)


def test_a_value_is_old_by_the_words_before_it() -> None:
    """'not 120' is what does not hold."""
    sentence = "It hit 340 homes and not 120."
    places = [Span(sentence.index(value), sentence.index(value) + 3) for value in ("340", "120")]

    assert [False, True] == [is_old(sentence, place) for place in places]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The pier will not cost 46 million euros.", True),
        ("In a draft of the board, which the press had in May, it was given as 46 million.", True),
        ("The pier will cost not more than 46 million euros.", False),
        ("The pier will not open before 46 piles are in.", False),
        ("In the first twelve months 46 ships came.", False),
    ],
)
def test_a_denied_value_is_old_and_a_bound_is_not(sentence: str, expected: bool) -> None:
    """'Not more than 46' denies nothing."""
    at = sentence.index("46")

    assert expected is is_old(sentence, Span(at, at + 2))


@pytest.mark.parametrize(
    "sentence", ["He succeeds Paula Brandt.", "Paula Brandt, who stepped down, was thanked."]
)
def test_a_person_who_left_is_known_by_the_words_around(sentence: str) -> None:
    """Neither answers who it is now."""
    start = sentence.index("Paula")

    assert has_left(sentence, Span(start, start + len("Paula Brandt")))


@pytest.mark.parametrize(
    "sentence",
    [
        "Paula Brandt has stepped down as chair; Otto Weiss takes over.",
        "Paula Brandt resigned in May and was succeeded by Otto Weiss.",
    ],
)
def test_who_leaves_is_told_from_who_takes_the_place(sentence: str) -> None:
    """One sentence names both."""
    places = [
        Span(start := sentence.index(name), start + len(name))
        for name in ("Paula Brandt", "Otto Weiss")
    ]

    assert [True, False] == [leaves(sentence, place) for place in places]
    assert [False, True] == [has_entered(sentence, place) for place in places]


@pytest.mark.parametrize(
    "sentence",
    [
        "The mill stands on the left bank.",
        "The blast: what we know now",
        "The weavers want a pay rise of 8 percent.",
        "Three of the children fell ill.",
        "Most of them now live in Tarn.",
    ],
)
def test_a_plain_report_is_no_change(sentence: str) -> None:
    """Most sentences are, though they have a word of change."""
    assert not reports_change(sentence)


@pytest.mark.parametrize("verb", ["raises", "lowers", "improved", "is revising", "put off"])
def test_a_change_is_told_by_its_verb(verb: str) -> None:
    """In the forms of headlines too."""
    assert reports_change(f"The board {verb} the date of the opening")


def test_who_was_left_out_has_not_left() -> None:
    """Nor who left something behind."""
    sentence = "Ada Brook, who left out the harbour, wrote the guide."

    assert not has_left(sentence, Span(0, len("Ada Brook")))
