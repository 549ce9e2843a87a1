"""What a sentence makes of a yes/no question."""

import pytest

from qa.reading.yes_no import said_of_days, said_outright, verdict


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


EXCEPT = "It is open every day except Monday."
SOME = "The library is open on Tuesdays, Thursdays and Saturdays."


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Is the museum open on Mondays?", EXCEPT, "no"),
        ("Is the museum open on Tuesdays?", EXCEPT, "yes"),
        ("Is the museum closed on Mondays?", EXCEPT, "yes"),
        ("Is the library open on Mondays?", SOME, "no"),
        ("Can I visit the library on Saturday?", SOME, "yes"),
        ("Is the bar open on Sundays?", "The bar is open daily, but not on Sundays.", "no"),
        ("Is the bar open on Sundays?", "The bar is closed on Mondays.", "yes"),
        ("Are you open at weekends?", "Opening hours: Tue-Sun, 9 to 5.", "yes"),
        ("Are you open at weekends?", "Opening hours: Tue-Sat, 9 to 5.", None),
        ("Are you open on Mondays?", "Open on weekdays and closed on weekends.", None),
        ("Did it rain on Monday?", "It sat in the sun on Tuesday.", None),
        ("Is it open on holidays?", EXCEPT, None),
    ],
)
def test_days_of_the_week_that_are_named_or_left_out(
    question: str, sentence: str, expected: str | None
) -> None:
    """Only where it is asked what is so as a rule."""
    assert expected == said_of_days(question, sentence)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Can I pay cash?", "Do you take cash?\n\nNo, cards only.", "no"),
        ("Can I pay cash?", "Q: Do you take cash?\nA: Yes, of course.", "yes"),
        ("Can I pay cash?", "**Ann Lee:** Is cash fine? **Bo Ek:** Not yet.", "no"),
        ("Are you closed on Sundays?", "Are you open on Sundays? No.", "yes"),
        ("Is cash refused?", "Do you take cash? No.", "no"),
        ("Isn't cash fine?", "Is cash fine? Unfortunately not.", "no"),
        ("Can I pay 500 euros?", "Can I pay 100 euros? Yes.", None),
        ("Can I pay cash?", "How do I pay? No cash.", None),
        ("Can I bring a dog?", "Are dogs fine? No dogs in the pool.", None),
        ("Can I pay cash?", "No, cards only.", None),
        ("Are dogs fine?", "Are dogs fine? Not only dogs.", None),
    ],
)
def test_an_answer_may_say_it_outright(question: str, text: str, expected: str | None) -> None:
    """To a question of the text, which may ask the contrary."""
    assert expected == said_outright(question.replace("n't", ""), text)


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
