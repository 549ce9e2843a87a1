"""Yes or no by a model: which of the best sentences decides a question, and what it says."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.ingest.splitting import sentences_around
from qa.reading.verdict_model import BESIDE, VerdictModel
from qa.reading.weights import Weights
from qa.reading.yes_no import by_rules, is_plain
from qa.types import Evidence, best_first

VERDICT_FEATURES = (
    "log_odds",  # of the sentence being about what is asked
    "decided",  # log-odds that it says yes or no at all
    "one_sided",  # log-odds of what is said over its contrary, by the model
    "rules_agree",  # 1 where the rules say the same, -1 where the contrary, 0 where they are open
)
_JUDGED = 4  # sentences: a later one hardly ever decides
_MOST_SURE = 1 - 1e-6


class Verdicts:
    """Puts the sentence first that most likely says yes or no, and rightly so.

    Where a sentence says yes or no itself, or has the opposite of a word of the question, the rules
    say which: 'closed' for 'open' the model still takes for a yes. Elsewhere the model does.
    """

    def __init__(self, model: VerdictModel, weights: Weights) -> None:
        self._model = model
        self._weights = weights

    def threshold(self, max_risk: float | None) -> float:
        """The calibrated threshold, or that of a wanted risk; see `Reader`."""
        return self._weights.threshold_for(max_risk)

    def warm_up(self) -> None:
        """Load the model now."""
        self._model.warm_up()

    def judge(self, question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The evidence anew, best first: the first few with what they say and how likely that is.

        `evidence` is sorted by confidence; what is not judged follows, no surer than what is.
        """
        judged = best_first(
            replace(item, confidence=self._weights.confidence(self._weights.weigh(features)))
            for item, features in self.features(question, evidence)
        )
        least = min((item.confidence for item in judged), default=0.0)
        rest = (replace(e, confidence=min(e.confidence, least)) for e in evidence[len(judged) :])
        return [*judged, *rest]

    def features(
        self, question: str, evidence: Sequence[Evidence]
    ) -> Iterator[tuple[Evidence, list[float]]]:
        """The first sentences with what they say: what the weights are learnt from."""
        chosen = evidence[:_JUDGED]
        found = self._model.judge(question, [_text(item) for item in chosen])
        for item, judgement in zip(chosen, found, strict=True):
            sure = min(max(item.confidence, 1 - _MOST_SURE), _MOST_SURE)
            ruled = by_rules(question, item)
            says = judgement.says
            if ruled and is_plain(question, item):
                says = ruled
            agrees = 0.0 if ruled is None else 1.0 if ruled == says else -1.0
            one_sided = judgement.yes if says == "yes" else -judgement.yes
            log_odds = math.log(sure / (1 - sure))
            yield replace(item, verdict=says), [log_odds, judgement.decided, one_sided, agrees]


def _text(item: Evidence) -> str:
    """The sentence with its neighbours in the passage, and the title before them."""
    passage, shift = item.passage, item.passage.start
    around = sentences_around(
        passage.text, item.sentence.start - shift, item.sentence.end - shift, BESIDE
    )
    text = passage.text[around.start : around.end]
    return f"{passage.title}\n{text}" if passage.title else text
