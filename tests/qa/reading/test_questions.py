"""What a question asks for is read off its wording."""

import pytest

from qa.reading.questions import asked_for


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many bridges does the town have?", "number"),
        ("what number of boats sank", "number"),
        ("What is the latest number of people whose boat sank?", "number"),
        ("How many years did the siege last?", "duration"),
        ("How long will the pause last?", "duration"),
        ("What percentage of voters stayed away?", "percent"),
        ("What sum did the bank hand over?", "money"),
        ("How much did the tunnel cost?", "money"),
        ("When did the mine close?", "date"),
        ("In which year was the school built?", "date"),
        ("Where was the treaty signed?", "place"),
        ("Who wrote the report?", "person"),
        ("Whose idea was the canal?", "person"),
        ("Why was the ferry late?", "reason"),
        ("What is basalt?", None),
        ("Is basalt a rock?", None),
    ],
)
def test_the_wording_tells_the_type(question: str, expected: str | None) -> None:
    """The first pattern that is found decides; without one the type is unknown."""
    assert expected == asked_for(question).answer_type


def test_what_is_counted_is_the_noun_after_how_many() -> None:
    """'How many of the members' counts members."""
    assert asked_for("How many of the members voted?").noun == "members"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which companies left the market?", True),
        ("Name the towns on the river.", True),
        ("Which large companies left the market?", True),
        ("Which company left the market?", False),
        ("Which company does she work for?", False),
        ("Which company owns the mine?", False),
        ("What does the mill produce?", False),
        ("How many companies left?", False),
        ("When were the bridges built?", False),
    ],
)
def test_a_plural_asks_for_several_answers(question: str, expected: bool) -> None:
    """Counts and dates have one answer, however many things they are about."""
    assert expected is asked_for(question).wants_several
