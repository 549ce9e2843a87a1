"""Make the index equal the folder."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.errors import CorpusError, QAError
from qa.index.manifest import Manifest
from qa.index.store import Store
from qa.index.tables import FileRow, FileVersion, KnownFile
from qa.index.vectors import Record
from qa.ingest.embedding import passage_input, token_counter
from qa.ingest.families import update_families
from qa.ingest.loaders import loader_for
from qa.ingest.scanning import FoundFile, Scan, scan
from qa.ingest.splitting import split
from qa.protocols import Embedder
from qa.settings import Settings
from qa.types import Document, Failure, SyncReport

OnProgress = Callable[[int, int, str], None]

_BATCH_PASSAGES = 256  # written and made current together: bounds memory and work lost to a kill
_EMBED_AT_ONCE = 16  # passages between two ticks of the progress bar


@dataclass(slots=True)
class _Tally:
    """What a sync has done so far."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    embedded: int = 0


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A new or changed file, split into records."""

    file: FoundFile
    document: Document
    content_hash: str
    records: list[Record]


class Sync:
    """One run over one folder. `run` may be called once."""

    def __init__(
        self, store: Store, embedder: Embedder, settings: Settings, on_progress: OnProgress | None
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._on_progress = on_progress or (lambda _done, _total, _what: None)
        self._tally = _Tally()
        self._count_tokens = token_counter(embedder)
        self._generation = 0
        self._done = 0
        self._told = 0
        self._total = 0

    def run(self, folder: Path) -> SyncReport:
        """Bring the index in step with `folder` and report what was done.

        Raises:
            CorpusError: the folder is missing or holds nothing to read; the index stays as it is.
            EndpointError: the remote embedder failed; files finished before it stay.
        """
        started = time.perf_counter()
        found = scan(folder, self._settings.data_dir)
        self._tally.failed += found.failures
        self._follow(folder.resolve())
        self._store.collect_garbage()
        known = self._store.manifest.known()
        self._generation = self._store.manifest.next_generation()
        self._total = len(found.files)
        for batch in self._batches(found.files, known):
            self._write(batch, known)
        removed = _removed(found, known)
        self._finish(removed)
        passages = self._store.manifest.totals()[1]
        seconds = time.perf_counter() - started
        return _report(folder, found, self._tally, removed, passages=passages, seconds=seconds)

    def _follow(self, folder: Path) -> None:
        """Record the folder first, so that a killed run goes on here."""
        before = self._store.manifest.meta("folder")
        if before not in (None, str(folder)):
            self._tally.warnings.append(
                ("(index)", f"it followed {before} before, whose files it now drops")
            )
        self._store.manifest.set_meta(folder=str(folder))

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
        """The file as records, or None where it is unchanged or failed."""
        if known and (known.size, known.stamp_ns) == (file.size, file.stamp_ns):
            self._tally.unchanged.append(file.source_id)
            return None
        try:
            data = read_file(file.path, self._settings.max_file_mb)
            content_hash = hashlib.sha256(data).hexdigest()
            if known and known.content_hash == content_hash:
                self._store.manifest.touch(file.source_id, file.size, file.stamp_ns)
                self._tally.unchanged.append(file.source_id)
                return None
            return self._loaded(file, load(data, file.source_id), content_hash)
        except QAError as error:
            self._tally.failed.append(Failure(file.source_id, error.message, error.hint))
            return None

    def _loaded(self, file: FoundFile, document: Document, content_hash: str) -> _Loaded:
        version = FileVersion(file.source_id, self._generation)
        passages = split(document, self._count_tokens, self._settings.passage_tokens)
        records = [Record(p, version, _input_hash(passage_input(p))) for p in passages]
        self._tally.warnings += [(file.source_id, warning) for warning in document.warnings]
        if not passages:
            self._tally.warnings.append((file.source_id, "it holds no text to index"))
        return _Loaded(file, document, content_hash, records)

    def _write(self, batch: list[_Loaded], known: dict[str, KnownFile]) -> None:
        """Write new versions beside the old ones, make them current, then drop the old ones."""
        manifest = self._store.manifest
        records = [record for item in batch for record in item.records]
        vectors = self._vectors(batch, records, known)
        manifest.stage([FileVersion(item.file.source_id, self._generation) for item in batch])
        if records:
            self._store.vectors.add(records, vectors)
            self._store.lexical.add(records)
        manifest.publish([_row(item, self._generation) for item in batch])
        self._store.collect_garbage()
        for item in batch:
            is_known = item.file.source_id in known
            (self._tally.changed if is_known else self._tally.added).append(item.file.source_id)
            self._advance(item.file.source_id)

    def _vectors(
        self, batch: list[_Loaded], records: list[Record], known: dict[str, KnownFile]
    ) -> NDArray[np.float32]:
        """A vector for each record: the stored one where the same input was embedded before."""
        stored = self._store.vectors.vectors_of(_relatives(batch, known))
        new = {
            record.input_hash: passage_input(record.passage)
            for record in records
            if record.input_hash not in stored
        }
        hashes, texts = list(new), list(new.values())
        for start in range(0, len(texts), _EMBED_AT_ONCE):
            part = self._embedder.embed(texts[start : start + _EMBED_AT_ONCE])
            stored.update(zip(hashes[start:], part, strict=False))
            where = f"{batch[0].file.source_id}: passage {start + len(part)} of {len(texts)}"
            finished = len(batch) * (start + len(part)) // len(texts)  # files, about
            self._tell(self._done + finished, where)
        self._tally.embedded += len(texts)
        return np.stack([stored[record.input_hash] for record in records]) if records else _NONE

    def _finish(self, removed: list[str]) -> None:
        if removed:
            self._store.manifest.withdraw(removed)
            self._store.collect_garbage()
        self._store.manifest.set_failures(self._tally.failed)
        update_families(self._store.manifest, self._tell_families)
        self._store.require_agreement()

    def _tell_families(self, done: int, total: int) -> None:
        self._tell(self._done, f"looking for copies: {done} of {total}")

    def _advance(self, source_id: str) -> None:
        self._done += 1
        self._tell(self._done, source_id)

    def _tell(self, done: int, what: str) -> None:
        """Report progress; it never goes back, though files embedded are still to be written."""
        self._told = max(self._told, done)
        self._on_progress(self._told, self._total, what)


_NONE: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)


def read_file(path: Path, max_megabytes: float) -> bytes:
    """The bytes of a file.

    Raises:
        CorpusError: it cannot be read or is larger than `max_megabytes` (10^6 bytes each).
    """
    limit = int(max_megabytes * 1_000_000)
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise CorpusError(
            f"{path.name} cannot be read: {error.strerror}.", "Give yourself the right to read it."
        ) from error
    if len(data) > limit:
        raise CorpusError(
            f"{path.name} is larger than {max_megabytes:g} MB.",
            "Split it, or raise QA_MAX_FILE_MB.",
        )
    return data


def load(data: bytes, source_id: str) -> Document:
    """The document, by the loader for its ending.

    Raises:
        CorpusError: the loader cannot read it, for whatever reason.
    """
    loader = loader_for(Path(source_id).suffix)
    if loader is None:
        raise CorpusError(f"No loader reads {source_id}.", "Give it the ending of its format.")
    try:
        return loader(data, source_id)
    except QAError:
        raise
    except Exception as error:  # one file's surprise must not stop the others
        raise CorpusError(
            f"{source_id} could not be parsed: {type(error).__name__}: {error}.",
            "Open it and save it again, or remove it; please report the file's kind.",
        ) from error


def _relatives(batch: list[_Loaded], known: dict[str, KnownFile]) -> list[FileVersion]:
    """Versions that may hold the same text: a file's last one, and those of equal content."""
    by_hash = {file.content_hash: file.version for file in known.values()}
    relatives = set()
    for item in batch:
        if item.file.source_id in known:
            relatives.add(known[item.file.source_id].version)
        if item.content_hash in by_hash:  # moved, renamed, copied, or names were swapped
            relatives.add(by_hash[item.content_hash])
    return sorted(relatives, key=lambda version: version.key)


