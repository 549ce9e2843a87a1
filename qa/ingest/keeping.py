"""Keep an index: give its disk back, write it to a file, make it from one."""

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from qa.errors import ArchiveError, IndexMismatch
from qa.index.chroma import ChromaServer
from qa.index.copying import IndexedFile, fill, indexed_files
from qa.index.fingerprint import config_fingerprint
from qa.index.manifest import Manifest
from qa.index.parquet import Header, read_files, read_header, write_parquet
from qa.index.replacing import replacement
from qa.index.store import Store
from qa.ingest.sync import OnProgress
from qa.ingest.syncing import only_writer, system_failures_told
from qa.protocols import Embedder
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done: how many files and passages, and the bytes on disk before and after."""

    files: int
    passages: int
    bytes_before: int
    bytes_after: int


def compact(settings: Settings, embedder: Embedder, on_progress: OnProgress | None = None) -> Kept:
    """Copy what is current into new stores and drop the old ones; readers are never blocked.

    Chroma keeps the room of deleted passages, on disk and in its graph. While it runs, the disk
    holds both. Nothing is embedded.

    Raises:
        IndexMissing, IndexMismatch, IndexDamaged, IndexUnreachable: there is no sound index.
        IndexBusy: another process is writing.
    """
    data_dir, server = settings.data_dir, ChromaServer.of(settings)
    fingerprint = config_fingerprint(settings, embedder)
    Manifest.open(data_dir).close()  # before the lock: it makes the folder that it lies in
    before = _bytes_of(data_dir)
    with (
        only_writer(data_dir),
        system_failures_told(data_dir),
        closing(Store.open(data_dir, fingerprint, server)) as old,
        replacement(data_dir, fingerprint, server) as new,
    ):
        files, passages = old.manifest.totals()
        new.manifest.set_meta(folder=old.manifest.meta("folder") or "")
        new.manifest.set_failures(old.manifest.failures())
        fill(new, _told(indexed_files(old), files, on_progress))
    return Kept(files, passages, before, _bytes_of(data_dir))


def export(
    settings: Settings, embedder: Embedder, path: Path, on_progress: OnProgress | None = None
) -> Kept:
    """Write the index to one Parquet file, whole or not at all; `bytes_after` is its size.

    Raises:
        IndexMissing, IndexMismatch, IndexDamaged, IndexUnreachable: there is no sound index.
        IndexBusy: another process is writing.
        ArchiveError: the file cannot be written, or is there and is no export.
    """
    data_dir, server = settings.data_dir, ChromaServer.of(settings)
    fingerprint = config_fingerprint(settings, embedder)
    is_writable = os.access(data_dir, os.W_OK)  # else nobody here writes, and a copy is read
    with (
        only_writer(data_dir) if is_writable else nullcontext(),
        closing(Store.open(data_dir, fingerprint, server)) as store,
    ):
        files, passages = store.manifest.totals()
        header = Header(fingerprint, store.manifest.meta("folder") or "", files, passages)
        write_parquet(path, header, _told(indexed_files(store), files, on_progress))
    return Kept(files, passages, _bytes_of(data_dir), path.stat().st_size)


def import_(
    settings: Settings, embedder: Embedder, path: Path, on_progress: OnProgress | None = None
) -> Kept:
    """Make the index from an export; one that is there is replaced when all of it is in.

    Raises:
        ArchiveError: the file is no export, or is damaged.
        IndexMismatch: its vectors were made in another way than the settings say.
        IndexBusy: another process is writing.
    """
    data_dir, server = settings.data_dir, ChromaServer.of(settings)
    fingerprint = config_fingerprint(settings, embedder)
    header = read_header(path)
    if header.fingerprint != fingerprint:
        raise IndexMismatch(
            f"{path} was made with '{header.fingerprint}', and the settings say '{fingerprint}'.",
            "Set the embedder and passage size as they were, or run `qa ingest` on the articles.",
        )
    before = _bytes_of(data_dir)
    with (
        only_writer(data_dir),
        system_failures_told(data_dir),
        replacement(data_dir, fingerprint, server) as store,
    ):
        store.manifest.set_meta(folder=header.folder)
        fill(store, _told(read_files(path), header.files, on_progress))
        _require_whole(path, store.manifest.totals(), header)
    return Kept(header.files, header.passages, before, _bytes_of(data_dir))


def _require_whole(path: Path, totals: tuple[int, int], header: Header) -> None:
    if totals != (header.files, header.passages):
        raise ArchiveError(
            f"{path} holds {totals[0]} files with {totals[1]} passages, and says that it has "
            f"{header.files} with {header.passages}.",
            "Export the index again.",
        )


def _told(
    files: Iterable[IndexedFile], total: int, on_progress: OnProgress | None
) -> Iterator[IndexedFile]:
    """The files, each told of when it has been taken."""
    for number, file in enumerate(files, start=1):
        yield file
        if on_progress:
            on_progress(number, total, file.row.version.source_id)


def _bytes_of(data_dir: Path) -> int:
    return sum(path.stat().st_size for path in data_dir.rglob("*") if path.is_file())
