"""Hit@5: is what answers the question among the first five passages?"""

from ir_measures import Success

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.qrels import rank_by_file, rank_by_quote, ranking_score


@register("hit@5")
def hit(judgment: Judgment) -> Score | None:
    """1 where one of the first five passages overlaps an expected quote, else 0.

    Applies to questions with expected quotes; nothing retrieved scores 0. Source: `Success@5` of
    ir_measures, the `success` measure of trec_eval.
    """
    return ranking_score(Success @ 5, rank_by_quote(judgment))


@register("hit@5_file")
def hit_file(judgment: Judgment) -> Score | None:
    """1 where one of the first five passages is from an expected file, else 0."""
    return ranking_score(Success @ 5, rank_by_file(judgment))
