"""Citation recall by claim: does every statement cite a place that is known to support it?"""

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.places import Place, quote_places


@register("citation_recall_claim")
def citation_recall_claim(judgment: Judgment) -> Score | None:
    """Of the claims made, the share with a citation that overlaps an expected quote.

    Applies to questions with expected quotes that were answered. Source: citation recall of ALCE
    (Gao et al. 2023), which counts statements, with expected quotes in place of entailment; its
    precision is `citation_precision_quote`.
    """
    answer = judgment.answer
    if not judgment.question.quotes or answer is None or not answer.claims:
        return None
    expected = [place for places in quote_places(judgment) for place in places]
    supported = {
        one.marker
        for one in answer.citations
        if any(place.overlaps(Place.of(one)) for place in expected)
    }
    hits = [bool(supported & set(claim.citations)) for claim in answer.claims]
    return Score(float(sum(hits)), float(len(hits)))
