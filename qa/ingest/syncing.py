"""One writer at a time: the lock around a sync, and the ways to start one."""

import os
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import IndexBusy, IndexDamaged
from qa.index.chroma import ChromaServer
from qa.index.fingerprint import config_fingerprint
from qa.index.manifest import Manifest
from qa.index.places import remove_tree
from qa.index.replacing import discard_everything, discard_unfinished, replacement
from qa.index.store import Store
from qa.ingest.parsing import SPOOL_NAME
from qa.ingest.previewing import preview
from qa.ingest.scanning import scan
from qa.ingest.sync import OnProgress, Sync
from qa.protocols import Embedder
from qa.settings import Settings
from qa.types import SyncReport

LOCK_NAME = "ingest.lock"
_FOLDER_NOTE = "ingest.folder"  # no name of an article: the folder may be the data directory
_OLD_NOTE = "folder.txt"
_COMMAND = 200  # characters of a command line that are shown


def sync_folder(
    settings: Settings,
    embedder: Embedder,
    folder: Path | None,
    *,
    rebuild: bool,
    dry_run: bool,
    may_be_empty: bool,
    on_progress: OnProgress | None,
) -> SyncReport:
    """Bring the index in step with `folder`; `Pipeline.sync` has the contract."""
    data_dir = settings.data_dir
    chosen = folder or _recorded_folder(data_dir, rebuild=rebuild) or settings.corpus
    if dry_run:
        return preview(chosen, settings, may_be_empty=may_be_empty)
    # a wrong folder must fail before anything is made
    found = scan(chosen, data_dir, may_be_empty=may_be_empty)
    with writable(settings, embedder, chosen, rebuild=rebuild) as store:
        return Sync(store, embedder, settings, on_progress).run(chosen, found)


@contextmanager
def writable(
    settings: Settings, embedder: Embedder, folder: Path, *, rebuild: bool
) -> Iterator[Store]:
    """The store that a sync writes to, for this process alone; with `rebuild` a new one.

    Raises:
        IndexBusy: another process is writing.
        IndexMismatch: the index was made in another way, and `rebuild` is not set.
        IndexDamaged, IndexUnreachable: it cannot be written.
    """
    data_dir, server = settings.data_dir, ChromaServer.of(settings)
    fingerprint = config_fingerprint(settings, embedder)
    with only_writer(data_dir), system_failures_told(data_dir):
        _note_folder(data_dir, folder)
        remove_tree(data_dir / SPOOL_NAME)
        if rebuild:
            with replacement(data_dir, fingerprint, server, resume=True) as store:
                yield store
            return
        discard_unfinished(data_dir, server)
        if _is_without_manifest(data_dir):
            discard_everything(data_dir)
        with closing(Store.create(data_dir, fingerprint, server)) as store:
            yield store


@contextmanager
def system_failures_told(data_dir: Path) -> Iterator[None]:
    """Turn what the system refuses while an index is written into an error of ours."""
    try:
        yield
    except OSError as error:
        raise IndexDamaged(
            f"The data directory {data_dir} cannot be written: {error.strerror}.",
            "Make room on its disk; the index is as it was after the last finished file.",
        ) from error


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
    note, old = f"{folder.resolve()}\n", data_dir / _OLD_NOTE
    with suppress(OSError, UnicodeError):  # it only helps to mend
        (data_dir / _FOLDER_NOTE).write_text(note, encoding="utf-8")
        if old.read_text(encoding="utf-8") == note:
            old.unlink()


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
        (data_dir / f"{LOCK_NAME}.holder").write_text(
            f"{_this_process()}\n", encoding="utf-8", errors="backslashreplace"
        )
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


def _this_process() -> str:
    """Who holds the lock, as a person finds it: the data directory may be shared by machines."""
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    since = datetime.now().astimezone().isoformat(" ", timespec="seconds")
    return f"process {os.getpid()} on {socket.gethostname()}, since {since}: {command[:_COMMAND]}"


def _holder(data_dir: Path) -> str:
    try:
        holder = (data_dir / f"{LOCK_NAME}.holder").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return f" ({holder})" if holder else ""
