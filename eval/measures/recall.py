"""Recall@10: how much of what answers the question is among the first ten passages."""

from ir_measures import R

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.places import Place, quote_places
from eval.qrels import file_ranking_score

_DEPTH = 10


@register("recall@10")
def recall(judgment: Judgment) -> Score | None:
    """Of the expected quotes, the share that one of the first ten passages overlaps.

    Applies to questions with expected quotes. A quote counts once however often it stands.
    Source: recall over gold evidence, as 'evidence recall' of HotpotQA's retrievers.
    """
    if not judgment.question.quotes:
        return None
    found = [Place.of(one.passage) for one in judgment.retrieved[:_DEPTH]]
    hits = [
        any(place.overlaps(one) for place in places for one in found)
        for places in quote_places(judgment)
    ]
    return Score(float(sum(hits)), float(len(hits)))


@register("recall@10_file")
def recall_file(judgment: Judgment) -> Score | None:
    """Of the expected files, the share among the first ten; a file ranks as its first passage.

    Source: `R@10` of ir_measures, the `recall` of trec_eval, over files. Ten passages may be of
    fewer than ten files.
    """
    return file_ranking_score(R @ _DEPTH, judgment)
