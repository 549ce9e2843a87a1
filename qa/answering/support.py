"""Does a source say what a claim says? Judged by words, their order, vectors and the span reader.

What can be decided is decided elsewhere (`qa.answering.facts`); this weighs the rest.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from qa.answering.facts import content, missing_facts, reversed_sense
from qa.protocols import Embedder
from qa.reading.span_model import SpanModel
from qa.reading.spans import Stems
from qa.reading.weights import Weights
from qa.types import Passage

SUPPORT_WEIGHTS = "support.json"
SUPPORT_FEATURES = (
    "coverage",  # share of the claim's content stems in the source and its title
    "near_coverage",  # the same without the title
    "missing",  # how many are in neither
    "in_order",  # longest common subsequence of stems, as a share of the claim's
    "side_by_side",  # share of the claim's neighbouring stems that are near each other there
    "cosine",  # of the vectors of claim and source
    "answerable",  # log-odds of the span reader that the source answers the claim as a question
    "length",  # content stems of the claim
)
_NEAR = 4  # stems apart in the source that still count as side by side
_CACHED_WORDS = 50_000


class SupportJudge:
    """Weighs claims against sources."""

    def __init__(
        self, embedder: Embedder, model: SpanModel | None, stems: Stems, weights: Weights
    ) -> None:
        self._embedder = embedder
        self._model = model
        self._weights = weights
        self._stem = lru_cache(_CACHED_WORDS)(stem_of(stems))

    def warm_up(self) -> None:
        """Load what it needs now."""
        if self._model is not None:
            self._model.warm_up()

    def objection(self, claim: str, source: str, title: str) -> str | None:
        """Why the source does not bear out the claim, in words for the writer; None where it does.

        `source` is what is cited, `title` that of its document.
        """
        if missing := missing_facts(claim, f"{source}\n{title}"):
            return f"it does not mention {', '.join(map(repr, missing))}"
        if reversed_ := reversed_sense(claim, source, self.content(claim)):
            return reversed_
        if self.probability(claim, source, title) < self._weights.threshold:
            return "it does not say that"
        return None

    def probability(self, claim: str, source: str, title: str) -> float:
        """How likely it is that the source says what the claim says."""
        features = self.features(claim, source, title)
        return self._weights.confidence(self._weights.weigh(features))

    def features(self, claim: str, source: str, title: str) -> list[float]:
        """The features in the order of `SUPPORT_FEATURES`."""
        said, there = self.content(claim), self.content(source)
        near = set(there)
        around = near | set(self.content(title))
        own = set(said)
        share = 1 / max(1, len(own))
        vectors = self._embedder.embed([claim, source])
        return [
            len(own & around) * share,
            len(own & near) * share,
            float(len(own - around)),
            _common(said, there) / max(1, len(said)),
            _side_by_side(said, there),
            float(vectors[0] @ vectors[1]),
            self._answerable(claim, source, title),
            float(len(said)),
        ]

    def _answerable(self, claim: str, source: str, title: str) -> float:
        """0 where there is no model, which is what the weights then make nothing of."""
        if self._model is None:
            return 0.0
        passage = Passage("", "", source, 0, len(source), title)
        return self._model.read(claim, [passage])[0].answerable

    def content(self, text: str) -> list[str]:
        """The stems of the words that carry meaning, in order."""
        return [stem for word in content(text) if (stem := self._stem(word))]


def stem_of(stems: Stems) -> Callable[[str], str]:
    """The stem of one word, empty for a stop word; numbers as they are."""

    def stem(word: str) -> str:
        found = stems(word)
        return word if word[:1].isdigit() else found[0] if found else ""

    return stem


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for at, candidate in enumerate(other, start=1):
            before, row[at] = (
                row[at],
                before + 1 if word == candidate else max(row[at], row[at - 1]),
            )
    return row[-1]


def _side_by_side(claim: Sequence[str], source: Sequence[str]) -> float:
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(source):
        places.setdefault(stem, []).append(at)
    pairs = [(one, two) for one, two in pairwise(claim) if one != two]
    near = [
        any(abs(a - b) <= _NEAR for a in places.get(one, ()) for b in places.get(two, ()))
        for one, two in pairs
    ]
    return sum(near) / len(near) if near else 1.0
