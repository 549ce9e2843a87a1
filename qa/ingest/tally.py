"""What a sync has done so far, or would do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qa.index.tables import KnownFile
from qa.ingest.scanning import Scan
from qa.types import Failure, SyncReport


@dataclass(slots=True)
class Tally:
    """Source ids by what became of them."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    vanished: set[str] = field(default_factory=set)  # listed, and gone when they were to be read
    warnings: list[tuple[str, str]] = field(default_factory=list)
    embedded: int = 0

    def report(
        self, folder: Path, found: Scan, removed: Sequence[str], *, passages: int, seconds: float
    ) -> SyncReport:
        """The report, its lists sorted."""
        return SyncReport(
            folder=str(folder.resolve()),
            added=tuple(sorted(self.added)),
            changed=tuple(sorted(self.changed)),
            unchanged=tuple(sorted(self.unchanged)),
            removed=tuple(removed),
            failed=tuple(sorted(self.failed, key=lambda failure: failure.source_id)),
            skipped=tuple(found.skipped),
            warnings=tuple(sorted(self.warnings)),
            passages=passages,
            embedded=self.embedded,
            seconds=round(seconds, 3),
        )

    def removed(self, found: Scan, known: dict[str, KnownFile]) -> list[str]:
        """Known files that are gone; one that failed to load or cannot be seen is not gone."""
        present = {file.source_id for file in found.files} - self.vanished
        present |= {failure.source_id for failure in found.failures}
        return sorted(id_ for id_ in known if id_ not in present and not found.is_hidden(id_))
