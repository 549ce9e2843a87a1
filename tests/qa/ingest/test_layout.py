"""Lines that were broken at one width are put together again."""

from textwrap import fill

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest.layout import plain, whole_lines
from qa.ingest.splitting import sentence_spans
from tests.conftest import MakePipeline

RENT = (
    "I have four matters to raise, and I would rather put them all in one letter than bother you "
    "four times. First, the rent. It has not moved since Ms Hallam came. From 1 May it will be 875 "
    "pounds a month, and from March your caretaker is Mrs Ludmila Farrow of the ground floor."
)
LETTER = f"4 Mill Rise\nStavering\n\nDear Mr Aziz,\n\n{fill(RENT, 72)}\n\nKind regards\nEudora\n"


def lines(text: str) -> list[str]:
    """What is put together, on one line each."""
    return [" ".join(text[span.start : span.end].split()) for span in whole_lines(text)]


@pytest.mark.parametrize("width", [50, 72, 100])
def test_a_paragraph_is_one_line(width: int) -> None:
    """An address and a greeting above it are not part of it."""
    assert RENT in lines(LETTER.replace(fill(RENT, 72), fill(RENT, width)))
    assert ["4 Mill Rise", "Stavering"] == lines(LETTER)[:2]


def test_sentences_run_over_line_ends() -> None:
    """And end where they do."""
    found = [" ".join(LETTER[s.start : s.end].split()) for s in sentence_spans(LETTER)]

    assert "It has not moved since Ms Hallam came." in found


def test_items_go_on_below_and_end_where_the_next_begins() -> None:
    """With or without an indent."""
    items = "- " + fill(RENT, 70, subsequent_indent="  ") + "\n- " + fill(RENT, 70) + "\n"

    assert [f"- {RENT}", f"- {RENT}"] == lines(items)


@pytest.mark.parametrize(
    "text",
    [
        "On Mondays guests can eat at the\nGasthaus Krone down the road.",
        "Check-out\n: by 11:00, later on request",
        "> On Mondays our guests can eat, for eight euros,\n> at the Krone down the road.",
    ],
    ids=["an article", "a definition", "a small letter"],
)
def test_a_line_that_cannot_end_there_goes_on(text: str) -> None:
    """However short the text."""
    assert 1 == len(lines(text.replace("> ", "")))


@pytest.mark.parametrize("line", ["2. Bicycles are free.", "(a) Dogs are welcome.", "B) Yes."])
def test_the_number_of_an_item_is_no_sentence(line: str) -> None:
    """It stands with what it numbers."""
    assert [(0, len(line))] == [(span.start, span.end) for span in sentence_spans(line)]


@pytest.mark.parametrize(
    "text",
    [
        "# The rent of the house in Gasworks Street goes up\nIt has not moved for years.",
        "| Who | What |\n|---|---|\n| Mr Aziz of Gasworks Street, Stavering | 875 |\n| Al | 9 |",
        "Name: Bo Lindgren, once of the drapers at Gasworks Street\nRole: tools\nIn on: Saturday",
        "The mill closed in 1911.\nIt was sold.\nNobody knows to whom it was, or why it was so.",
        "Fares from the quay in summer and winter:\n    Adult   4.20\n    Child   2.10\n",
    ],
    ids=["a heading", "a table", "fields", "lines of their own", "columns"],
)
def test_other_lines_stay_lines(text: str) -> None:
    """Nothing is put together that somebody set apart."""
    assert text.count("\n", 0, len(text.rstrip())) + 1 == len(lines(text))


def test_a_paragraph_a_line_stays_so() -> None:
    """News are often stored like this: no line was broken, however many stand together."""
    text = f"{RENT}\nThe landlady was not to be reached.\n{RENT}\n{RENT}\n"

    assert 4 == len(lines(text))


def test_a_line_that_says_more_than_an_amount_is_not_quoted() -> None:
    """The mark is its first word; among quoted lines it is a mark like the others."""
    assert "Raised:\n> 50 mg a litre\n" == plain("Raised:\n> 50 mg a litre\n")
    assert "  We need\n  50 mg." == plain("> We need\n> 50 mg.")


@given(st.text(st.sampled_from("aB.- \r\n|#:"), max_size=300))
def test_lines_cover_the_text_in_order(text: str) -> None:
    """Whatever it is; only line ends are left out."""
    end = 0
    for span in whole_lines(text):
        assert not text[end : span.start].strip("\r\n")
        assert end <= span.start < span.end
        end = span.end
    assert not text[end:].strip("\r\n")


def test_an_answer_over_two_lines_is_found_and_quoted(make_pipeline: MakePipeline) -> None:
    """The quote keeps its line end, as it stands in the file; the answer is one line."""
    answer = make_pipeline({"letter.txt": LETTER}).ask("Who is the caretaker from March?")

    assert "Ludmila Farrow" in (answer.short_answer or "")
    assert answer.citations[0].quote in LETTER
    assert "\n" not in (answer.answer or "")
