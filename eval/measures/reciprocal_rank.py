"""MRR@10: how near the top what answers the question stands."""

from ir_measures import RR

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.qrels import rank_by_file, rank_by_quote, ranking_score


@register("mrr@10")
def reciprocal_rank(judgment: Judgment) -> Score | None:
    """One over the rank of the first passage that overlaps an expected quote; 0 below rank 10.

    Applies to questions with expected quotes; nothing retrieved scores 0. Source: `RR@10` of
    ir_measures, the measure of MS MARCO; the mean over questions is MRR (Voorhees 1999).
    """
    return ranking_score(RR @ 10, rank_by_quote(judgment))


@register("mrr@10_file")
def reciprocal_rank_file(judgment: Judgment) -> Score | None:
    """One over the rank of the first passage from an expected file; 0 below rank 10."""
    return ranking_score(RR @ 10, rank_by_file(judgment))
