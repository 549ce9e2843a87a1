"""What a sync would do."""

import hashlib
from contextlib import closing
from pathlib import Path

from qa.errors import CorpusError
from qa.index.manifest import Manifest
from qa.index.tables import KnownFile
from qa.ingest.contents import FileVanished, read_file
from qa.ingest.scanning import FoundFile, scan
from qa.ingest.sync import load
from qa.ingest.tally import Tally
from qa.settings import Settings
from qa.types import Failure, SyncReport


def preview(folder: Path, settings: Settings) -> SyncReport:
    """What a sync of `folder` would do, by content; nothing is written or embedded.

    `embedded` is 0, and `failed` holds what cannot be opened and what failed last time and still
    does; other files are not parsed, and those of known size and time are not read.
    """
    found = scan(folder, settings.data_dir)
    known, failed_before, passages = _indexed(settings.data_dir)
    tally = Tally(failed=list(found.failures))
    for file in found.files:
        try:
            kind = _kind(file, known.get(file.source_id), file.source_id in failed_before, settings)
        except FileVanished:
            tally.vanished.add(file.source_id)
        except CorpusError as error:
            tally.failed.append(Failure(file.source_id, error.message, error.hint))
        else:
            getattr(tally, kind).append(file.source_id)
    removed = tally.removed(found, known)
    return tally.report(folder, found, removed, passages=passages, seconds=0.0)


def _kind(file: FoundFile, known: KnownFile | None, failed_before: bool, settings: Settings) -> str:
    if known and not failed_before and (known.size, known.stamp_ns) == (file.size, file.stamp_ns):
        return "unchanged"
    data = read_file(file.path, settings.max_file_mb).data
    if failed_before:
        load(data, file.source_id)
    if known is None:
        return "added"
    is_same = known.content_hash == hashlib.sha256(data).hexdigest()
    return "unchanged" if is_same else "changed"


def _indexed(data_dir: Path) -> tuple[dict[str, KnownFile], set[str], int]:
    """The known files, the ids of those that failed last time, and the number of passages."""
    manifest = Manifest.find(data_dir)
    if manifest is None:
        return {}, set(), 0
    with closing(manifest):
        failed = {failure.source_id for failure in manifest.failures()}
        return manifest.known(), failed, manifest.totals()[1]
