"""The current files of an index with passages and vectors, out of one store into another.

What a compaction, an export and an import have in common; nothing is embedded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexDamaged
from qa.index.store import Store
from qa.index.tables import FileRow, FileVersion
from qa.index.vectors import Record

Vector = NDArray[np.float32]
_FILES_AT_ONCE = 50
_PASSAGES_AT_ONCE = 512  # written and made current together


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """One current file: its row in the manifest, its passages in order, a vector each."""

    row: FileRow
    records: list[Record]
    vectors: list[Vector]


def indexed_files(store: Store) -> Iterator[IndexedFile]:
    """Every current file, by source id, some in memory at a time.

    Raises:
        IndexDamaged: a file has not the passages that the manifest says.
    """
    rows: list[FileRow] = []
    for row in store.manifest.rows():
        rows.append(row)
        if len(rows) == _FILES_AT_ONCE:
            yield from _with_passages(store, rows)
            rows = []
    yield from _with_passages(store, rows)


def _with_passages(store: Store, rows: list[FileRow]) -> Iterator[IndexedFile]:
    found = sorted(
        store.vectors.records_of(row.version for row in rows),
        key=lambda pair: (pair[0].version.source_id, pair[0].passage.start, pair[0].id),
    )
    by_version = {
        version: list(pairs) for version, pairs in groupby(found, key=lambda pair: pair[0].version)
    }
    for row in rows:
        pairs = by_version.get(row.version, [])
        if len(pairs) != row.passages:
            raise IndexDamaged(
                f"{row.version.source_id} has {len(pairs)} passages in Chroma, and the manifest "
                f"counts {row.passages}.",
                "Run `qa ingest --rebuild` to make the index anew.",
            )
        yield IndexedFile(row, [record for record, _ in pairs], [vector for _, vector in pairs])


def fill(store: Store, files: Iterable[IndexedFile]) -> None:
    """Write files to a store that has none of them."""
    generation = store.manifest.next_generation()
    batch: list[IndexedFile] = []
    for file in files:
        batch.append(_of_generation(file, generation))
        if sum(len(each.records) for each in batch) >= _PASSAGES_AT_ONCE:
            _write(store, batch)
            batch = []
    _write(store, batch)
    store.require_agreement()


def _of_generation(file: IndexedFile, generation: int) -> IndexedFile:
    version = FileVersion(file.row.version.source_id, generation)
    records = [replace(record, version=version) for record in file.records]
    return IndexedFile(replace(file.row, version=version), records, file.vectors)


def _write(store: Store, batch: list[IndexedFile]) -> None:
    records = [record for file in batch for record in file.records]
    store.manifest.stage(list(map(attrgetter("row.version"), batch)))
    if records:
        store.vectors.add(records, np.stack([vector for file in batch for vector in file.vectors]))
        store.lexical.add(records)
    if batch:
        store.manifest.publish([file.row for file in batch])
