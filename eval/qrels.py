"""Relevance of retrieved passages, handed to ir_measures."""

from collections.abc import Callable, Iterable, Sequence
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
    return _score(measure, (*ranking.relevant, _MISSED), ranking.passage_ids)


def file_ranking_score(measure: RankingMeasure, judgment: Judgment) -> Score | None:
    """The same over files, each at the rank of its first passage; all expected ones are relevant.

    None where the question names no file.
    """
    sources = judgment.question.sources
    if not sources:
        return None
    ranked = dict.fromkeys(retrieved.passage.source_id for retrieved in judgment.retrieved)
    return _score(measure, sources, list(ranked))


def _score(measure: RankingMeasure, relevant: Iterable[str], ranked: Sequence[str]) -> Score:
    qrels = [Qrel("question", name, 1) for name in relevant]
    run = [ScoredDoc("question", name, -float(rank)) for rank, name in enumerate(ranked)]
    (metric,) = ir_measures.iter_calc([measure], qrels, run)
    return Score(float(metric.value))


def _rank(judgment: Judgment, is_relevant: Callable[[Passage], bool]) -> Ranking:
    passages = [retrieved.passage for retrieved in judgment.retrieved]
    return Ranking(
        tuple(passage.id for passage in passages),
        frozenset(passage.id for passage in passages if is_relevant(passage)),
    )
