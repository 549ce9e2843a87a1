"""One writer at a time: the lock around a sync, and the ways to start one."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import IndexBusy, IndexDamaged
from qa.index.fingerprint import config_fingerprint
from qa.index.lexical import LexicalIndex
from qa.index.manifest import FILE_NAME, Manifest
from qa.index.store import Store
from qa.index.vectors import VectorIndex, remove_tree
from qa.ingest.scanning import scan
from qa.ingest.sync import OnProgress, Sync, preview
from qa.protocols import Embedder
from qa.settings import Settings
from qa.types import SyncReport

LOCK_NAME = "ingest.lock"
_FOLDER_NOTE = "folder.txt"


def sync_folder(
    settings: Settings,
    embedder: Embedder,
    folder: Path | None,
    *,
    rebuild: bool,
    dry_run: bool,
    on_progress: OnProgress | None,
) -> SyncReport:
    """Bring the index in step with `folder`; `Pipeline.sync` has the contract."""
    data_dir = settings.data_dir
    chosen = folder or _recorded_folder(data_dir, rebuild=rebuild) or settings.corpus
    scan(chosen, data_dir)  # a wrong folder must fail before anything is made or removed
    if dry_run:
        return preview(chosen, settings)
    fingerprint = config_fingerprint(settings, embedder)
    with only_writer(data_dir):
        if rebuild or _is_without_manifest(data_dir):
            embedder.embed(["probe"])  # an embedder that fails must not cost what is there
            _remove(data_dir)
        _note_folder(data_dir, chosen)
        with closing(Store.create(data_dir, fingerprint)) as store:
            return Sync(store, embedder, settings, on_progress).run(chosen)


def _recorded_folder(data_dir: Path, *, rebuild: bool) -> Path | None:
    """The folder that the index follows, by the manifest; where that is lost, by the note."""
    try:
        manifest = Manifest.find(data_dir)
    except IndexDamaged:
        if not rebuild:
            raise
        return _noted_folder(data_dir)  # a rebuild is what mends it
    if manifest is None:
        return _noted_folder(data_dir)
    with closing(manifest):
        folder = manifest.meta("folder")
    return Path(folder) if folder else _noted_folder(data_dir)


def _note_folder(data_dir: Path, folder: Path) -> None:
    """Write down which folder is followed: a lost manifest must not lead to another one."""
    with suppress(OSError, UnicodeEncodeError):  # it only helps to mend
        (data_dir / _FOLDER_NOTE).write_text(f"{folder.resolve()}\n", encoding="utf-8")


def _noted_folder(data_dir: Path) -> Path | None:
    try:
        folder = (data_dir / _FOLDER_NOTE).read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return Path(folder) if folder else None


@contextmanager
def only_writer(data_dir: Path) -> Iterator[None]:
    """Hold the data directory's lock; the system frees it when the process ends, however.

    Raises:
        IndexBusy: another process holds it; the message names that process.
        IndexDamaged: the data directory cannot be written.
    """
    path = data_dir / LOCK_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=0)
        lock.acquire()
        (data_dir / f"{LOCK_NAME}.holder").write_text(f"{os.getpid()}\n", encoding="ascii")
    except Timeout as error:
        raise IndexBusy(
            f"Another process is writing to {data_dir}{_holder(data_dir)}.",
            "Wait for it to end, or use another --data-dir.",
        ) from error
    except OSError as error:
        raise IndexDamaged(
            f"The data directory {data_dir} cannot be written: {error.strerror}.",
            "Choose another one with --data-dir or QA_DATA_DIR, or give yourself write rights.",
        ) from error
    try:
        yield
    finally:
        (data_dir / f"{LOCK_NAME}.holder").unlink(missing_ok=True)
        lock.release()


def _is_without_manifest(data_dir: Path) -> bool:
    """Whether no manifest says what is current: a new index, or stores that were left behind."""
    manifest = Manifest.find(data_dir)
    if manifest:
        manifest.close()
    return manifest is None


def _holder(data_dir: Path) -> str:
    try:
        pid = (data_dir / f"{LOCK_NAME}.holder").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return f" (process {pid})"


def _remove(data_dir: Path) -> None:
    """Empty the index, the manifest first: without it there is none."""
    try:
        with closing(Manifest.create(data_dir)) as manifest:
            manifest.clear()
    except IndexDamaged:
        for suffix in ("", "-wal", "-shm"):
            remove_tree(data_dir / f"{FILE_NAME}{suffix}")
    VectorIndex.remove(data_dir)
    LexicalIndex.remove(data_dir)
