"""Exact match and F1, with the values that the SQuAD 2.0 script gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.measures.token_f1 import overlap
from eval.squad import normalise
from tests.eval.building import abstained, answer, judged, question, unanswerable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  Verge!", "verge"),
        ("One-Year", "oneyear"),
        ("O'Sullivan", "osullivan"),
        ("an apple a day", "apple day"),
        ("theatre", "theatre"),
        ("25,000", "25000"),
        ("\u201c28\u201d", "\u201c28\u201d"),
    ],
)
def test_text_is_normalised_as_the_script_does(text: str, expected: str) -> None:
    """Only ASCII punctuation and whole articles go."""
    assert expected == normalise(text)


@pytest.mark.parametrize(
    ("short_answer", "forms", "exact", "f1"),
    [
        ("28", ("28",), 1, 1),
        ("the 28 members", ("28 members",), 1, 1),
        ("28 members of Congress", ("28",), 0, 2 / 5),
        ("28 members of Congress", ("28", "28 members"), 0, 4 / 6),
        ("cat cat dog", ("cat dog dog",), 0, 4 / 6),
        ("cat cat", ("cat cat dog",), 0, 4 / 5),
        ("one-year", ("one year",), 0, 0),
        ("twenty-eight", ("28",), 0, 0),
        ("New York City", ("York", "New York"), 0, 4 / 5),
        ("", ("28",), 0, 0),
        ("the", ("an",), 1, 1),
        (None, ("28",), 0, 0),
    ],
)
def test_the_best_form_counts(
    short_answer: str | None, forms: tuple[str, ...], exact: float, f1: float
) -> None:
    """Both are the best over the accepted forms; the form '28 members' shares two of six tokens."""
    asked = question(answers=(forms,))
    replied = answer(short_answer=short_answer)
    assert (exact, 1) == judged("exact_match", asked, replied)
    points, _ = judged("token_f1", asked, replied) or (None, None)
    assert pytest.approx(f1) == points


@pytest.mark.parametrize("name", ["exact_match", "token_f1"])
def test_abstaining_and_failing_score_zero(name: str) -> None:
    """Without a short answer nothing matches."""
    assert judged(name, question(), abstained()) == (0, 1)
    assert judged(name, question(), None) == (0, 1)


@pytest.mark.parametrize("name", ["exact_match", "token_f1"])
def test_it_needs_exactly_one_fact(name: str) -> None:
    """Lists, readings and unanswerable questions have no one short answer."""
    two = question(kind="list", answers=(("a1",), ("b1",)))
    assert judged(name, two, answer(short_answer="a1")) is None
    assert judged(name, unanswerable(), answer(short_answer="a1")) is None


@settings(deadline=None)
@given(st.text(), st.text())
def test_overlap_is_a_symmetric_share(first: str, second: str) -> None:
    """F1 lies in [0, 1], does not mind the order of the two, and is 1 for equal texts."""
    assert 0 <= overlap(first, second) <= 1
    assert overlap(first, second) == overlap(second, first)
    assert overlap(first, first) == 1
