"""Who asks how to do something gets all steps of the list."""

import pytest

from qa.answering.steps import steps
from qa.types import Evidence, Passage, Span

INSTALL = """# Installing Hollow

## Linux

1. Download the package.
2. Install it:

   ```bash
   sudo dpkg -i hollow.deb
   ```

   On Red Hat use `rpm`.
3. Start the service
with `hollow start`.

## Windows

- Run `setup.exe`.
- Open the console.

Read the notes.
"""


def told(question: str, sentence: str, text: str = INSTALL) -> list[str]:
    """The steps that are told where this is the best sentence; it is all of its passage."""
    start = text.index(sentence)
    end = start + len(sentence)
    passage = Passage("a.md#0000", "a.md", sentence, start, end, "A")
    best = Evidence(passage, Span(start, end), None, 0.9)
    return [step.quote for step in steps(question, best, lambda _: text)]


@pytest.mark.parametrize("sentence", ["Download the package.", "Install it:", "On Red Hat use"])
def test_all_items_are_told_whichever_was_found(sentence: str) -> None:
    """Each with what is indented below it and the rest of its last line."""
    first, second, third = told("How do I install Hollow?", sentence)

    assert first == "Download the package."
    assert second.startswith("Install it:")
    assert second.endswith("`rpm`.")
    assert third == "Start the service\nwith `hollow start`."


def test_bullets_are_steps_under_a_heading_that_is_asked_about() -> None:
    """Numbers say by themselves that items follow each other."""
    assert ["Run `setup.exe`.", "Open the console."] == told("How can we use it on Windows?", "Run")
    assert told("How can we see the log?", "Open the console") == []


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What do I download?", "Download the package."),
        ("How much do I pay for it?", "Download the package."),
        ("How do I install Hollow?", "Read the notes."),
    ],
)
def test_other_questions_and_sentences_have_no_steps(question: str, sentence: str) -> None:
    """Only how something is done is told in steps, and only by what stands in a list."""
    assert told(question, sentence) == []


@pytest.mark.parametrize(
    "items",
    [
        ("The deposit is refunded in May.", "Members pay by card."),
        ("Deposits in cash are refunded.", "Keys from the office are numbered."),
        ("Payment by card is possible.", "Membership of the club is free.", "Dogs are allowed."),
        ("Ada Brook, chair.", "Apologies from Tom Reed.", "Minutes of the last meeting."),
        ("2 eggs", "100 g of flour", "A pinch of salt"),
    ],
)
def test_items_that_tell_nobody_what_to_do_are_no_steps(items: tuple[str, ...]) -> None:
    """Clauses, agendas and ingredients are numbered too."""
    text = "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))

    assert told("How do I get my deposit back?", items[0], text) == []
