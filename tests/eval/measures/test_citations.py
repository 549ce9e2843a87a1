"""Citation location, precision and recall over `TEXT`, whose lines 1 and 3 are equal."""

from dataclasses import replace
from typing import Any

import pytest

from tests.eval.building import TEXT, abstained, answer, cited, judged, question, unanswerable

ANN, BOB, ANN_AGAIN = (0, 16), (17, 39), (40, 56)
ASKED = question(sources=("a.txt",), quotes=("Ann left in May.",))


def test_the_text_is_as_the_spans_say() -> None:
    """The spans of these tests hold what their names say."""
    parts = [TEXT[start:end] for start, end in (ANN, BOB, ANN_AGAIN)]
    assert parts == ["Ann left in May.", "Bob stayed until June.", "Ann left in May."]


def test_true_citations_are_located() -> None:
    """Quote at its span, line counted from 1, on every line."""
    given = answer(citations=(cited(*ANN), cited(*BOB), cited(*ANN_AGAIN)))
    assert judged("citation_location", ASKED, given) == (3, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": "Bob stayed until May."},
        {"line": 1},
        {"line": 3},
        {"start": 18},
        {"end": 400},
        {"start": -1},
        {"source_id": "missing.txt"},
        {"start": 17, "end": 17, "quote": ""},
    ],
)
def test_a_false_citation_is_not_located(wrong: dict[str, Any]) -> None:
    """Another quote, line, span or file, and an empty quote, are not proven."""
    given = answer(citations=(replace(cited(*BOB), **wrong), cited(*ANN)))
    assert judged("citation_location", ASKED, given) == (1, 2)


def test_the_nearest_places_of_an_abstention_are_located_too() -> None:
    """They are shown as citations, so they must be true."""
    given = abstained(cited(*ANN), cited(*BOB, line=9))
    assert judged("citation_location", unanswerable(), given) == (1, 2)


@pytest.mark.parametrize(
    "name", ["citation_location", "citation_precision_file", "citation_precision_quote"]
)
def test_no_citations_have_no_precision(name: str) -> None:
    """An empty list is not a division by zero: the measure does not apply."""
    assert judged(name, ASKED, answer()) is None
    assert judged(name, ASKED, abstained()) is None
    assert judged(name, ASKED, None) is None


def test_precision_by_file_counts_each_citation() -> None:
    """Two of three citations are from the expected file."""
    given = answer(citations=(cited(*ANN), cited(*BOB), cited(*ANN, source_id="b.txt")))
    assert judged("citation_precision_file", ASKED, given) == (2, 3)


def test_precision_by_quote_takes_any_place_of_the_quote() -> None:
    """The quote stands on lines 1 and 3; one common character is enough; another file is not."""
    spans = (cited(*ANN_AGAIN), cited(55, 56), cited(*BOB), cited(*ANN, source_id="b.txt"))
    given = answer(citations=spans)
    assert judged("citation_precision_quote", ASKED, given) == (2, 4)


def test_touching_is_not_overlapping() -> None:
    """Spans are half-open: a citation that ends where the quote starts does not overlap it."""
    asked = question(sources=("a.txt",), quotes=("Bob stayed",))
    assert judged("citation_precision_quote", asked, answer(citations=(cited(0, 17),))) == (0, 1)


def test_recall_counts_each_expected_quote() -> None:
    """One of two quotes is cited, twice."""
    asked = question(sources=("a.txt",), quotes=("Ann left", "Bob stayed"))
    given = answer(citations=(cited(*ANN), cited(*ANN_AGAIN)))
    assert judged("citation_recall_quote", asked, given) == (1, 2)


def test_no_answer_cites_no_quote() -> None:
    """Abstaining and failing have recall 0."""
    assert judged("citation_recall_quote", ASKED, abstained()) == (0, 1)
    assert judged("citation_recall_quote", ASKED, None) == (0, 1)


def test_a_quote_that_is_nowhere_cannot_be_cited() -> None:
    """It stays in the count: `qa eval check` tells that the set is wrong."""
    asked = question(sources=("a.txt",), quotes=("Carl came.",))
    given = answer(citations=(cited(*ANN),))
    assert judged("citation_recall_quote", asked, given) == (0, 1)
    assert judged("citation_precision_quote", asked, given) == (0, 1)


@pytest.mark.parametrize(
    "name", ["citation_precision_file", "citation_precision_quote", "citation_recall_quote"]
)
def test_it_needs_expected_places(name: str) -> None:
    """Without expected sources there is nothing to compare with."""
    assert judged(name, question(), answer(citations=(cited(*ANN),))) is None
