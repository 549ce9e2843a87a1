"""A new index beside the one in use, which takes its place in one step when it is complete.

Until then readers see the old one, and whatever stops the making costs nothing. Only the writer
that holds the data directory's lock may do this.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from qa.errors import IndexDamaged, IndexMismatch, IndexUnreachable
from qa.index.chroma import ChromaServer
from qa.index.manifest import FILE_NAME, Manifest
from qa.index.places import Places, new_name, remove_tree, store_folders
from qa.index.store import Store, require_fingerprint
from qa.index.vectors import VectorIndex

_UNFINISHED = "unfinished"  # below the data directory: the manifest of the index that is made


@contextmanager
def replacement(
    data_dir: Path, fingerprint: str, server: ChromaServer | None, *, resume: bool = False
) -> Iterator[Store]:
    """A store to fill; where the block ends without an error it replaces the index.

    With `resume`, one that was left unfinished is gone on with, if it was to be made in the same
    way. Raises as `Store.create` does.
    """
    unfinished = data_dir / _UNFINISHED
    if not (resume and _is_resumable(unfinished, fingerprint)):
        discard_unfinished(data_dir, server)
    manifest = Manifest.create(unfinished)
    with ExitStack() as opened:
        opened.callback(manifest.close)
        if manifest.meta("stores") is None:
            manifest.set_meta(stores=new_name())
        with suppress(IndexDamaged), closing(Manifest.create(data_dir)) as before:
            manifest.start_above(before)
        yield opened.enter_context(
            closing(Store.create(data_dir, fingerprint, server, manifest=manifest))
        )
    _adopt(data_dir, unfinished, server)


def discard_unfinished(data_dir: Path, server: ChromaServer | None) -> None:
    """Remove what a replacement left that was cut short; nothing where there is none."""
    unfinished = data_dir / _UNFINISHED
    if unfinished.exists():
        with suppress(IndexDamaged), closing(Manifest.create(unfinished)) as manifest:
            _remove_at_server(data_dir, manifest.meta("stores"), server)
        remove_tree(unfinished)
    _remove_orphans(data_dir)


def discard_everything(data_dir: Path) -> None:
    """Remove stores that no manifest names."""
    for folder in store_folders(data_dir):
        remove_tree(folder)


def _adopt(data_dir: Path, unfinished: Path, server: ChromaServer | None) -> None:
    try:
        current = Manifest.create(data_dir)
        stores = current.meta("stores")
    except IndexDamaged:
        for suffix in ("", "-wal", "-shm"):
            remove_tree(data_dir / f"{FILE_NAME}{suffix}")
        current, stores = Manifest.create(data_dir), None
    with closing(current):
        with closing(Manifest.create(unfinished)) as complete:
            current.adopt(complete)
        # from here on the new one is in use: what follows only gives disk back
        remove_tree(unfinished)
        _remove_at_server(data_dir, stores, server)
    _remove_orphans(data_dir)


def _is_resumable(unfinished: Path, fingerprint: str) -> bool:
    if not (unfinished / FILE_NAME).is_file():
        return False
    try:
        with closing(Manifest.create(unfinished)) as manifest:
            require_fingerprint(manifest, unfinished, fingerprint)
    except (IndexDamaged, IndexMismatch):
        return False
    return True


def _remove_at_server(data_dir: Path, name: str | None, server: ChromaServer | None) -> None:
    if server and name:
        with suppress(IndexUnreachable, IndexDamaged):  # it is only in the way there
            VectorIndex.remove(Places(data_dir, name), server)


def _remove_orphans(data_dir: Path) -> None:
    """Remove every folder of stores but those in use: a kill may have left some."""
    try:
        with closing(Manifest.create(data_dir)) as manifest:
            name = manifest.meta("stores")
    except IndexDamaged:
        return
    in_use = Places(data_dir, name or "")
    for folder in store_folders(data_dir):
        if folder not in (in_use.chroma, in_use.lexical):
            remove_tree(folder)
