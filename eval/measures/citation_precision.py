"""Citation precision: do the citations point to where the answer is known to stand?"""

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.places import Place, quote_places
from qa.types import Citation


@register("citation_precision_file")
def citation_precision_file(judgment: Judgment) -> Score | None:
    """Of the citations, the share from an expected file.

    Applies to questions with expected sources that were answered with citations. Source:
    citation precision of ALCE (Gao et al. 2023), with expected files in place of entailment.
    """
    expected = judgment.question.sources
    cited = _cited(judgment)
    if not expected or not cited:
        return None
    return Score(float(sum(one.source_id in expected for one in cited)), float(len(cited)))


@register("citation_precision_quote")
def citation_precision_quote(judgment: Judgment) -> Score | None:
    """Of the citations, the share that overlap an expected quote.

    Applies to questions with expected quotes that were answered with citations. A set rarely
    lists every sentence that would do, so this is a lower bound. Source: as for files.
    """
    if not judgment.question.quotes:
        return None
    cited = _cited(judgment)
    if not cited:
        return None
    expected = [place for places in quote_places(judgment) for place in places]
    hits = [any(place.overlaps(Place.of(one)) for place in expected) for one in cited]
    return Score(float(sum(hits)), float(len(hits)))


def _cited(judgment: Judgment) -> tuple[Citation, ...]:
    return judgment.answer.citations if judgment.answer is not None else ()
