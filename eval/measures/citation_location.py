"""Citation location: is every quote where the citation says it is?"""

from eval.judgment import Judgment, Score
from eval.measures import register
from qa.types import Citation


@register("citation_location")
def citation_location(judgment: Judgment) -> Score | None:
    """Of the citations shown, the share whose span holds the quote and whose line is right.

    `text[start:end] == quote`, not empty, and `line` is one more than the line feeds before
    `start`. The nearest places of an abstention are shown too, so they count.

    Source: the contract of an answer (docs/evaluation.md); it needs no expected answer.
    """
    answer = judgment.answer
    if answer is None:
        return None
    nearest = answer.abstention.nearest if answer.abstention else ()
    shown = [*answer.citations, *nearest]
    if not shown:
        return None
    proven = [is_located(citation, judgment.texts.get(citation.source_id)) for citation in shown]
    return Score(float(sum(proven)), float(len(proven)))


def is_located(citation: Citation, text: str | None) -> bool:
    """Whether the quote stands at the span and on the line; never in a text that is not there."""
    if text is None or not 0 <= citation.start < citation.end <= len(text):
        return False
    is_there = text[citation.start : citation.end] == citation.quote
    return is_there and citation.line == text.count("\n", 0, citation.start) + 1
