"""nDCG@10 over files: are all expected files near the top?"""

from ir_measures import nDCG

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.qrels import file_ranking_score


@register("ndcg@10_file")
def discounted_gain(judgment: Judgment) -> Score | None:
    """The gain of expected files by rank, over the best there could be; a file counts once.

    Every expected file gains 1. Source: `nDCG@10` of ir_measures, as BEIR reports it (Järvelin
    and Kekäläinen 2002), over files. Ten passages may be of fewer than ten files.
    """
    return file_ranking_score(nDCG @ 10, judgment)
