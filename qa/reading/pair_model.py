"""An embedded model that reads two texts together: a question, and what may answer it."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa.models import MODELS, checksum, model_path, open_session, open_tokenizer

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

MAX_TOKENS = 256  # of question, title and text, as in training
STRIDE = 96  # tokens that two windows of a long text share
MAX_QUESTION_TOKENS = 64


class PairModel:
    """A model trained from MiniLM (qa/models/MODEL_CARD.md), as int8 ONNX, in process.

    Each window runs alone, one thread each, as many at a time as there are cores: what a text
    scores does not depend on the texts beside it.
    """

    def __init__(self, file: str, threads: int = 0, folder: Path = MODELS) -> None:
        self._file = file
        self._threads = threads or os.cpu_count() or 1
        self._folder = folder

    @property
    def digest(self) -> str:
        """The first digits of the file's checksum."""
        return checksum(model_path(self._file, self._folder))[:12]

    def warm_up(self) -> None:
        """Load the model now.

        Raises:
            ModelError: it is missing or damaged.
        """
        _ = self._session, _cutting(self._folder)

    def encode(self, question: str, texts: Sequence[str]) -> "list[Encoding]":
        """The tokens of the question with each text, a long one's further windows in `overflowing`.

        Of the question its first `MAX_QUESTION_TOKENS` tokens: the text needs the room.

        Raises:
            ModelError: the model is missing or damaged.
        """
        asked = self._shortened(question)
        return _cutting(self._folder).encode_batch([(asked, text) for text in texts])

    def run(self, pieces: "Sequence[Encoding]") -> list[NDArray[np.float32]]:
        """The model's output for each window, in their order: one row a token.

        Raises:
            ModelError: the model is missing or damaged.
        """
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
        offsets = open_tokenizer(self._folder).encode(question, add_special_tokens=False).offsets
        if len(offsets) <= MAX_QUESTION_TOKENS:
            return question
        return question[: offsets[MAX_QUESTION_TOKENS - 1][1]]

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="read")

    @cached_property
    def _session(self) -> "InferenceSession":
        return open_session(model_path(self._file, self._folder))


@cache
def _cutting(folder: Path) -> "Tokenizer":
    """The tokenizer that gives windows; one for all models."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(open_tokenizer(folder).to_str())
    tokenizer.enable_truncation(MAX_TOKENS, stride=STRIDE, strategy="only_second")
    return tokenizer