def _removed(found: Scan, known: dict[str, KnownFile]) -> list[str]:
    """Known files that are gone; one that failed to load or cannot be seen is not gone."""
    present = {file.source_id for file in found.files}
    present |= {failure.source_id for failure in found.failures}
    return sorted(id_ for id_ in known if id_ not in present and not found.is_hidden(id_))


def _input_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _row(item: _Loaded, generation: int) -> FileRow:
    return FileRow(
        version=FileVersion(item.file.source_id, generation),
        content_hash=item.content_hash,
        size=item.file.size,
        stamp_ns=item.file.stamp_ns,
        title=item.document.title,
        published=item.document.published,
        encoding=item.document.encoding,
        masks=tuple((mask.start, mask.end) for mask in item.document.masks),
        passages=len(item.records),
        indexed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        warnings=item.document.warnings,
        text=item.document.text,
    )


def preview(folder: Path, settings: Settings) -> SyncReport:
    """What a sync of `folder` would do, by content; nothing is written or embedded.

    `embedded` is 0, and `failed` holds what cannot be opened and what failed last time and still
    does; other files are not parsed.
    """
    found = scan(folder, settings.data_dir)
    known, failed_before, passages = _indexed(settings.data_dir)
    tally = _Tally(failed=list(found.failures))
    for file in found.files:
        try:
            data = read_file(file.path, settings.max_file_mb)
            if file.source_id in failed_before:
                load(data, file.source_id)
        except CorpusError as error:
            tally.failed.append(Failure(file.source_id, error.message, error.hint))
            continue
        before = known.get(file.source_id)
        is_same = before is not None and before.content_hash == hashlib.sha256(data).hexdigest()
        kind = tally.unchanged if is_same else tally.changed if before else tally.added
        kind.append(file.source_id)
    removed = _removed(found, known)
    return _report(folder, found, tally, removed, passages=passages, seconds=0.0)


def _indexed(data_dir: Path) -> tuple[dict[str, KnownFile], set[str], int]:
    """The known files, the ids of those that failed last time, and the number of passages."""
    manifest = Manifest.find(data_dir)
    if manifest is None:
        return {}, set(), 0
    with closing(manifest):
        failed = {failure.source_id for failure in manifest.failures()}
        return manifest.known(), failed, manifest.totals()[1]


def _report(
    folder: Path, found: Scan, tally: _Tally, removed: list[str], *, passages: int, seconds: float
) -> SyncReport:
    return SyncReport(
        folder=str(folder.resolve()),
        added=tuple(sorted(tally.added)),
        changed=tuple(sorted(tally.changed)),
        unchanged=tuple(sorted(tally.unchanged)),
        removed=tuple(removed),
        failed=tuple(sorted(tally.failed, key=lambda failure: failure.source_id)),
        skipped=tuple(found.skipped),
        warnings=tuple(sorted(tally.warnings)),
        passages=passages,
        embedded=tally.embedded,
        seconds=round(seconds, 3),
    )
