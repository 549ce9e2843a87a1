"""What a sentence makes of a yes/no question."""

import pytest

from qa.reading.yes_no import verdict


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Did the mill close in 1931?", "The mill closed in 1931.", "yes"),
        ("Did the mill close in 1931?", "The mill closed in 1934.", "no"),
        ("Did 12 people work there?", "Twelve people worked there.", "yes"),
        ("Did 12 people work there?", "Fourteen people worked there.", "no"),
        ("Did the town support the sale?", "The town opposed the sale.", "no"),
        ("Did the town support the sale?", "The town never supported the sale.", "no"),
        ("Did the town not support the sale?", "The town never supported the sale.", "yes"),
        ("Didn't the mill close?", "The mill closed in 1931.", "yes"),
        ("Has Brook Farm given up selling milk?", "Brook Farm stopped selling milk.", "yes"),
        ("Will the mill keep its ovens?", "The mill will no longer use its ovens.", "no"),
        ("Was the bridge opened after the war?", "It was not until after the war that the bridge "
         "was opened.", "yes"),
    ],
)  # fmt: skip
def test_verdicts(question: str, sentence: str, expected: str) -> None:
    """Other numbers, opposites and denials say no; two of them cancel out."""
    assert expected == verdict(question, sentence)


def test_a_missing_number_without_another_leaves_it_open() -> None:
    """The sentence does not say when."""
    assert verdict("Did the mill close in 1931?", "The mill closed after a fire.") is None


@pytest.mark.parametrize("coming", ["will reopen", "is expected to reopen", "may reopen"])
def test_what_is_yet_to_come_has_not_happened(coming: str) -> None:
    """A plan says neither that it came about nor that it did not; a question about it is told."""
    sentence = f"The bridge {coming} in May."

    assert verdict("Has the bridge reopened?", sentence) is None
    assert verdict("Did the bridge reopen in May?", sentence) is None
    assert verdict("Will the bridge reopen in May?", sentence) == "yes"


def test_a_denial_in_another_clause_does_not_count() -> None:
    """Only the clause that shares the question's words decides."""
    sentence = "The town sold the mill to Harbour Lines, although nobody wanted to move."

    assert verdict("Did the town sell the mill to Harbour Lines?", sentence) == "yes"
