"""Vectors that look like the embedded model's and cost nothing, for indexes too large to embed."""

import zlib
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from eval.bench.articles import made_passages
from qa.ingest.embedding import DIMENSIONS, MiniLMEmbedder

_BASES = 256
_NOISE = 0.7  # two texts of one base are then as near as two paragraphs of one article: 0.67


class StandInEmbedder:
    """Embeds one text with the model, as a query is; of several gives each a stand-in.

    A stand-in is the model's vector of one of 256 texts with noise of the text's own, brought to
    unit norm: it lies where the model's vectors lie, which decides how long a search takes. What is
    found means nothing.
    """

    def __init__(self) -> None:
        self._model = MiniLMEmbedder()
        self.name = self._model.name

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder`."""
        if len(texts) <= 1:
            return self._model.embed(texts)
        seeds = [zlib.crc32(text.encode()) for text in texts]
        noise = np.stack([_noise(seed) for seed in seeds])
        vectors = self._bases[[seed % _BASES for seed in seeds]] + _NOISE * noise
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def count_tokens(self, text: str) -> int:
        """How many words `text` has: the texts of the benchmarks have one word piece each."""
        return len(text.split())

    @cached_property
    def _bases(self) -> NDArray[np.float32]:
        return self._model.embed(made_passages(_BASES, seed=1))


def _noise(seed: int) -> NDArray[np.float32]:
    """A direction of length 1, about."""
    dice = np.random.default_rng(seed)
    return dice.standard_normal(DIMENSIONS, dtype=np.float32) / np.float32(DIMENSIONS**0.5)
