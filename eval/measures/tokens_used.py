"""Tokens: how much a language model read and wrote for one question."""

from eval.judgment import Judgment, Score
from eval.measures import register

_COUNTS = ("prompt_tokens", "completion_tokens")


@register("tokens", unit="tokens")
def tokens(judgment: Judgment) -> Score | None:
    """Prompt and completion tokens together, as the endpoint counted them; mean a question.

    Undefined where no language model wrote the answer, or its endpoint does not count.
    """
    usage = judgment.answer.usage if judgment.answer is not None else None
    if not usage or not any(name in usage for name in _COUNTS):
        return None
    return Score(sum(usage.get(name, 0.0) for name in _COUNTS))
