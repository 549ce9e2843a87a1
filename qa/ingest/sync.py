"""Make the index equal the folder."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from qa.errors import QAError
from qa.index.store import Store
from qa.index.tables import FileVersion, KnownFile
from qa.index.vectors import Record
from qa.ingest.batches import (
    FIRST_PASSAGES,
    PART_PASSAGES,
    EmbeddingAhead,
    Loaded,
    Part,
    parts_of,
)
from qa.ingest.contents import FileVanished
from qa.ingest.embedding import passage_input, token_counter
from qa.ingest.families import MADE_BY, update_families
from qa.ingest.intake import Intake, Taken
from qa.ingest.memory import give_back
from qa.ingest.scanning import FoundFile, Scan
from qa.ingest.splitting import split
from qa.ingest.tally import Tally
from qa.protocols import Embedder
from qa.settings import Settings
from qa.types import Failure, SyncReport

OnProgress = Callable[[int, int, str], None]

_UNCOLLECTED_PASSAGES = 4_096  # replaced versions stay so long: a file renamed later needs them


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
        self._known: dict[str, KnownFile] = {}
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
        give_back()
        self._tally.failed += found.failures
        self._tally.warnings += found.warnings
        self._follow(folder.resolve())
        known = self._known = self._store.manifest.known()
        self._store.manifest.distrust_signatures(MADE_BY)
        self._generation = self._store.manifest.next_generation()
        self._total = len(found.files)
        self._note_reusable(known)
        # new files first: what was renamed finds its vectors before another takes the old name
        files = sorted(found.files, key=lambda file: file.source_id in known)
        with self._intake:
            self._intake.survey(files, known, self._store.manifest.line_keys, self._tell_read)
            self._write(self._batches(files))
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

    def _batches(self, files: Sequence[FoundFile]) -> Iterator[list[Loaded]]:
        """New and changed files, as many together as make one part; a longer one by itself."""
        batch: list[Loaded] = []
        passages, enough = 0, FIRST_PASSAGES
        for file in files:
            loaded = self._load_if_new(file)
            if loaded is None:
                self._advance(file.source_id)
                continue
            passages += len(loaded.records)
            if batch and passages > enough:
                yield batch
                batch, passages, enough = [], len(loaded.records), PART_PASSAGES
            batch.append(loaded)
        if batch:
            yield batch

    def _load_if_new(self, file: FoundFile) -> Loaded | None:
        """The file as records, or None where it is unchanged, gone or failed."""
        try:
            taken = self._intake.take(file, self._known.get(file.source_id))
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

    def _loaded(self, taken: Taken) -> Loaded:
        source_id, document = taken.file.source_id, taken.document
        version = FileVersion(source_id, self._generation)
        passages = split(document, self._count_tokens, self._settings.passage_tokens)
        records = [Record(p, version, _input_hash(passage_input(p))) for p in passages]
        self._tally.warnings += [(source_id, warning) for warning in document.warnings]
        if not passages:
            self._tally.warnings.append((source_id, "it holds no text to index"))
        return Loaded(taken, version, records)

    def _write(self, batches: Iterator[list[Loaded]]) -> None:
        """Write every batch; while one is written, the next one is loaded and embedded."""
        with EmbeddingAhead(self._embedder) as ahead:
            begun: Part | None = None
            for batch in batches:
                relatives = self._relatives(batch)
                if begun and not begun.versions.isdisjoint(relatives):
                    self._finish_part(begun)  # it has vectors that this batch can use
                    begun = None
                stored = self._store.vectors.vectors_of(relatives)
                for part in parts_of(batch, stored):
                    part.begin(ahead)
                    if begun:
                        self._finish_part(begun)
                    begun = part
                for item in batch:
                    self._by_content.setdefault(item.taken.content_hash, item.version)
            if begun:
                self._finish_part(begun)

    def _finish_part(self, part: Part) -> None:
        """Write a part of new versions beside the old ones; after the last one they are current.

        Until then they count as garbage, so a run that is cut off in a long file has left its
        vectors where the next one looks for them.
        """
        manifest, batch = self._store.manifest, part.batch
        # before waiting: embedding goes on meanwhile
        rows = [item.row() for item in batch] if part.is_last else []
        signed = [item.family_row() for item in batch] if part.is_last else []
        vectors = part.vectors(lambda passage: self._tell_embedded(part, passage))
        if part.is_first:
            manifest.stage([item.version for item in batch])
        if part.records:
            self._store.vectors.add(part.records, vectors)
            self._store.lexical.add(part.records)
        self._tally.embedded += part.embedded
        self._uncollected += len(part.records)
        give_back()
        if not part.is_last:
            return
        manifest.publish(rows)
        manifest.add_family_rows(signed)
        for item in batch:
            is_known = item.source_id in self._known
            (self._tally.changed if is_known else self._tally.added).append(item.source_id)
            self._advance(item.source_id)
        if self._uncollected >= _UNCOLLECTED_PASSAGES:
            self._collect()

    def _relatives(self, batch: list[Loaded]) -> list[FileVersion]:
        """Versions that may hold the same text: a file's last ones, and those of equal content."""
        relatives: set[FileVersion] = set()
        for item in batch:
            relatives.update(self._unfinished.get(item.source_id, ()))
            if item.source_id in self._known:
                relatives.add(self._known[item.source_id].version)
            if item.taken.content_hash in self._by_content:  # moved, copied, or names were swapped
                relatives.add(self._by_content[item.taken.content_hash])
        return sorted(relatives, key=lambda version: version.key)

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

    def _tell_embedded(self, part: Part, passages: int) -> None:
        done = self._done + len(part.batch) * passages // part.total  # files, about
        self._tell(done, f"{part.batch[0].source_id}: passage {passages} of {part.total}")

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
