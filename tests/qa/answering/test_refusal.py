"""Why there is no answer: three reasons, told apart, each with a sentence for the user."""

import pytest

from qa.answering.refusal import explain
from qa.types import Evidence, Passage, Span

TEXT = "The Old Mill at Norford was sold to Harbour Lines in 1931. The town praised the sale."
SENTENCE = TEXT.split(" The town", maxsplit=1)[0]


def read(confidence: float = 0.3, text: str = TEXT) -> list[Evidence]:
    """The best sentence of the only passage."""
    passage = Passage("mill.txt#0000", "mill.txt", text, 0, len(text), "The mill")
    return [Evidence(passage, Span(0, len(SENTENCE)), None, confidence)]


def test_nothing_read_is_nothing_relevant() -> None:
    """An empty index."""
    assert explain("Who sold the mill?", [])[0] == "no_relevant_passage"


def test_other_words_and_no_confidence_is_nothing_relevant() -> None:
    """The retriever always returns something."""
    reason, why = explain("How long should sourdough rise before baking?", read(0.01))

    assert ("no_relevant_passage", "No passage is about this.") == (reason, why)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Why did Harbour Lines burn the Old Mill?", "Harbour Lines burned the Old Mill"),
        ("Who bought Clearwater Farm?", "anyone bought Clearwater Farm"),
        ("When did Ada Brook sell the Old Mill?", "Ada Brook sold the Old Mill"),
    ],
)
def test_an_event_that_nobody_tells_of_is_an_unsupported_premise(question: str, why: str) -> None:
    """Its verb or one of its names is nowhere in what was read."""
    assert ("unsupported_premise", f"The corpus does not say that {why}.") == explain(
        question, read()
    )


def test_the_opposite_of_what_is_told_is_an_unsupported_premise() -> None:
    """The town praised the sale."""
    text = "The town praised the sale of the Old Mill at Norford, in 1931."
    evidence = [
        Evidence(Passage("a#0", "a", text, 0, len(text), "The mill"), Span(0, len(text)), None, 0.3)
    ]

    reason, why = explain("Why did Norford criticise the sale?", evidence)

    assert reason == "unsupported_premise"
    assert why == "The corpus does not say that Norford criticised the sale."


def test_a_supported_event_with_a_detail_that_nobody_tells() -> None:
    """The sale is told of; the reason for it is not."""
    assert explain("Why was the Old Mill sold?", read()) == (
        "low_confidence",
        "Passages come near, but none says why the Old Mill was sold.",
    )


def test_a_name_that_nothing_mentions_is_named() -> None:
    """The user sees what to look for elsewhere."""
    reason, why = explain("What does the European Parliament say of the mill?", read())

    assert reason == "low_confidence"
    assert why == "The nearest passages do not mention 'European Parliament'."


def test_a_number_that_nothing_has_is_named() -> None:
    """Another year's sale is not this one."""
    assert "'1950'" in explain("What was the mill's price in 1950?", read())[1]


def test_a_yes_no_question_that_stays_open() -> None:
    """Its statement is what nobody says."""
    assert explain("Did Harbour Lines repair the Old Mill?", read()) == (
        "low_confidence",
        "Passages come near, but none says whether Harbour Lines repaired the Old Mill.",
    )


def test_a_question_without_plain_grammar_gets_a_plain_reason() -> None:
    """No statement is made up."""
    assert "none says what is asked" in explain("mill sale price?", read())[1]


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("How do I burn the mill?", "Passages come near, but none says how you burn the mill."),
        ("When do we sell my mill?", "Passages come near, but none says when you sell your mill."),
        ("How do I get from 2.9 to it?", "The nearest passages do not have the number '2.9'."),
    ],
)
def test_what_the_asker_does_is_no_premise(question: str, why: str) -> None:
    """Nobody wrote into the corpus that 'I' do anything."""
    assert ("low_confidence", why) == explain(question, read())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Can I sell my mill if I am ill?", "you can sell your mill if you are ill"),
        ("Did World War I hurt the mill at 9 am?", "World War I hurt the mill at 9 am"),
        ("Did Norford sell us the mill of the US?", "Norford sold you the mill of the US"),
    ],
)
def test_the_asker_is_told_of_as_you(asked: str, told: str) -> None:
    """A number, a country and an hour of the day are no words for whoever asks."""
    assert explain(asked, read())[1].endswith(f"whether {told}.")
