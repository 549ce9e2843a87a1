"""Lines of a language model become drafts of claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.claims import Draft, Reference, drafts, lines


def test_a_line_in_the_asked_form() -> None:
    """Sentence, passage, words."""
    [draft] = drafts('The mill closed in 1931. [2] "closed in 1931"')

    assert Draft("The mill closed in 1931.", (Reference(2, "closed in 1931"),)) == draft


def test_several_passages_prove_one_sentence() -> None:
    """Each with its own words."""
    [draft] = drafts('It closed in 1931. [1] "in 1931" [3] \u201cclosed\u201d')

    assert draft.references == (Reference(1, "in 1931"), Reference(3, "closed"))


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("- The mill closed. [1]", "The mill closed."),
        ("2. **The mill closed.** (passage 1)", "The mill closed."),
        ("Answer: The mill closed [1].", "The mill closed."),
        ("The mill closed. \u30101\u3011", "The mill closed."),
        ('The mill closed. "it closed"', "The mill closed."),
    ],
)
def test_other_forms_are_understood(line: str, text: str) -> None:
    """Bullets, numbers, labels, bold, other brackets, words without a number."""
    assert [text] == [draft.text for draft in drafts(line)]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("**Maria Torres** is head of **Vexel**. [1]", "Maria Torres is head of Vexel."),
        ("- __Maria__ has *three* `mills`. [1]", "Maria has three mills."),
        ("**_Maria_** runs ***it***. [1]", "Maria runs it."),
        ("**Answer:** Maria runs it. [1]", "Maria runs it."),
        ("It says 2 * 3 * 4 in a_file_name. [1]", "It says 2 * 3 * 4 in a_file_name."),
        ("It says 2*3*4. [1]", "It says 2*3*4."),
    ],
)
def test_marks_of_emphasis_are_no_part_of_a_claim(line: str, text: str) -> None:
    """Wherever they stand; the same characters between numbers and in names do."""
    assert [text] == [draft.text for draft in drafts(line)]


def test_each_sentence_of_a_line_is_a_claim() -> None:
    """All of them with the references of the line."""
    found = drafts("The mill closed in 1931. Its stones were sold. [1, 2]")

    assert ["The mill closed in 1931.", "Its stones were sold."] == [each.text for each in found]
    assert {(Reference(1, None), Reference(2, None))} == {each.references for each in found}


@pytest.mark.parametrize("line", ["", "NONE", "none.", "---", "[1]", "**"])
def test_nothing_said_is_no_claim(line: str) -> None:
    """Nor is the word for 'no answer'."""
    assert drafts(line) == []


def test_words_alone_are_the_claim() -> None:
    """A model that only quotes says what the passage says."""
    assert ["it closed in 1931"] == [each.text for each in drafts('[1] "it closed in 1931"')]


def test_a_thought_is_not_read() -> None:
    """Whatever pieces it comes in."""
    pieces = ["<thi", "nk>The mill never", " closed.\n</thin", "k>It closed.\nIn 1931."]

    assert ["It closed.", "In 1931."] == list(lines(pieces))


def test_a_thought_without_end_says_nothing() -> None:
    """A reply that was cut while it thought."""
    assert [""] == list(lines(["<think>It closed\nin 1931"]))


@given(st.lists(st.text(max_size=20), max_size=10))
def test_lines_do_not_depend_on_the_pieces(pieces: list[str]) -> None:
    """However the server cuts its reply."""
    assert list(lines(["".join(pieces)])) == list(lines(pieces))


@given(st.text())
def test_any_line_can_be_read(line: str) -> None:
    """No markers are left in a claim, whatever the model writes."""
    for draft in drafts(line):
        assert draft.text
        assert "\n" not in draft.text
