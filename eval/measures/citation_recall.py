"""Citation recall: are the places where the answer is known to stand cited?"""

from eval.judgment import Judgment, Score
from eval.measures import register
from eval.places import Place, quote_places


@register("citation_recall_quote")
def citation_recall_quote(judgment: Judgment) -> Score | None:
    """Of the expected quotes, the share that a citation overlaps; no answer cites none.

    Quotes that say the same thing in several files count each, so 1 means every source was
    cited, more than an answer to a single fact needs. Source: recall over gold evidence, as for
    the supporting facts of HotpotQA (Yang et al. 2018), by character span.
    """
    if not judgment.question.quotes:
        return None
    citations = judgment.answer.citations if judgment.answer is not None else ()
    cited = [Place.of(citation) for citation in citations]
    places_of_quotes = quote_places(judgment)
    found = [
        any(place.overlaps(one) for place in places for one in cited) for places in places_of_quotes
    ]
    return Score(float(sum(found)), float(len(found)))
