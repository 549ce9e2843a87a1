"""Words of a question that nobody spells so are read as those of the corpus."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.index.store import Store
from qa.retrieval.spelling import Respelled, Speller
from tests.conftest import MakePipeline

FILES = {
    "pool.txt": "Councillor Petra Terwiel wants the yellow tiles of the lido stored in Castlegate.",
    "stone.txt": "The stone of Vaalkloof holds nineteen amino acids.",
    "theft.txt": "The passengers saw that the paintings were stolen; police came below deck.",
    "barge.txt": "The barge carries coal.",
    "badge.txt": "The badge of the guild is of brass.",
}


@pytest.fixture(scope="module")
def speller(store: Store) -> Speller:
    """One over the files."""
    return Speller(store)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Where are the yelow tiles stored?", "Where are the yellow tiles stored?"),
        ("How many acids does the stoen hold?", "How many acids does the stone hold?"),
        ("Where were the stollen paintings?", "Where were the stolen paintings?"),
        ("What does Terweil want?", "What does Terwiel want?"),
        ("What did the polise do?", "What did the police do?"),
        ("What did the passangers see?", "What did the passengers see?"),
        ("Waht is in Castelgate?", "What is in Castlegate?"),
        ("Where did teh poeple go?", "Where did the people go?"),
    ],
)
def test_a_slip_is_mended(speller: Speller, typed: str, read: str) -> None:
    """By a word of the corpus, else by a common one."""
    assert read == speller.read(typed).text


@pytest.mark.parametrize(
    "question",
    [
        "What did the European Parliament say?",  # a name that the corpus lacks
        "What does Iran want?",
        "Who is Pietra Storfugl?",
        "Is there wifi on the deck?",
        "Why mustn't I go below?",
        "What does ACDIS stand for?",
        "What is yelow.com and who is jo@stoen.org?",
        "",
    ],
)
def test_what_may_be_meant_stays(speller: Speller, question: str) -> None:
    """English words, names, abbreviations, addresses: another word would be another question."""
    assert Respelled(question) == speller.read(question)


def test_what_was_changed_is_told(make_pipeline: MakePipeline) -> None:
    """A person sees that another word was read than was typed."""
    answer = make_pipeline(FILES).ask("How many amino acids does the stoen of Vaalkloof hold?")

    assert "nineteen" == answer.short_answer
    assert "Read 'stoen' as 'stone'." in answer.notices


def test_of_two_words_the_one_beside_the_others_is_meant(speller: Speller) -> None:
    """'barge' or 'badge': the question says which."""
    assert "What does the barge carry?" == speller.read("What does the bazge carry?").text
    assert "Which badge has the guild?" == speller.read("Which bazge has the guild?").text


def test_words_of_other_sources_are_not_used(speller: Speller) -> None:
    """Nothing of what may not answer comes into the question."""
    question = "Where is Castelgate?"

    assert Respelled(question) == speller.read(question, within=[])


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read(speller: Speller, typed: str) -> None:
    """Changes come in their order, and what is not changed stays."""
    respelled = speller.read(typed)

    assert bool(respelled.changed) == (respelled.text != typed)
