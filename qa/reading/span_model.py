"""The embedded span model: for each token of a passage, does the answer begin or end there?"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.ingest.embedding import passage_input
from qa.models import MODELS, checksum, model_path, open_session
from qa.types import Passage, Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

FILE = "reader.onnx"
MAX_TOKENS = 256  # of question, title and passage, as in training
STRIDE = 96  # tokens that two windows of a long passage share
MAX_QUESTION_TOKENS = 64
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


class SpanModel:
    """The reader trained from MiniLM (qa/models/MODEL_CARD.md), as int8 ONNX, in process.

    Each window runs alone, one thread each, as many at a time as there are cores, the longest
    first: what a passage scores does not depend on the passages beside it.
    """

    def __init__(self, threads: int = 0, folder: Path = MODELS) -> None:
        self._threads = threads or os.cpu_count() or 1
        self._folder = folder

    @cached_property
    def name(self) -> str:
        """The model and the first digits of its checksum."""
        return f"span-reader-int8@{checksum(model_path(FILE, self._folder))[:12]}"

    def warm_up(self) -> None:
        """Load the model now.

        Raises:
            ModelError: it is missing or damaged.
        """
        _ = self._session, self._tokenizer

    def read(self, question: str, passages: Sequence[Passage]) -> list[PassageScores]:
        """The scores of each passage, in their order.

        Raises:
            ModelError: the model is missing or damaged.
        """
        asked = self._shortened(question)
        pairs = [(asked, passage_input(passage)) for passage in passages]
        pieces = [
            (number, piece)
            for number, encoding in enumerate(self._tokenizer.encode_batch(pairs))
            for piece in (encoding, *encoding.overflowing)
        ]
        pieces.sort(key=lambda item: -len(item[1].ids))
        found: list[list[Window]] = [[] for _ in passages]
        for (number, piece), logits in zip(pieces, self._run([p for _, p in pieces]), strict=True):
            shift = len(pairs[number][1]) - len(passages[number].text)
            found[number].append(_window(piece, logits, shift))
        return [PassageScores(tuple(windows)) for windows in found]

    def _run(self, pieces: "Sequence[Encoding]") -> list[NDArray[np.float32]]:
        if len(pieces) <= 1 or self._threads == 1:
            return [self._logits(piece) for piece in pieces]
        return list(self._workers.map(self._logits, pieces))

    def _logits(self, piece: "Encoding") -> NDArray[np.float32]:
        inputs = {
            "input_ids": np.array([piece.ids], dtype=np.int64),
            "token_type_ids": np.array([piece.type_ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(piece.ids)), dtype=np.int64),
        }
        logits: NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        return logits

    def _shortened(self, question: str) -> str:
        """The question's first `MAX_QUESTION_TOKENS` tokens: the passage needs the room."""
        offsets = self._counter.encode(question, add_special_tokens=False).offsets
        if len(offsets) <= MAX_QUESTION_TOKENS:
            return question
        return question[: offsets[MAX_QUESTION_TOKENS - 1][1]]

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="read")

    @cached_property
    def _counter(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(model_path("tokenizer.json", self._folder)))

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._counter.to_str())
        tokenizer.enable_truncation(MAX_TOKENS, stride=STRIDE, strategy="only_second")
        return tokenizer

    @cached_property
    def _session(self) -> "InferenceSession":
        return open_session(model_path(FILE, self._folder))


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
