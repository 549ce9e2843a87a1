"""Three retrievers over one store: dense, lexical, and both fused."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa.index.store import Store
from qa.index.tables import FileVersion
from qa.index.vectors import Record
from qa.protocols import Embedder, Retriever
from qa.retrieval.fusion import fuse
from qa.types import RetrievedPassage, SourceFilter

_CACHED_QUERIES = 1024  # 1.5 KB each; a chat or an evaluation asks the same thing again
_SPARE = 2  # asked for k times this: versions that are no longer current are dropped afterwards
_RETRIES = 3  # a sync that commits during a query makes it look again


class DenseRetriever:
    """Passages by cosine similarity of their vectors to the query's."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self._embed = lru_cache(_CACHED_QUERIES)(lambda query: embedder.embed([query])[0])

    def retrieve(
        self, query: str, k: int, only: SourceFilter | None = None
    ) -> list[RetrievedPassage]:
        """See `Retriever`; similarities of zero and below are dropped."""
        vector: NDArray[np.float32] = self._embed(query)
        self._store.catch_up()
        found = self._store.vectors.nearest(vector, k * _SPARE, _within(self._store, only))
        return _current(self._store, ((record, score) for record, score in found if score > 0), k)


class LexicalRetriever:
    """Passages by BM25 over stems of their text and title."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def retrieve(
        self, query: str, k: int, only: SourceFilter | None = None
    ) -> list[RetrievedPassage]:
        """See `Retriever`; only passages that share a stem with the query are returned."""
        self._store.catch_up()
        found = self._store.lexical.search(query, k * _SPARE, _within(self._store, only))
        records = self._store.vectors.get([record_id for record_id, _ in found])
        scored = ((records[id_], score) for id_, score in found if id_ in records)
        return _current(self._store, scored, k)


class HybridRetriever:
    """Both rankings, fused; sees one state of the corpus even while a sync runs."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        *,
        candidates: int,
        fusion: Literal["score", "rank"],
    ) -> None:
        self._store = store
        self._parts: tuple[Retriever, Retriever] = (
            DenseRetriever(store, embedder),
            LexicalRetriever(store),
        )
        self._candidates = candidates
        self._fusion = fusion

    def retrieve(
        self, query: str, k: int, only: SourceFilter | None = None
    ) -> list[RetrievedPassage]:
        """See `Retriever`; scores are those of `fuse`."""
        return _in_one_state(self._store, lambda: self._retrieve(query, k, only))

    def _retrieve(self, query: str, k: int, only: SourceFilter | None) -> list[RetrievedPassage]:
        many = max(k, self._candidates)
        dense, lexical = (part.retrieve(query, many, only) for part in self._parts)
        return fuse(dense, lexical, self._fusion)[:k]


def _within(store: Store, only: SourceFilter | None) -> list[FileVersion] | None:
    """The versions to search in; None for all. Filtered before the best k, so that k come back."""
    return None if only is None else store.manifest.matching(only)


def _in_one_state(
    store: Store, retrieve: Callable[[], list[RetrievedPassage]]
) -> list[RetrievedPassage]:
    for _ in range(_RETRIES):
        revision = store.manifest.revision
        found = retrieve()
        if store.manifest.revision == revision:
            break
    return found


def _current(
    store: Store, scored: Iterable[tuple[Record, float]], k: int
) -> list[RetrievedPassage]:
    """The first k whose version the manifest calls current, ties by passage id."""
    pairs = list(scored)
    generations = store.manifest.current(record.passage.source_id for record, _ in pairs)
    current = [
        (record.passage, score)
        for record, score in pairs
        if generations.get(record.passage.source_id) == record.version.generation
    ]
    current.sort(key=lambda pair: (-pair[1], pair[0].id))
    return [RetrievedPassage(passage, score) for passage, score in current[:k]]
