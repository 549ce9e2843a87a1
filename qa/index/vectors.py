"""Chroma: vectors, passage text and metadata. The only module that names chromadb."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexDamaged, IndexMismatch
from qa.index.manifest import FileVersion
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

    def __init__(self, collection: Any, batch_size: int, close: Any) -> None:
        self._collection = collection
        self._batch_size = batch_size
        self._close = close

    @classmethod
    def open(cls, data_dir: Path, fingerprint: str, *, create: bool = False) -> "VectorIndex":
        """The collection, made empty where `create` is set and it is missing.

        Raises:
            IndexMismatch: it was made with another fingerprint.
            IndexDamaged: Chroma cannot open it, or it is not there.
        """
        path = data_dir / "chroma"
        with _damage_reported(path):
            client = _client(path)
            get = client.get_or_create_collection if create else client.get_collection
            options: dict[str, Any] = {"embedding_function": None}
            if create:
                options["metadata"] = {"qa_fingerprint": fingerprint}
                options["configuration"] = {
                    "hnsw": {"space": "cosine", "ef_search": _SEARCH_BREADTH}
                }
            collection = get(_COLLECTION, **options)
            batch_size = client.get_max_batch_size()
        made_with = (collection.metadata or {}).get("qa_fingerprint")
        if made_with != fingerprint:
            raise IndexMismatch(
                f"The vectors in {path} were made with {made_with}, and the settings say "
                f"{fingerprint}.",
                "Run `qa ingest --rebuild`, or set the embedder and passage size as they were.",
            )
        return cls(collection, batch_size, client.close)

    @staticmethod
    def remove(data_dir: Path) -> None:
        """Empty the store; its files go where Chroma cannot open them any more."""
        path = data_dir / "chroma"
        try:
            with _damage_reported(path):
                client = _client(path)
                for collection in client.list_collections():
                    client.delete_collection(collection.name)
        except IndexDamaged:
            shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """Let go of the files."""
        self._close()

    def add(self, records: Sequence[Record], vectors: NDArray[np.float32]) -> None:
        """Store records with their vectors, through llama-index so that it can read them back.

        `ChromaVectorStore` sends more at once than a client takes; batches are cut here.
        """
        from llama_index.vector_stores.chroma import ChromaVectorStore

        store = ChromaVectorStore(chroma_collection=self._collection)
        nodes = [_node(record, vector) for record, vector in zip(records, vectors, strict=True)]
        with _damage_reported("the Chroma collection"):
            for start in range(0, len(nodes), self._batch_size):
                store.add(nodes[start : start + self._batch_size])

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
        if not keys:
            return {}
        with _damage_reported("the Chroma collection"):
            found = self._collection.get(
                where={"document_id": {"$in": keys}}, include=["embeddings", "metadatas"]
            )
        return {
            str(metadata["input_hash"]): np.asarray(vector, dtype=np.float32)
            for metadata, vector in zip(found["metadatas"], found["embeddings"], strict=True)
        }

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[Record, float]]:
        """At most `k` records with their cosine similarity, best first, ties by passage id."""
        if k < 1 or self.count() == 0:
            return []
        with _damage_reported("the Chroma collection"):
            found = self._collection.query(
                query_embeddings=[vector.tolist()],
                n_results=k,
                include=["documents", "metadatas", "distances"],
            )
        rows = zip(found["documents"][0], found["metadatas"][0], found["distances"][0], strict=True)
        scored = [(_record(text, metadata), 1.0 - float(far)) for text, metadata, far in rows]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0].id))

    def get(self, record_ids: Sequence[str]) -> dict[str, Record]:
        """The records of these ids; those that are gone are left out."""
        if not record_ids:
            return {}
        with _damage_reported("the Chroma collection"):
            found = self._collection.get(
                ids=list(record_ids), include=["documents", "metadatas"]
            )
        rows = zip(found["documents"], found["metadatas"], strict=True)
        records = (_record(text, metadata) for text, metadata in rows)
        return {record.id: record for record in records}

    def count(self) -> int:
        """How many records are stored, garbage included."""
        with _damage_reported("the Chroma collection"):
            return int(self._collection.count())


def _client(path: Path) -> Any:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    return chromadb.PersistentClient(
        str(path), settings=ChromaSettings(anonymized_telemetry=False)
    )


_KEYS_A_CALL = 200  # SQLite, below Chroma, limits the variables of one statement


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


@contextmanager
def _damage_reported(place: object) -> Iterator[None]:
    """Turn what Chroma raises, panics of its Rust core included, into `IndexDamaged`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 -- PanicException derives from BaseException
        raise IndexDamaged(
            f"Chroma failed at {place}: {type(error).__name__}: {error}",
            "Check the disk and the rights of the data directory; "
            "`qa ingest --rebuild` makes a damaged index anew.",
        ) from error
