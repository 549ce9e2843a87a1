"""What a question takes for granted, as a statement."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.statements import asking_word, bare_question, is_yes_no, presupposed


def said(question: str) -> str | None:
    """The text of what is taken for granted."""
    premise = presupposed(question)
    return premise.text if premise else None


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Why did Harbour Lines buy the Old Mill?", "Harbour Lines bought the Old Mill"),
        ("When was the mill closed?", "the mill was closed"),
        ("How long did the strike last?", "the strike lasted"),
        ("In which year did Ada Brook leave?", "Ada Brook left"),
        (
            "Who replaced Ada Brook after she resigned?",
            "anyone replaced Ada Brook after she resigned",
        ),
        ("Which court stopped the sale?", "any court stopped the sale"),
        ("Why didn't the mill open?", "the mill did not open"),
        ("Is it true that the mill closed in 1931?", "the mill closed in 1931"),
        ("Didn't the mill close?", "the mill closed"),
    ],
)
def test_a_question_rests_on_a_statement(question: str, statement: str) -> None:
    """Its words in the order and form of one."""
    assert statement == said(question)


@pytest.mark.parametrize(
    "question",
    [
        "What did Harbour Lines buy?",  # 'Harbour Lines bought' says half
        "How many ships did Harbour Lines buy?",
        "What is the capital of Norland?",
        "How did the ACLU test show it?",  # is 'test' the verb?
        "harbour lines ships",
        "Why?",
    ],
)
def test_where_the_grammar_is_not_plain_there_is_none(question: str) -> None:
    """A wrong statement would be worse than none."""
    assert said(question) is None


def test_anyone_stands_for_what_is_asked() -> None:
    """Such a statement is not whole."""
    premise = presupposed("Who founded the mill?")
    assert premise is not None
    assert ("anyone founded the mill", False) == (premise.text, premise.is_whole)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Didn't it close?", "Did it close?"),
        ("I am not a member. May I row?", "May I row?"),
        ("In 1931, did it close?", "In 1931, did it close?"),
    ],
)
def test_what_is_told_before_a_question_is_no_part_of_it(question: str, expected: str) -> None:
    """'Not a member' denies nothing that is asked; a time does belong to it."""
    assert expected == bare_question(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did the mill close?", True),
        ("Hasn't it closed?", True),
        ("Is it true that it closed?", True),
        ("Am I allowed to keep a cat?", True),
        ("What am I allowed to keep?", False),
        ("When did the mill close?", False),
        ("The mill, did it close?", True),
        ("I am not a member. May I row?", True),
        ("If I leave early, do I get my money back?", True),
        ("My card is lost - are you able to help?", True),
        ("In which year, by the papers, was it opened?", False),
        ("When, according to the board, was it opened?", False),
        ("Who is the new one, is he known?", False),
        ("I have a dog. Where can it run?", False),
    ],
)
def test_a_yes_no_question_begins_with_its_verb(question: str, expected: bool) -> None:
    """Or follows on something that asks nothing."""
    assert expected == is_yes_no(question)


def test_a_lone_question_word_is_told_from_a_longer_one() -> None:
    """'How long' asks for something else than 'how'."""
    assert ("why", None, None) == (
        asking_word("Why did it close?"),
        asking_word("How long did it last?"),
        asking_word("Who closed it?"),
    )


def test_not_in_the_first_word_only_colours_the_question() -> None:
    """ "Didn't it close?" is answered as 'Did it close?' is."""
    assert bare_question("Didn't it close?") == "Did it close?"


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    """No wording raises."""
    presupposed(text)
    is_yes_no(text)
    asking_word(text)


def test_a_hostile_question_takes_no_time() -> None:
    """The longest question there may be, of one sign: milliseconds, not a second."""
    started = time.thread_time()
    for sign in ("!", "did ", "- "):
        presupposed(f"did x {sign * (3_990 // len(sign))} a")

    assert time.thread_time() - started < 1
