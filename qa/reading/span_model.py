"""The embedded span model: for each token of a passage, does the answer begin or end there?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.ingest.embedding import passage_input
from qa.models import MODELS
from qa.reading.pair_model import MAX_TOKENS, PairModel
from qa.types import Passage, Span

if TYPE_CHECKING:
    from tokenizers import Encoding

FILE = "reader.onnx"
ANSWER_TOKENS = 30  # longer spans are no short answers
_START, _END, _ANSWERABLE = 0, 1, 2  # columns of the model's output


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a passage as the model saw it; one row a token.

    `places` are half-open character offsets into the passage's text. `starts` and `ends` are
    log-odds against 'no answer here', so spans of different windows and passages compare.
    """

    places: NDArray[np.int32]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    answerable: float

    def best_span(self, within: Span | None = None) -> tuple[float, Span] | None:
        """The margin and place of the best span inside `within`; None where no token is.

        A margin is the log-odds of the span against 'no answer'. Ties go to the first span.
        """
        first, last = self._tokens(within)
        if first >= last:
            return None
        scores = self.starts[first:last, None] + self.ends[None, first:last]
        scores = np.where(_ALLOWED[: last - first, : last - first], scores, -np.inf)
        start, end = divmod(int(scores.argmax()), last - first)
        place = Span(int(self.places[first + start, 0]), int(self.places[first + end, 1]))
        return float(scores[start, end]), place

    def _tokens(self, within: Span | None) -> tuple[int, int]:
        if within is None:
            return 0, len(self.places)
        first = int(np.searchsorted(self.places[:, 0], within.start))
        return first, int(np.searchsorted(self.places[:, 1], within.end, side="right"))


_ALLOWED = np.triu(np.tril(np.ones((MAX_TOKENS, MAX_TOKENS), dtype=bool), ANSWER_TOKENS - 1))


@dataclass(frozen=True, slots=True)
class PassageScores:
    """What the model makes of one passage: one window, or several where it is long."""

    windows: tuple[Window, ...]

    @property
    def answerable(self) -> float:
        """Log-odds that the passage has the answer at all."""
        return max(window.answerable for window in self.windows)

    def best_span(self, within: Span | None = None) -> tuple[float, Span] | None:
        """As `Window.best_span`, over all windows."""
        found = [best for window in self.windows if (best := window.best_span(within))]
        return max(found, key=lambda best: (best[0], -best[1].start), default=None)


class SpanModel(PairModel):
    """The reader; a long passage is read in windows that share tokens."""

    def __init__(self, threads: int = 0, folder: Path = MODELS) -> None:
        super().__init__(FILE, threads, folder)

    @cached_property
    def name(self) -> str:
        """The model and the first digits of its checksum."""
        return f"span-reader-int8@{self.digest}"

    def read(self, question: str, passages: Sequence[Passage]) -> list[PassageScores]:
        """The scores of each passage, in their order.

        Raises:
            ModelError: the model is missing or damaged.
        """
        texts = [passage_input(passage) for passage in passages]
        pieces = [
            (number, piece)
            for number, encoding in enumerate(self.encode(question, texts))
            for piece in (encoding, *encoding.overflowing)
        ]
        pieces.sort(key=lambda item: -len(item[1].ids))  # no long one is left for the end
        found: list[list[Window]] = [[] for _ in passages]
        for (number, piece), logits in zip(pieces, self.run([p for _, p in pieces]), strict=True):
            shift = len(texts[number]) - len(passages[number].text)
            found[number].append(_window(piece, logits, shift))
        return [PassageScores(tuple(windows)) for windows in found]


def _window(piece: "Encoding", logits: NDArray[np.float32], shift: int) -> Window:
    """The rows of the passage's own tokens; `shift` is where it begins in the second text."""
    places = np.array(piece.offsets, dtype=np.int32)
    is_second = np.array([sequence == 1 for sequence in piece.sequence_ids])
    own = is_second & (places[:, 0] >= shift) & (places[:, 1] > places[:, 0])
    null = logits[0]
    return Window(
        places=places[own] - shift,
        starts=logits[own, _START] - null[_START],
        ends=logits[own, _END] - null[_END],
        answerable=float(null[_ANSWERABLE]),
    )
