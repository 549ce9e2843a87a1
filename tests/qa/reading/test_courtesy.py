"""What is asked, without the courtesies around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.courtesy import plain_question


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Can you tell me who the mayor is?", "Who the mayor is?"),
        ("Hi, could you please explain why Amazon stopped, please?", "Why Amazon stopped?"),
        ("Do you know how many were hurt?", "How many were hurt?"),
        ("Would you happen to know who won?", "Who won?"),
        ("I'd like to know when the bridge opened.", "When the bridge opened?"),
        ("Tell me which company stopped first", "Which company stopped first?"),
        ("Could you check whether the pool is open?", "Is the pool open?"),
        ("Can you confirm that the pool is shut?", "Is the pool shut?"),
        ("The pool is shut, is that right?", "Is the pool shut?"),
        ("tell me if dogs may swim in the lake", "May dogs swim in the lake?"),
        ("I wonder if the law has to change", "Is it true that the law has to change?"),
        (
            "do you know if the man who was hurt is well",
            "Is it true that the man who was hurt is well?",
        ),
        ("need the number of members hurt", "How many members hurt?"),
        ("give me the name of the person who ran it", "Who ran it?"),
        ("give me the year the pool was built", "In what year the pool was built?"),
        ("need to know Bassi's job", "What is Bassi's job?"),
        ("name the gift the boy received", "What is the gift the boy received?"),
        ("explain why Amazon stopped", "Why Amazon stopped?"),
        ("looking for the price of a ticket", "What is the price of a ticket?"),
        ("who won", "who won?"),
        ("lido ticket 2022", "lido ticket 2022?"),
        ("Who won?!", "Who won?"),
        ("Could you give me the price of a ticket?", "What is the price of a ticket?"),
        ("Would you list the companies that stopped?", "List the companies that stopped?"),
        ("Can you tell me more about the bridge", "What is said about the bridge?"),
        ("Tell me about the bridge", "What is said about the bridge?"),
    ],
)
def test_courtesies_are_left_out(question: str, expected: str) -> None:
    """What remains is asked of the text."""
    assert expected == plain_question(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor?",
        "Can you swim in the lake?",
        "Will you give me money for my old one?",
        "Do you know the mayor?",
        "Can I ask for a refund?",
        "Is the pool open?",
        "What did she say, and is that right?",
        "How do I save it? It stopped.",
        "Name the three companies?",
        "",
    ],
)
def test_a_plain_question_stays(question: str) -> None:
    """To the letter."""
    assert question == plain_question(question)


@given(st.lists(st.sampled_from("can you please tell me if who won , . ? that the pool".split())))
def test_something_is_always_left_to_ask(words: list[str]) -> None:
    """Whatever is typed; and what is plain stays so."""
    question = " ".join(words)
    plain = plain_question(question)

    assert bool(plain.strip(" .,?")) == bool(question.strip(" .,?"))
