"""Chroma: vectors, passage text and metadata. The only module that names chromadb."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexDamaged, IndexMismatch
from qa.index.tables import FileVersion
from qa.types import Passage

_COLLECTION = "passages"
_SEARCH_BREADTH = 128  # HNSW's ef: at 100 (Chroma's default) recall drops once k nears it


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


class VectorIndex:
    """The Chroma collection of one data directory."""

    def __init__(self, path: Path, fingerprint: str, opened: "_Opened", revision: int) -> None:
        self._path = path
        self._fingerprint = fingerprint
        self._opened = opened
        self._retired: _Opened | None = None
        self._revision = revision
        self._lock = Lock()

    @classmethod
    def open(
        cls, data_dir: Path, fingerprint: str, *, create: bool = False, revision: int = 0
    ) -> "VectorIndex":
        """The collection, made empty where `create` is set and it is missing.

        `revision` is the manifest's at that moment: see `catch_up`.

        Raises:
            IndexMismatch: it was made with another fingerprint.
            IndexDamaged: Chroma cannot open it, or it is not there.
        """
        path = data_dir / "chroma"
        return cls(path, fingerprint, _open(path, fingerprint, create=create), revision)

    def catch_up(self, revision: int) -> None:
        """See what others wrote up to this revision of the manifest.

        Chroma reads its files once: an open client never notices another process's writes. What
        was open before stays so until the next time, for queries that are still running.
        """
        if revision == self._revision:
            return
        with self._lock:
            if revision == self._revision:
                return
            fresh = _open(self._path, self._fingerprint, create=False)
            if self._retired:
                self._retired.close()
            self._opened, self._retired, self._revision = fresh, self._opened, revision

    @staticmethod
    def remove(data_dir: Path) -> None:
        """Empty the store; its files go where Chroma cannot open them any more."""
        path = data_dir / "chroma"
        if not path.exists():
            return
        try:
            with _damage_reported(path), closing(_client(path)) as client:
                for collection in client.list_collections():
                    client.delete_collection(collection.name)
        except IndexDamaged:
            remove_tree(path)

    def close(self) -> None:
        """Let go of the files."""
        for opened in filter(None, (self._opened, self._retired)):
            opened.close()
        self._retired = None

    @property
    def _collection(self) -> Any:
        return self._opened.collection

    def add(self, records: Sequence[Record], vectors: NDArray[np.float32]) -> None:
        """Store records with their vectors, through llama-index so that it can read them back.

        `ChromaVectorStore` sends more at once than a client takes; batches are cut here.
        """
        from llama_index.vector_stores.chroma import ChromaVectorStore

        store = ChromaVectorStore(chroma_collection=self._collection)
        nodes = [_node(record, vector) for record, vector in zip(records, vectors, strict=True)]
        with _damage_reported("the Chroma collection"):
            for start in range(0, len(nodes), self._opened.batch_size):
                store.add(nodes[start : start + self._opened.batch_size])

    def delete(self, versions: Iterable[FileVersion]) -> None:
        """Remove every record of these versions; unknown ones do not matter."""
        keys = [version.key for version in versions]
        with _damage_reported("the Chroma collection"):
            for start in range(0, len(keys), _KEYS_A_CALL):
                self._collection.delete(
                    where={"document_id": {"$in": keys[start : start + _KEYS_A_CALL]}}
                )

    def vectors_of(self, versions: Iterable[FileVersion]) -> dict[str, NDArray[np.float32]]:
        """The stored vectors of these versions by input hash, so that equal text is reused."""
        keys = [version.key for version in versions]
        stored: dict[str, NDArray[np.float32]] = {}
        with _damage_reported("the Chroma collection"):
            for start in range(0, len(keys), _KEYS_A_CALL):
                found = self._collection.get(
                    where={"document_id": {"$in": keys[start : start + _KEYS_A_CALL]}},
                    include=["embeddings", "metadatas"],
                )
                for metadata, vector in zip(found["metadatas"], found["embeddings"], strict=True):
                    stored[str(metadata["input_hash"])] = np.asarray(vector, dtype=np.float32)
        return stored

    def nearest(
        self, vector: NDArray[np.float32], k: int, within: Sequence[FileVersion] | None = None
    ) -> list[tuple[Record, float]]:
        """At most `k` records with their cosine similarity, best first, ties by passage id.

        With `within`, the nearest records of these versions.
        """
        if k < 1 or self.count() == 0:
            return []
        if within is None:
            return self._nearest(vector, k, None)
        found: list[tuple[Record, float]] = []
        for start in range(0, len(within), _KEYS_A_QUERY):
            keys = [version.key for version in within[start : start + _KEYS_A_QUERY]]
            found += self._nearest(vector, k, {"document_id": {"$in": keys}})
        return sorted(found, key=_by_similarity)[:k]

    def _nearest(
        self, vector: NDArray[np.float32], k: int, where: dict[str, Any] | None
    ) -> list[tuple[Record, float]]:
        with _damage_reported("the Chroma collection"):
            found = self._collection.query(
                query_embeddings=[vector.tolist()],
                n_results=k,
                where=where,
                include=list(_COLUMNS),
            )
            rows = zip(*(found[name][0] for name in _COLUMNS), strict=True)
            scored = [
                (_record(text, metadata), 1.0 - float(far))
                for text, metadata, far in rows
                if metadata is not None  # deleted by another process since this was opened
            ]
        return sorted(scored, key=_by_similarity)

    def get(self, record_ids: Sequence[str]) -> dict[str, Record]:
        """The records of these ids; those that are gone are left out."""
        if not record_ids:
            return {}
        with _damage_reported("the Chroma collection"):
            found = self._collection.get(ids=list(record_ids), include=["documents", "metadatas"])
            rows = zip(found["documents"], found["metadatas"], strict=True)
            records = [_record(text, metadata) for text, metadata in rows if metadata is not None]
        return {record.id: record for record in records}

    def count(self) -> int:
        """How many records are stored, garbage included."""
        with _damage_reported("the Chroma collection"):
            return int(self._collection.count())


@dataclass(frozen=True, slots=True)
class _Opened:
    """A collection, how much it takes at once, and the way to let go of it."""

    collection: Any
    batch_size: int
    close: Callable[[], None]


def _open(path: Path, fingerprint: str, *, create: bool) -> _Opened:
    with ExitStack() as opened, _damage_reported(path):
        client = opened.enter_context(closing(_client(path)))
        get = client.get_or_create_collection if create else client.get_collection
        options: dict[str, Any] = {"embedding_function": None}
        if create:
            options["metadata"] = {"qa_fingerprint": fingerprint}
            options["configuration"] = {"hnsw": {"space": "cosine", "ef_search": _SEARCH_BREADTH}}
        collection = get(_COLLECTION, **options)
        batch_size = client.get_max_batch_size()
        _require_fingerprint(collection, path, fingerprint)
        return _Opened(collection, batch_size, opened.pop_all().close)


def _require_fingerprint(collection: Any, path: Path, fingerprint: str) -> None:
    made_with = (collection.metadata or {}).get("qa_fingerprint")
    if made_with != fingerprint:
        raise IndexMismatch(
            f"The vectors in {path} were made with {made_with}, and the settings say "
            f"{fingerprint}.",
            "Run `qa ingest --rebuild`, or set the embedder and passage size as they were.",
        )


def _client(path: Path) -> Any:
    """A client that shares nothing with others in this process.

    Chroma keeps one engine a path, with what it has read and even where it failed to start. So
    each client gets a spelling of the path of its own: '/./' and '//' mean '/'.
    """
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    spelling = "".join("/." if bit == "1" else "/" for bit in f"{next(_OPENINGS):b}")
    return chromadb.PersistentClient(
        f"{path}{spelling}/", settings=ChromaSettings(anonymized_telemetry=False)
    )


_OPENINGS = count(1)
_COLUMNS = ("documents", "metadatas", "distances")
_KEYS_A_CALL = 200  # SQLite, below Chroma, limits the variables of one statement
_KEYS_A_QUERY = 3_000  # measured on 10,000 passages: 15 ms with 1,000 keys, 74 ms with 3,000


def _by_similarity(found: tuple[Record, float]) -> tuple[float, str]:
    record, similarity = found
    return -similarity, record.id


def _node(record: Record, vector: NDArray[np.float32]) -> Any:
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    passage = record.passage
    return TextNode(
        id_=record.id,
        text=passage.text,
        embedding=vector.tolist(),
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={
            "passage_id": passage.id,
            "source_id": passage.source_id,
            "generation": record.version.generation,
            "start": passage.start,
            "end": passage.end,
            "title": passage.title,
            "published": passage.published or "",
            "input_hash": record.input_hash,
        },
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=record.version.key)},
    )


def _record(text: str, metadata: Mapping[str, Any]) -> Record:
    source_id = str(metadata["source_id"])
    passage = Passage(
        id=str(metadata["passage_id"]),
        source_id=source_id,
        text=text,
        start=int(metadata["start"]),
        end=int(metadata["end"]),
        title=str(metadata["title"]),
        published=str(metadata["published"]) or None,
    )
    version = FileVersion(source_id, int(metadata["generation"]))
    return Record(passage, version, str(metadata["input_hash"]))


def remove_tree(path: Path) -> None:
    """Delete a folder, or the file that stands in its place; what is not there does not matter.

    Raises:
        IndexDamaged: it cannot be deleted.
    """
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise IndexDamaged(
            f"{path} is damaged and cannot be removed: {error.strerror}.",
            "Remove it, then run `qa ingest --rebuild`.",
        ) from error


@contextmanager
def _damage_reported(place: object) -> Iterator[None]:
    """Turn what Chroma raises, panics of its Rust core included, into `IndexDamaged`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, IndexMismatch):
        raise
    except BaseException as error:  # PanicException derives from BaseException
        raise IndexDamaged(
            f"Chroma failed at {place}: {type(error).__name__}: {error}",
            "Check the disk and the rights of the data directory; "
            "`qa ingest --rebuild` makes a damaged index anew.",
        ) from error
