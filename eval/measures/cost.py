"""Cost: what one question costs at the endpoint."""

from eval.judgment import Judgment, Score
from eval.measures import register


@register("cost", unit="usd")
def cost(judgment: Judgment) -> Score | None:
    """US dollars, as the answer reports them; mean a question. Undefined where it does not."""
    usage = judgment.answer.usage if judgment.answer is not None else None
    if not usage or "cost_usd" not in usage:
        return None
    return Score(usage["cost_usd"])
