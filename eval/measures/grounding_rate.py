"""Grounding rate: do the statements of an answer rest on what they cite?"""

from eval.judgment import Judgment, Score
from eval.matching import tokens
from eval.measures import register
from eval.measures.citation_location import is_located
from qa.types import Answer, Claim


@register("grounding_rate")
def grounding_rate(judgment: Judgment) -> Score | None:
    """Of the claims made, the share that rest on citations which stand where they say.

    Every citation of the claim is located (as `citation_location` checks), there is at least one,
    and a claim marked 'verbatim' has only words of its quotes, side by side. Whether a claim
    marked 'supported' follows from its quotes is the system's own word here. It needs no expected
    answer. Source: the contract of an answer (docs/evaluation.md).
    """
    answer = judgment.answer
    if answer is None or not answer.claims:
        return None
    grounded = [_is_grounded(claim, answer, judgment) for claim in answer.claims]
    return Score(float(sum(grounded)), float(len(grounded)))


def _is_grounded(claim: Claim, answer: Answer, judgment: Judgment) -> bool:
    cited = [one for one in answer.citations if one.marker in claim.citations]
    located = [is_located(one, judgment.texts.get(one.source_id)) for one in cited]
    if not cited or len(cited) < len(set(claim.citations)) or not all(located):
        return False
    if claim.grounding != "verbatim":
        return True
    said = " ".join(tokens(claim.text))
    return any(f" {said} " in f" {' '.join(tokens(one.quote))} " for one in cited)
