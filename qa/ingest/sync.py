"""Make the index equal the folder."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.errors import QAError
from qa.index.store import Store
from qa.index.tables import FileRow, FileVersion, KnownFile
from qa.index.vectors import Record
from qa.ingest.contents import FileVanished
from qa.ingest.embedding import passage_input, token_counter
from qa.ingest.families import update_families
from qa.ingest.intake import Intake, Taken
from qa.ingest.recurring import keys_of
from qa.ingest.scanning import FoundFile, Scan
from qa.ingest.splitting import split
from qa.ingest.tally import Tally
from qa.protocols import Embedder
from qa.settings import Settings
from qa.types import Failure, SyncReport

OnProgress = Callable[[int, int, str], None]

_BATCH_PASSAGES = 256  # written and made current together: bounds memory and work lost to a kill
_UNCOLLECTED_PASSAGES = 4_096  # replaced versions stay so long: a file renamed later needs them
_EMBED_AT_ONCE = 16  # passages between two ticks of the progress bar


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A new or changed file, split into records."""

    taken: Taken
    version: FileVersion
    records: list[Record]

    @property
    def source_id(self) -> str:
        """The file's id."""
        return self.taken.file.source_id


class Sync:
    """One run over one folder. `run` may be called once."""

    def __init__(
        self, store: Store, embedder: Embedder, settings: Settings, on_progress: OnProgress | None
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._on_progress = on_progress or (lambda _done, _total, _what: None)
        self._tally = Tally()
        self._intake = Intake(settings)
        self._count_tokens = token_counter(embedder)
        self._generation = 0
        self._done = 0
        self._told = 0
        self._total = 0
        self._touched: dict[str, tuple[int, int]] = {}
        self._uncollected = 0  # passages written since garbage was collected
        self._by_content: dict[str, FileVersion] = {}
        self._unfinished: dict[str, list[FileVersion]] = {}

    def run(self, folder: Path, found: Scan) -> SyncReport:
        """Bring the index in step with what was found in `folder` and report what was done.

        Raises:
            EndpointError: the remote embedder failed; files finished before it stay, and of the
                others what was embedded is used again.
        """
        started = time.perf_counter()
        self._tally.failed += found.failures
        self._follow(folder.resolve())
        known = self._store.manifest.known()
        self._generation = self._store.manifest.next_generation()
        self._total = len(found.files)
        self._note_reusable(known)
        # new files first: what was renamed finds its vectors before another takes the old name
        files = sorted(found.files, key=lambda file: file.source_id in known)
        with self._intake:
            self._intake.survey(files, known, self._store.manifest.line_keys, self._tell_read)
            for batch in self._batches(files, known):
                self._write(batch, known)
        removed = self._tally.removed(found, known)
        self._finish(removed)
        passages = self._store.manifest.totals()[1]
        seconds = time.perf_counter() - started
        return self._tally.report(folder, found, removed, passages=passages, seconds=seconds)

    def _follow(self, folder: Path) -> None:
        """Record the folder first, so that a killed run goes on here."""
        before = self._store.manifest.meta("folder")
        if before not in (None, str(folder)):
            self._tally.warnings.append(
                ("(index)", f"it followed {before} before, whose files it now drops")
            )
        self._store.manifest.set_meta(folder=str(folder))

    def _note_reusable(self, known: dict[str, KnownFile]) -> None:
        """Where vectors of equal text may be: files of equal content, and work that was cut off."""
        self._by_content = {file.content_hash: file.version for file in known.values()}
        for version in self._store.manifest.garbage():
            self._unfinished.setdefault(version.source_id, []).append(version)

    def _batches(
        self, files: Sequence[FoundFile], known: dict[str, KnownFile]
    ) -> Iterator[list[_Loaded]]:
        batch: list[_Loaded] = []
        for file in files:
            loaded = self._load_if_new(file, known.get(file.source_id))
            if loaded:
                batch.append(loaded)
            else:
                self._advance(file.source_id)
            if sum(len(item.records) for item in batch) >= _BATCH_PASSAGES:
                yield batch
                batch = []
        if batch:
            yield batch

    def _load_if_new(self, file: FoundFile, known: KnownFile | None) -> _Loaded | None:
        """The file as records, or None where it is unchanged, gone or failed."""
        try:
            taken = self._intake.take(file, known)
        except FileVanished:
            self._tally.vanished.add(file.source_id)
            return None
        except QAError as error:
            self._tally.failed.append(Failure(file.source_id, error.message, error.hint))
            return None
        if isinstance(taken, Taken):
            return self._loaded(taken)
        if taken.touched:
            self._touched[file.source_id] = taken.touched
        self._tally.unchanged.append(file.source_id)
        return None

    def _loaded(self, taken: Taken) -> _Loaded:
        source_id, document = taken.file.source_id, taken.document
        version = FileVersion(source_id, self._generation)
        passages = split(document, self._count_tokens, self._settings.passage_tokens)
        records = [Record(p, version, _input_hash(passage_input(p))) for p in passages]
        self._tally.warnings += [(source_id, warning) for warning in document.warnings]
        if not passages:
            self._tally.warnings.append((source_id, "it holds no text to index"))
        return _Loaded(taken, version, records)

    def _write(self, batch: list[_Loaded], known: dict[str, KnownFile]) -> None:
        """Write new versions beside the old ones, then make them current.

        Until then they count as garbage, so a run that is cut off in a long file has left its
        vectors where the next one looks for them.
        """
        manifest = self._store.manifest
        records = [record for item in batch for record in item.records]
        stored = self._store.vectors.vectors_of(self._relatives(batch, known))
        manifest.stage([item.version for item in batch])
        for start in range(0, len(records), _BATCH_PASSAGES):
            part = records[start : start + _BATCH_PASSAGES]
            place = (start, len(records))
            self._store.vectors.add(part, self._vectors(part, stored, batch, place))
            self._store.lexical.add(part)
        manifest.publish([_row(item) for item in batch])
        for item in batch:
            is_known = item.source_id in known
            (self._tally.changed if is_known else self._tally.added).append(item.source_id)
            self._by_content.setdefault(item.taken.content_hash, item.version)
            self._advance(item.source_id)
        self._uncollected += len(records)
        if self._uncollected >= _UNCOLLECTED_PASSAGES:
            self._collect()

    def _relatives(self, batch: list[_Loaded], known: dict[str, KnownFile]) -> list[FileVersion]:
        """Versions that may hold the same text: a file's last ones, and those of equal content."""
        relatives: set[FileVersion] = set()
        for item in batch:
            relatives.update(self._unfinished.get(item.source_id, ()))
            if item.source_id in known:
                relatives.add(known[item.source_id].version)
            if item.taken.content_hash in self._by_content:  # moved, copied, or names were swapped
                relatives.add(self._by_content[item.taken.content_hash])
        return sorted(relatives, key=lambda version: version.key)

    def _vectors(
        self,
        records: list[Record],
        stored: dict[str, NDArray[np.float32]],
        batch: list[_Loaded],
        place: tuple[int, int],
    ) -> NDArray[np.float32]:
        """A vector for each record: the stored one where the same input was embedded before.

        `place` is the number of the first record in the batch, and how many that has.
        """
        new = {
            record.input_hash: passage_input(record.passage)
            for record in records
            if record.input_hash not in stored
        }
        hashes, texts = list(new), list(new.values())
        for start in range(0, len(texts), _EMBED_AT_ONCE):
            part = self._embedder.embed(texts[start : start + _EMBED_AT_ONCE])
            stored.update(zip(hashes[start:], part, strict=False))
            passage = place[0] + start + len(part)
            what = f"{batch[0].source_id}: passage {passage} of {place[1]}"
            self._tell(self._done + len(batch) * passage // place[1], what)  # files, about
        self._tally.embedded += len(texts)
        return np.stack([stored[record.input_hash] for record in records])

    def _collect(self) -> None:
        self._store.collect_garbage()
        self._uncollected = 0

    def _finish(self, removed: list[str]) -> None:
        if removed:
            self._store.manifest.withdraw(removed)
        self._store.manifest.touch(self._touched)
        self._store.manifest.set_failures(self._tally.failed)
        update_families(self._store.manifest, self._tell_families)
        self._collect()
        self._store.require_agreement()

    def _tell_read(self, what: str) -> None:
        self._tell(0, what)

    def _tell_families(self, done: int, total: int) -> None:
        self._tell(self._done, f"looking for copies: {done} of {total}")

    def _advance(self, source_id: str) -> None:
        self._done += 1
        self._tell(self._done, source_id)

    def _tell(self, done: int, what: str) -> None:
        """Report progress; it never goes back, though files embedded are still to be written."""
        self._told = max(self._told, done)
        self._on_progress(self._told, self._total, what)


def _input_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _row(item: _Loaded) -> FileRow:
    taken, document = item.taken, item.taken.document
    return FileRow(
        version=item.version,
        content_hash=taken.content_hash,
        size=taken.file.size,
        stamp_ns=taken.file.stamp_ns,
        title=document.title,
        published=document.published,
        encoding=document.encoding,
        masks=tuple((mask.start, mask.end) for mask in document.masks),
        passages=len(item.records),
        indexed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        warnings=document.warnings,
        author=document.author,
        language=document.language,
        tags=document.tags,
        read_with=taken.read_with,
        recurring=taken.recurring,
        line_keys=keys_of(document),
        text=document.text,
    )
