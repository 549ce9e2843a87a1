"""Chroma holds vectors, passage text and metadata."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.errors import EndpointError
from qa.index.chroma import (
    SEARCH_BREADTH,
    ChromaServer,
    Opened,
    open_collection,
    patiently,
    remove_collection,
    set_breadth,
)
from qa.index.places import Places
from qa.index.tables import FileVersion
from qa.types import Passage, source_of

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Record:
    """A passage as the stores hold it: one version's, with the hash of what was embedded."""

    passage: Passage
    version: FileVersion
    input_hash: str

    @property
    def id(self) -> str:
        """`<generation>:<passage id>`: two versions of a file never share one."""
        return f"{self.version.generation}:{self.passage.id}"


def version_of(record_id: str) -> FileVersion:
    """The version that a record is of."""
    generation, _, passage_id = record_id.partition(":")
    return FileVersion(source_of(passage_id), int(generation))


class VectorIndex:
    """The Chroma collection of one set of stores."""

    def __init__(
        self,
        places: Places,
        fingerprint: str,
        opened: Opened,
        revision: int,
        server: ChromaServer | None,
    ) -> None:
        self._places = places
        self._fingerprint = fingerprint
        self._opened = opened
        self._retired: Opened | None = None
        self._revision = revision
        self._server = server
        self._length = 0  # of the vectors; 0 until one is seen
        self._lock = Lock()

    @classmethod
    def open(
        cls,
        places: Places,
        fingerprint: str,
        *,
        create: bool = False,
        revision: int = 0,
        server: ChromaServer | None = None,
    ) -> "VectorIndex":
        """The collection, made empty where `create` is set and it is missing.

        `revision` is the manifest's at that moment: see `catch_up`. Without a `server` the
        collection is in the data directory.

        Raises:
            IndexMismatch: it was made with another fingerprint.
            IndexDamaged: Chroma cannot open it, or it is not there.
            IndexUnreachable: the server does not answer, as in every method below.
        """
        opened = open_collection(places, server, fingerprint, create=create)
        return cls(places, fingerprint, opened, revision, server)

    def catch_up(self, revision: int) -> None:
        """See what others wrote up to this revision of the manifest.

        Chroma in process reads its files once: an open client never notices another process's
        writes. What was open before stays so until the next time, for queries that still run.
        """
        if revision == self._revision or self._server:
            return
        with self._lock:
            if revision == self._revision:
                return
            fresh = open_collection(self._places, None, self._fingerprint, create=False)
            if self._retired:
                self._retired.close()
            self._opened, self._retired, self._revision = fresh, self._opened, revision

    @staticmethod
    def remove(places: Places, server: ChromaServer) -> None:
        """Delete a collection at a server; a missing one does not matter."""
        remove_collection(places, server)

    def set_breadth(self, breadth: int = SEARCH_BREADTH) -> None:
        """Let later openings search as broadly as this; for whoever may write."""
        self._try(partial(set_breadth, self._opened, breadth))

    def close(self) -> None:
        """Let go of the files or the connection."""
        for opened in filter(None, (self._opened, self._retired)):
            opened.close()
        self._retired = None

    def add(self, records: Sequence[Record], vectors: NDArray[np.float32]) -> None:
        """Store records with their vectors, as llama-index's nodes, which it can read back.

        Raises:
            EndpointError: the vectors are not as long as those that are stored.
        """
        self._require_length(vectors)
        for start in range(0, len(records), self._opened.batch_size):
            part = slice(start, start + self._opened.batch_size)
            self._call(
                "add",
                ids=[record.id for record in records[part]],
                embeddings=vectors[part],
                metadatas=[_node_of(record) for record in records[part]],
            )

    def delete(self, versions: Iterable[FileVersion]) -> None:
        """Remove every record of these versions; unknown ones do not matter."""
        for where in _any_of(versions):
            self._call("delete", where=where)

    def vectors_of(self, versions: Iterable[FileVersion]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors of these versions by input hash, so that equal text is reused."""
        return {record.input_hash: vector for record, vector in self.records_of(versions)}

    def records_of(
        self, versions: Iterable[FileVersion]
    ) -> Iterator[tuple[Record, NDArray[np.float32]]]:
        """Every record of these versions with its vector, in no order, some versions at a time."""
        for where in _any_of(versions):
            found = self._call("get", where=where, include=["embeddings", *_COLUMNS])
            for record, vector in zip(_records(found), found["embeddings"], strict=True):
                yield record, np.asarray(vector, dtype=np.float32)

    def nearest(
        self, vector: NDArray[np.float32], k: int, within: Sequence[FileVersion] | None = None
    ) -> list[tuple[str, float]]:
        """At most `k` record ids with their cosine similarity, best first, ties by record id.

        With `within`, the nearest records of these versions. Among them may be ids that another
        process has deleted since this was opened.

        Raises:
            EndpointError: the vector is not as long as those that are stored.
        """
        if k < 1:
            return []
        self._require_length(vector[None])
        if within is None:
            return self._nearest(vector, k, None)
        found: list[tuple[str, float]] = []
        for start in range(0, len(within), _KEYS_A_QUERY):
            keys = [version.key for version in within[start : start + _KEYS_A_QUERY]]
            found += self._nearest(vector, k, {"document_id": {"$in": keys}})
        return sorted(found, key=_by_similarity)[:k]

    def _nearest(
        self, vector: NDArray[np.float32], k: int, where: dict[str, Any] | None
    ) -> list[tuple[str, float]]:
        found = self._call(
            "query",
            query_embeddings=[vector.tolist()],
            n_results=k,
            where=where,
            include=["distances"],
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((id_, 1.0 - float(far)) for id_, far in pairs), key=_by_similarity)

    def get(self, record_ids: Sequence[str]) -> dict[str, Record]:
        """The records of these ids; those that are gone are left out."""
        if not record_ids:
            return {}
        found = self._call("get", ids=list(record_ids), include=_COLUMNS)
        return {record.id: record for record in _records(found)}

    def require_searchable(self) -> None:
        """Search by a stored vector: counting alone touches none of the files of the graph."""
        for vector in self._call("get", limit=1, include=["embeddings"])["embeddings"]:
            self.nearest(np.asarray(vector, dtype=np.float32), 1)

    def count(self) -> int:
        """How many records are stored, garbage included."""
        return int(self._call("count"))

    def record_ids(self) -> set[str]:
        """The ids of all records, garbage included."""
        ids: set[str] = set()
        while True:
            found = self._call("get", limit=_IDS_A_CALL, offset=len(ids), include=[])
            ids.update(found["ids"])
            if len(found["ids"]) < _IDS_A_CALL:
                return ids

    def _require_length(self, vectors: NDArray[np.float32]) -> None:
        """Only an endpoint gives vectors of another length under the name that made the index."""
        if not self._length:
            found = self._call("get", limit=1, include=["embeddings"])["embeddings"]
            self._length = len(found[0]) if len(found) else 0
        if self._length and vectors.shape[1] != self._length:
            raise EndpointError(
                f"The embedding model gave vectors of length {vectors.shape[1]}; those of the "
                f"index have length {self._length}.",
                "Check OPENAI_BASE_URL and QA_EMBEDDING_MODEL: there is another model behind that "
                "name now. `qa ingest --rebuild` makes the index anew with it.",
            )

    def _call(self, name: str, **arguments: Any) -> Any:
        return self._try(partial(getattr(self._opened.collection, name), **arguments))

    def _try(self, do: Callable[[], _T]) -> _T:
        return patiently(do, self._server, "the Chroma collection")


def _any_of(versions: Iterable[FileVersion]) -> Iterator[dict[str, Any]]:
    """Chroma's filters for the records of these versions, some versions each."""
    keys = [version.key for version in versions]
    for start in range(0, len(keys), _KEYS_A_CALL):
        yield {"document_id": {"$in": keys[start : start + _KEYS_A_CALL]}}


_KEYS_A_CALL = 200  # SQLite, below Chroma, limits the variables of one statement
_IDS_A_CALL = 5_000
_COLUMNS = ["documents", "metadatas"]
_SOURCE = "1"  # llama-index's NodeRelationship.SOURCE

_KEYS_A_QUERY = 3_000  # measured on 10,000 passages: 15 ms with 1,000 keys, 74 ms with 3,000


def _by_similarity(found: tuple[str, float]) -> tuple[float, str]:
    record_id, similarity = found
    return -similarity, record_id


def _node_of(record: Record) -> dict[str, str]:
    """What Chroma keeps beside a vector: the node that llama-index makes of it, and how to find it.

    Chroma indexes each document by its trigrams and each field by its value, for searches that
    nobody makes here: with the text in the node and few fields a passage takes a third of the time.
    The node is written as `TextNode.model_dump(exclude_defaults=True)` writes it, which takes six
    times as long; llama-index takes a node whose type is not named for a `TextNode`.
    """
    passage, document_id = record.passage, record.version.key
    node = {
        "id_": record.id,
        "metadata": {
            "source_id": passage.source_id,
            "title": passage.title,
            "published": passage.published or "",
            "section": passage.section or "",
            **({"columns": passage.columns} if passage.columns else {}),
            "input_hash": record.input_hash,
        },
        "relationships": {_SOURCE: {"node_id": document_id, "class_name": "RelatedNodeInfo"}},
        "text": passage.text,
        "start_char_idx": passage.start,
        "end_char_idx": passage.end,
        "class_name": "TextNode",
    }
    return {
        "_node_content": json.dumps(node, ensure_ascii=False),
        "document_id": document_id,
    }


def _records(found: Mapping[str, Any]) -> Iterator[Record]:
    """The records among what Chroma found; indexes of before have the text as its document."""
    for id_, text, fields in zip(found["ids"], *(found[name] for name in _COLUMNS), strict=True):
        if fields is None:
            continue
        version, passage_id = version_of(id_), id_.partition(":")[2]
        node = json.loads(fields["_node_content"])
        about = node["metadata"]
        passage = Passage(
            id=passage_id,
            source_id=version.source_id,
            text=node["text"] if text is None else text,
            start=node["start_char_idx"],
            end=node["end_char_idx"],
            title=about["title"],
            published=about["published"] or None,
            section=about["section"] or None,
            columns=about.get("columns", ""),
        )
        yield Record(passage, version, about["input_hash"])
