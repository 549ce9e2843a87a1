"""Three retrievers over one store: dense, lexical, and both fused."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa.index.store import Store
from qa.index.tables import FileVersion
from qa.index.vectors import version_of
from qa.protocols import Embedder
from qa.retrieval.fusion import fuse
from qa.types import RetrievedPassage, SourceFilter

Matches = list[tuple[str, float]]  # record ids and scores, best first

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
        self._store.catch_up()
        (scores,), generations = _current(self._store, k, self.matches(query, k, only))
        return _retrieved(self._store, scores, generations)

    def matches(self, query: str, k: int, only: SourceFilter | None) -> Matches:
        """What is near, in the stores as they were caught up with last."""
        vector: NDArray[np.float32] = self._embed(query)
        found = self._store.vectors.nearest(vector, k * _SPARE, _within(self._store, only))
        return [(record_id, score) for record_id, score in found if score > 0]


class LexicalRetriever:
    """Passages by BM25 over stems of their text and title."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def retrieve(
        self, query: str, k: int, only: SourceFilter | None = None
    ) -> list[RetrievedPassage]:
        """See `Retriever`; only passages that share a stem with the query are returned."""
        self._store.catch_up()
        (scores,), generations = _current(self._store, k, self.matches(query, k, only))
        return _retrieved(self._store, scores, generations)

    def matches(self, query: str, k: int, only: SourceFilter | None) -> Matches:
        """What shares a stem, in the stores as they were caught up with last."""
        return self._store.lexical.search(query, k * _SPARE, _within(self._store, only))


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
        self._dense = DenseRetriever(store, embedder)
        self._lexical = LexicalRetriever(store)
        self._candidates = candidates
        self._fusion = fusion

    def retrieve(
        self, query: str, k: int, only: SourceFilter | None = None
    ) -> list[RetrievedPassage]:
        """See `Retriever`; scores are those of `fuse`."""
        manifest = self._store.manifest
        for _ in range(_RETRIES):
            revision = manifest.revision
            self._store.vectors.catch_up(revision)
            found = self._retrieve(query, k, only)
            if manifest.revision == revision:
                break
        return found

    def _retrieve(self, query: str, k: int, only: SourceFilter | None) -> list[RetrievedPassage]:
        many = max(k, self._candidates)
        rankings, generations = _current(
            self._store,
            many,
            self._dense.matches(query, many, only),
            self._lexical.matches(query, many, only),
        )
        dense, lexical = rankings
        fused = dict(islice(fuse(dense, lexical, self._fusion).items(), k))
        return [
            replace(found, dense=dense.get(found.passage.id), lexical=lexical.get(found.passage.id))
            for found in _retrieved(self._store, fused, generations)
        ]


def _within(store: Store, only: SourceFilter | None) -> list[FileVersion] | None:
    """The versions to search in; None for all. Filtered before the best k, so that k come back."""
    return None if only is None else store.manifest.matching(only)


def _current(
    store: Store, k: int, *rankings: Matches
) -> tuple[list[dict[str, float]], dict[str, int]]:
    """Of each ranking the first k that the manifest calls current, by passage id, ties by it.

    And the generations of their files.
    """
    versions = {id_: version_of(id_) for ranking in rankings for id_, _ in ranking}
    generations = store.manifest.current(version.source_id for version in versions.values())
    current = []
    for ranking in rankings:
        scores = [
            (id_.partition(":")[2], score)
            for id_, score in ranking
            if generations.get(versions[id_].source_id) == versions[id_].generation
        ]
        scores.sort(key=lambda pair: (-pair[1], pair[0]))
        current.append(dict(scores[:k]))
    return current, generations


def _retrieved(
    store: Store, scores: Mapping[str, float], generations: Mapping[str, int]
) -> list[RetrievedPassage]:
    """The passages of these scores, in their order; those that are gone are left out."""
    record_ids = {id_: f"{generations[id_.rpartition('#')[0]]}:{id_}" for id_ in scores}
    records = store.vectors.get(list(record_ids.values()))
    return [
        RetrievedPassage(records[record_ids[id_]].passage, score)
        for id_, score in scores.items()
        if record_ids[id_] in records
    ]
