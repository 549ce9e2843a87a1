"""What a sync would do."""

from contextlib import closing
from pathlib import Path

from qa.errors import CorpusError
from qa.index.manifest import Manifest
from qa.index.tables import KnownFile
from qa.ingest.contents import FileVanished
from qa.ingest.intake import Intake
from qa.ingest.scanning import FoundFile, scan
from qa.ingest.tally import Tally
from qa.settings import Settings
from qa.types import Failure, SyncReport


def preview(folder: Path, settings: Settings, *, may_be_empty: bool = False) -> SyncReport:
    """What a sync of `folder` would do, by content; nothing is written or embedded.

    `embedded` is 0, and `failed` holds what cannot be opened and what failed last time and still
    does; other files are not parsed, and those of known size and time are not read.
    """
    found = scan(folder, settings.data_dir, may_be_empty=may_be_empty)
    known, failed_before, passages = _indexed(settings.data_dir)
    tally = Tally(failed=list(found.failures), warnings=list(found.warnings))
    with Intake(settings) as intake:
        for file in found.files:
            source_id = file.source_id
            try:
                kind = _kind(file, known.get(source_id), source_id in failed_before, intake)
            except FileVanished:
                tally.vanished.add(source_id)
            except CorpusError as error:
                tally.failed.append(Failure(source_id, error.message, error.hint))
            else:
                getattr(tally, kind).append(source_id)
    removed = tally.removed(found, known)
    return tally.report(folder, found, removed, passages=passages, seconds=0.0)


def _kind(file: FoundFile, known: KnownFile | None, failed_before: bool, intake: Intake) -> str:
    content_hash = None
    if failed_before or known is None:
        content_hash = intake.content_hash_of(file, parse=failed_before)
    if known is None:
        return "added"
    return "unchanged" if intake.is_same(file, known, content_hash) else "changed"


def _indexed(data_dir: Path) -> tuple[dict[str, KnownFile], set[str], int]:
    """The known files, the ids of those that failed last time, and the number of passages."""
    manifest = Manifest.find(data_dir)
    if manifest is None:
        return {}, set(), 0
    with closing(manifest):
        failed = {failure.source_id for failure in manifest.failures()}
        return manifest.known(), failed, manifest.totals()[1]
