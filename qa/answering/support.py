"""Does a source say what a claim says? Judged by the reader, which learnt it from claims.

What can be decided is decided before (`qa.answering.facts`); this judges the rest.
"""

from collections.abc import Callable
from functools import lru_cache

from qa.answering.facts import (
    added,
    content,
    left_out,
    missing_facts,
    reversed_sense,
    unknown_opening,
)
from qa.answering.measures import foreign_measures
from qa.answering.omission import Omission
from qa.reading.span_model import SpanModel
from qa.reading.spans import Stems
from qa.reading.weights import Weights
from qa.types import Passage

SUPPORT_WEIGHTS = "support.json"
# The words that claim and source share, their order and their vectors told nothing beside it.
SUPPORT_FEATURES = ("answerable",)  # log-odds of the span reader that the source says the claim
_CACHED_WORDS = 50_000


class SupportJudge:
    """Weighs claims against sources."""

    def __init__(self, model: SpanModel | None, stems: Stems, weights: Weights) -> None:
        """Without a model nothing is borne out but what rules settle."""
        self._model = model
        self._weights = weights
        self._stem = lru_cache(_CACHED_WORDS)(stem_of(stems))

    def warm_up(self) -> None:
        """Load what it needs now."""
        if self._model is not None:
            self._model.warm_up()

    def objection(
        self, claim: str, source: str, title: str, *, is_quoted: bool = True
    ) -> str | None:
        """Why the source does not bear out the claim, in words for the writer; None where it does.

        `source` is what is cited, `title` that of its document. Where the writer did not quote it
        but we looked for it, nothing but rules can settle the claim: among many sentences one that
        only seems to say it is found too easily.
        """
        is_settled, objection = self.by_rule(claim, source, title)
        if is_settled:
            return objection
        if is_quoted and self.probability(claim, source, title) >= self._weights.threshold:
            return None
        other = "it has other words: quote those that it rests on"
        plain = "it does not say that" if is_quoted else other
        return reversed_sense(claim, source, self.content(claim)) or plain

    def by_rule(self, claim: str, source: str, title: str) -> tuple[bool, str | None]:
        """Whether rules settle it, and their objection where they have one.

        A claim that is the source with some words left out is borne out, unless what turns its
        sense is among them.
        """
        shown = f"{source}\n{title}"
        missing = missing_facts(claim, shown) or foreign_measures(claim, shown)
        if opening := unknown_opening(claim, shown):
            missing.append(opening)
        if missing:
            return True, f"it does not mention {', '.join(map(repr, missing))}"
        stems = self.content(claim)
        omission = Omission(claim, source, self._stem)
        if omission.is_all():
            return True, reversed_sense(claim, source, stems)
        turned = added(claim, source) or left_out(claim, source, stems) or omission.objection()
        return turned is not None, turned

    def probability(self, claim: str, source: str, title: str) -> float:
        """How likely it is that the source says what the claim says."""
        if self._model is None:
            return 0.0
        return self._weights.confidence(self._weights.weigh(self.features(claim, source, title)))

    def features(self, claim: str, source: str, title: str) -> list[float]:
        """The features in the order of `SUPPORT_FEATURES`; none without a model."""
        if self._model is None:
            return []
        passage = Passage("", "", source, 0, len(source), title)
        return [self._model.read(claim, [passage])[0].answerable]

    def content(self, text: str) -> list[str]:
        """The stems of the words that carry meaning, in order."""
        return [stem for word in content(text) if (stem := self._stem(word))]


def stem_of(stems: Stems) -> Callable[[str], str]:
    """The stem of one word, empty for a stop word; numbers as they are."""

    def stem(word: str) -> str:
        found = stems(word)
        return word if word[:1].isdigit() else found[0] if found else ""

    return stem
