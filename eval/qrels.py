"""Relevance of retrieved passages, handed to ir_measures."""

from collections.abc import Callable
from dataclasses import dataclass

import ir_measures
from ir_measures import Measure as RankingMeasure
from ir_measures import Qrel, ScoredDoc

from eval.judgment import Judgment, Score
from eval.places import Place, quote_places
from qa.types import Passage

# Stands for an expected place that was not retrieved: the question keeps a relevant item, so a
# run that misses it scores 0. Enough for success and reciprocal rank; recall would need a count.
_MISSED = "\x00missed"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The passages of one question in order, and which of them are relevant."""

    passage_ids: tuple[str, ...]
    relevant: frozenset[str]


def rank_by_quote(judgment: Judgment) -> Ranking | None:
    """Relevant is what overlaps an expected quote; None where the question has no quotes."""
    if not judgment.question.quotes:
        return None
    expected = [place for places in quote_places(judgment) for place in places]
    return _rank(judgment, lambda one: any(place.overlaps(Place.of(one)) for place in expected))


def rank_by_file(judgment: Judgment) -> Ranking | None:
    """Relevant is what comes from an expected file; None where the question names none."""
    if not judgment.question.sources:
        return None
    return _rank(judgment, lambda passage: passage.source_id in judgment.question.sources)


def ranking_score(measure: RankingMeasure, ranking: Ranking | None) -> Score | None:
    """The value of an ir_measures measure for one question.

    Ranks, not scores, are handed over: trec_eval reorders equal scores by id.
    """
    if ranking is None:
        return None
    qrels = [Qrel("question", passage_id, 1) for passage_id in (*ranking.relevant, _MISSED)]
    run = [
        ScoredDoc("question", passage_id, -float(rank))
        for rank, passage_id in enumerate(ranking.passage_ids)
    ]
    (metric,) = ir_measures.iter_calc([measure], qrels, run)
    return Score(float(metric.value))


def _rank(judgment: Judgment, is_relevant: Callable[[Passage], bool]) -> Ranking:
    passages = [retrieved.passage for retrieved in judgment.retrieved]
    return Ranking(
        tuple(passage.id for passage in passages),
        frozenset(passage.id for passage in passages if is_relevant(passage)),
    )
