"""Hit@5 and MRR@10, which ir_measures computes."""

import ir_measures
import pytest
from ir_measures import RR, Qrel, ScoredDoc, Success

from eval.measures.hit import hit
from eval.qrels import Ranking, ranking_score
from tests.eval.building import TEXT, answer, judged, question, ranked

ASKED = question(sources=("a.txt",), quotes=("Bob stayed until June.",))
BOB, OTHER = (17, 39), (0, 16)
NAMES = ["hit@5", "hit@5_file", "mrr@10", "mrr@10_file"]


@pytest.mark.parametrize(
    ("rank", "hit", "reciprocal"),
    [(1, 1, 1), (2, 1, 1 / 2), (5, 1, 1 / 5), (6, 0, 1 / 6), (10, 0, 1 / 10), (11, 0, 0)],
)
def test_the_rank_of_the_quote_decides(rank: int, hit: float, reciprocal: float) -> None:
    """Passages with equal scores keep the order they came in."""
    retrieved = ranked(*[OTHER] * (rank - 1), BOB, *[OTHER] * 3)
    assert (hit, 1) == judged("hit@5", ASKED, answer(), retrieved)
    points, _ = judged("mrr@10", ASKED, answer(), retrieved) or (None, None)
    assert pytest.approx(reciprocal) == points


def test_a_passage_that_holds_part_of_the_quote_is_relevant() -> None:
    """One common character is enough; the neighbour that only touches is not."""
    assert judged("hit@5", ASKED, answer(), ranked((30, 50))) == (1, 1)
    assert judged("hit@5", ASKED, answer(), ranked((39, 50))) == (0, 1)


def test_by_file_any_passage_of_an_expected_file_is_relevant() -> None:
    """The second passage is from the expected file, though not from the quote."""
    retrieved = [*ranked(BOB, source_id="b.txt"), *ranked(OTHER)]
    assert judged("mrr@10_file", ASKED, answer(), retrieved) == (0.5, 1)
    assert judged("mrr@10", ASKED, answer(), retrieved) == (0, 1)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_retrieved_scores_zero(name: str) -> None:
    """A question that the run misses is scored, not skipped, also where asking failed."""
    assert judged(name, ASKED, None) == (0, 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_scores_zero(name: str) -> None:
    """A source that was never ingested cannot be found: that is a miss."""
    asked = question(sources=("c.txt",), quotes=("Bob stayed until June.",))
    assert judged(name, asked, answer(), ranked(BOB)) == (0, 1)


@pytest.mark.parametrize("name", NAMES)
def test_it_needs_expected_places(name: str) -> None:
    """Without expected sources there is nothing to find."""
    assert judged(name, question(), answer(), ranked(BOB)) is None


def test_a_quote_is_found_across_line_ends() -> None:
    """Blanks of the quote match any blanks of the text."""
    asked = question(sources=("a.txt",), quotes=("in May. Bob stayed",))
    assert "in May.\nBob" in TEXT
    assert judged("hit@5", asked, answer(), ranked((17, 20))) == (1, 1)


def test_ir_measures_defines_the_measures_as_expected() -> None:
    """The relevant document stands sixth: outside of five, and one sixth by rank."""
    run = [ScoredDoc("q", str(place), -place) for place in range(1, 9)]
    values = {
        str(metric.measure): metric.value
        for metric in ir_measures.iter_calc([Success @ 5, RR @ 10], [Qrel("q", "6", 1)], run)
    }
    assert {"Success@5": 0.0, "RR@10": pytest.approx(1 / 6)} == values


def test_ids_do_not_break_ties() -> None:
    """trec_eval would put 'z' before 'a'; the ranking says otherwise."""
    score = ranking_score(RR @ 10, Ranking(("a", "z"), frozenset({"z"})))
    assert score is not None
    assert score.points == 0.5


def test_a_measure_stays_a_plain_function() -> None:
    """Registering leaves the function usable alone."""
    assert callable(hit)
