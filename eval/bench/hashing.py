"""Vectors that cost next to nothing, so that a benchmark measures the index and not the model."""

import re
import zlib
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_WORDS = re.compile(r"\w+")
_ROWS = 8_192
_DIMENSIONS = 384  # as many as the embedded model has


class HashingEmbedder:
    """The sum of one fixed random direction a word: texts that share words are near each other.

    Known as feature hashing (Weinberger et al., ICML 2009). It knows no meaning: for measuring and
    testing what happens around an embedder, not for answering.
    """

    name = "hashing-384"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder`."""
        vectors = np.zeros((len(texts), _DIMENSIONS), dtype=np.float32)
        for number, text in enumerate(texts):
            rows = [zlib.crc32(word.encode()) % _ROWS for word in _WORDS.findall(text.casefold())]
            vectors[number] = self._directions[rows or [0]].sum(axis=0)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def count_tokens(self, text: str) -> int:
        """How many words `text` has: stands for a tokenizer's count."""
        return len(_WORDS.findall(text))

    @cached_property
    def _directions(self) -> NDArray[np.float32]:
        return np.random.default_rng(0).standard_normal((_ROWS, _DIMENSIONS), dtype=np.float32)
