"""The seams, one screen: each has one job, and its docstring is the contract."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa.types import Document, Evidence, RetrievedPassage, SourceFilter


class Loader(Protocol):
    """Turns the bytes of one file into a `Document`."""

    def __call__(self, data: bytes, source_id: str) -> Document:
        """The document with title, date and masks found.

        Raises:
            CorpusError: the file is not what its name says; the message says what was found.
        """


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def name(self) -> str:
        """What made the vectors: part of the index fingerprint, so change it when they change."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape `(len(texts), d)`, unit norm, in the order of `texts`; n may be 0.

        Raises:
            ModelError: the embedded model cannot be used.
            EndpointError: the remote endpoint failed.
        """


class Retriever(Protocol):
    """Finds passages for a query."""

    def retrieve(
        self, query: str, k: int, only: SourceFilter | None = None
    ) -> list[RetrievedPassage]:
        """At most `k` passages, best first, ties by passage id; empty where nothing matches.

        With `only`, the best ones of the sources that match it.
        """


class Reader(Protocol):
    """Finds what answers a question in the passages retrieved for it."""

    @property
    def name(self) -> str:
        """The mode that an answer names."""

    def threshold(self, max_risk: float | None = None, question: str = "") -> float:
        """The confidence below which it is better to abstain; of questions like this one.

        With `max_risk`, the lowest at which at most that share of given answers is wrong.

        Raises:
            SettingsError: no threshold is that safe.
        """

    def warm_up(self) -> None:
        """Load what it needs now.

        Raises:
            ModelError: an embedded model is missing or damaged.
        """

    def read(self, question: str, passages: Sequence[RetrievedPassage]) -> list[Evidence]:
        """Evidence, most confident first, ties by passage id and position; empty passages: []."""
