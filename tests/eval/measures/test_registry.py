"""What holds for every measure, a new one too."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.judgment import Judgment
from eval.measures import Measure, measure, measures
from qa.errors import SettingsError
from tests.eval.building import TEXT, abstained, answer, cited, question, ranked, unanswerable

EXPECTED = [
    "abstention_f1",
    "abstention_precision",
    "abstention_recall",
    "accuracy",
    "aurc",
    "brier",
    "citation_location",
    "citation_precision_file",
    "citation_precision_quote",
    "citation_recall_claim",
    "citation_recall_quote",
    "conflict_precision",
    "conflict_readings",
    "conflict_recall",
    "cost",
    "coverage",
    "e_aurc",
    "ece",
    "exact_match",
    "fact_recall",
    "grounding_rate",
    "hit@5",
    "hit@5_file",
    "latency_p50",
    "latency_p95",
    "list_precision",
    "mrr@10",
    "mrr@10_file",
    "ndcg@10_file",
    "recall@10",
    "recall@10_file",
    "token_f1",
    "tokens",
]

USAGE = {"prompt_tokens": 900.0, "completion_tokens": 30.0, "cost_usd": 0.0004}
QUESTIONS = st.sampled_from(
    [
        question(sources=("a.txt",), quotes=("Ann left in May.", "Bob stayed")),
        question(kind="list", answers=(("28",), ("June",)), sources=("b.txt",)),
        question(kind="conflict", answers=(("28",), ("June",))),
        unanswerable(),
    ]
)
SPANS = st.tuples(st.integers(0, 30), st.integers(31, 56))
CITATIONS = st.lists(SPANS.map(lambda span: cited(*span)), max_size=4).map(tuple)
ANSWERS = st.one_of(
    st.none(),
    CITATIONS.map(lambda citations: abstained(*citations)),
    st.builds(
        lambda text, short, citations, confidence: answer(
            text, short_answer=short, citations=citations, confidence=confidence, usage=USAGE
        ),
        st.text(),
        st.none() | st.sampled_from(["28", "June", "the 28 of them"]),
        CITATIONS,
        st.floats(0, 1),
    ),
)
JUDGMENTS = st.builds(
    lambda asked, given_answer, spans: Judgment(
        asked,
        given_answer,
        ranked(*spans),
        {"a.txt": TEXT},
        None if given_answer is None else 7.0,
    ),
    QUESTIONS,
    ANSWERS,
    st.lists(SPANS, max_size=12),
)


def test_the_measures_are_known() -> None:
    """Every module of the package registers; names are part of `summary.json`."""
    assert [one.name for one in measures()] == EXPECTED


def test_an_unknown_name_lists_the_known_ones() -> None:
    """The error says what there is."""
    with pytest.raises(SettingsError, match="no measure 'bleu'") as caught:
        measure("bleu")
    assert "accuracy" in caught.value.hint


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.name)
@settings(deadline=None)
@given(judgment=JUDGMENTS)
def test_a_score_is_a_share_of_its_weight(measure: Measure, judgment: Judgment) -> None:
    """Weight is above 0, points are not negative, and a share never exceeds its weight."""
    score = measure.judge(judgment)
    if score is not None:
        assert score.weight > 0
        assert score.points >= 0
        assert measure.unit != "share" or score.points <= (score.weight if measure.is_pooled else 1)


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.name)
@settings(deadline=None)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(5, 9)), min_size=1, max_size=8),
    random=st.randoms(),
)
def test_the_order_of_questions_does_not_matter(
    measure: Measure, pairs: list[tuple[int, int]], random: Random
) -> None:
    """A run in another order has the same number, within the scores' own range."""
    shuffled = sorted(pairs, key=lambda _: random.random())
    before, after = (
        measure.aggregate(*np.array(order, dtype=np.float64).T) for order in (pairs, shuffled)
    )
    assert pytest.approx(float(before)) == float(after)


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.name)
def test_the_docstring_defines_the_measure(measure: Measure) -> None:
    """Every measure says what it is."""
    assert measure.judge.__doc__
