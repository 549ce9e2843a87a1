"""The index of one data directory: manifest, vectors and lexical index, opened together."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from qa.errors import IndexDamaged, IndexMismatch, IndexMissing
from qa.index.chroma import ChromaServer
from qa.index.fingerprint import index_fingerprint
from qa.index.lexical import LexicalIndex
from qa.index.manifest import Manifest
from qa.index.places import Places, new_name
from qa.index.snapshot import Snapshot
from qa.index.tables import FileVersion
from qa.index.vectors import Record, VectorIndex, version_of
from qa.types import IndexStatus, Passage

_IDS_A_CALL = 1_000  # SQLite, below Chroma, limits the variables of one statement


@dataclass(frozen=True, slots=True)
class Store:
    """The three parts; the manifest says what of the other two is current."""

    places: Places
    fingerprint: str
    manifest: Manifest
    vectors: VectorIndex
    lexical: LexicalIndex
    epoch: str | None
    server: ChromaServer | None = None
    snapshot: Snapshot | None = None  # the copy that is read instead of the data directory

    @classmethod
    def open(cls, data_dir: Path, fingerprint: str, server: ChromaServer | None = None) -> "Store":
        """An existing index, for reading.

        Chroma opens only what it may write to: a data directory without that right is copied
        into a temporary folder and read there.

        Raises:
            IndexMissing: nothing was ingested yet.
            IndexMismatch: it was made with another embedder, splitter or schema.
            IndexDamaged: a part cannot be opened.
            IndexUnreachable: the Chroma server does not answer.
            IndexBusy: a data directory that can only be read is being written by somebody else.
        """
        with ExitStack() as opened:
            snapshot = None
            if data_dir.is_dir() and not os.access(data_dir, os.W_OK):
                snapshot = Snapshot(data_dir)
                opened.callback(snapshot.close)
                data_dir = snapshot.data_dir
            parts = cls._assemble(Manifest.open(data_dir), data_dir, fingerprint, server)
            opened.callback(parts.close)
            parts._require_content()
            parts.require_agreement()
            opened.pop_all()
        return replace(parts, snapshot=snapshot)

    @classmethod
    def create(
        cls,
        data_dir: Path,
        fingerprint: str,
        server: ChromaServer | None = None,
        manifest: Manifest | None = None,
    ) -> "Store":
        """The index for writing; what is missing is made. Raises as `open` does.

        `manifest` is another one than the data directory's own, for an index that is to replace
        it; it names stores that stand beside those in use.
        """
        return cls._assemble(
            manifest or Manifest.create(data_dir), data_dir, fingerprint, server, create=True
        )

    @classmethod
    def _assemble(
        cls,
        manifest: Manifest,
        data_dir: Path,
        fingerprint: str,
        server: ChromaServer | None,
        *,
        create: bool = False,
    ) -> "Store":
        """The parts around a manifest; what was opened is closed again where one fails."""
        with ExitStack() as opened:
            opened.callback(manifest.close)
            require_fingerprint(manifest, data_dir, fingerprint)
            epoch, revision = manifest.epoch, manifest.revision
            places = Places(data_dir, _stores_name(manifest, server, create=create))
            # below a manifest with files a missing part was lost: an empty one would hide that
            make = create and manifest.totals()[1] == 0
            vectors = VectorIndex.open(
                places, fingerprint, create=make, revision=revision, server=server
            )
            opened.callback(vectors.close)
            lexical = LexicalIndex.open(places, create=make)
            if create:
                vectors.set_breadth()  # an index of before has a narrower one
                manifest.set_meta(fingerprint=fingerprint)
            opened.pop_all()
        return cls(places, fingerprint, manifest, vectors, lexical, epoch, server)

    def close(self) -> None:
        """Let go of all files."""
        self.manifest.close()
        self.vectors.close()
        if self.snapshot:
            self.snapshot.close()

    @property
    def data_dir(self) -> Path:
        """Where the index lives."""
        return self.places.data_dir

    @property
    def is_replaced(self) -> bool:
        """Whether the index was deleted or made anew since this was opened."""
        if self.snapshot:
            return self.snapshot.is_outdated()
        return self.manifest.is_deleted or self.manifest.epoch != self.epoch

    def catch_up(self) -> None:
        """Let readers see what other processes wrote since."""
        self.vectors.catch_up(self.manifest.revision)

    def families(self) -> Callable[[str], str]:
        """Gives the id of a file's near-duplicate family: itself where it has no copy.

        As it is at this moment; ask once a question and not once a passage.
        """
        found = self.manifest.families()
        return lambda source_id: found.get(source_id, source_id)

    def index_fingerprint(self) -> str:
        """What made the index and what is in it, in 16 hex digits."""
        return index_fingerprint(self.fingerprint, self.manifest.content_digest())

    def status(self) -> IndexStatus:
        """The index at this moment."""
        sources, passages = self.manifest.totals()
        return IndexStatus(
            folder=self.manifest.meta("folder") or "",
            sources=sources,
            passages=passages,
            fingerprint=self.index_fingerprint(),
            embedder=self.fingerprint,
        )

    def require_readable(self) -> None:
        """Check that vectors and lexical index can be searched.

        Raises:
            IndexDamaged: one cannot.
            IndexUnreachable: the Chroma server does not answer.
        """
        self.catch_up()
        self.vectors.require_searchable()
        self.lexical.count()
        self.lexical.search("word", 1)  # any one: postings are looked for

    def passages_of(self, source_id: str) -> list[Passage]:
        """The current passages of a file, in order.

        Raises:
            SourceNotFound: it is not in the index.
        """
        count = self.manifest.source(source_id).passages
        generation = self.manifest.current([source_id]).get(source_id, 0)
        ids = [f"{generation}:{source_id}#{ordinal:04d}" for ordinal in range(count)]
        found: dict[str, Record] = {}
        for start in range(0, count, _IDS_A_CALL):
            found |= self.vectors.get(ids[start : start + _IDS_A_CALL])
        return [found[id_].passage for id_ in ids if id_ in found]

    def collect_garbage(self) -> None:
        """Remove versions that are not current from the stores."""
        versions = self.manifest.garbage()
        if versions:
            self.delete(versions)
            self.manifest.forget_garbage(versions)

    def delete(self, versions: list[FileVersion]) -> None:
        """Remove versions from the vectors and the lexical index."""
        self.vectors.delete(versions)
        self.lexical.delete(versions)

    def _require_content(self) -> None:
        if self.manifest.totals()[0] == 0:
            raise IndexMissing(
                f"The index in {self.data_dir} holds no file: it was emptied, or its first sync "
                "did not finish.",
                "Run `qa ingest PATH` with the folder of your articles.",
            )

    def require_agreement(self) -> None:
        """Check that all parts hold the same number of passages, garbage aside.

        Raises:
            IndexDamaged: they do not, and no sync, running or cut short, explains it.
        """
        revision = self.manifest.revision
        _, passages = self.manifest.totals()
        counts = {"Chroma": self.vectors.count(), "Tantivy": self.lexical.count()}
        wrong = [f"{name} holds {count}" for name, count in counts.items() if count != passages]
        if wrong and self._is_still(revision):
            raise self._disagreement(f"counts {passages} passages, but {' and '.join(wrong)}")

    def require_same_records(self) -> None:
        """Check, record by record, that Chroma and Tantivy hold the same, of current versions.

        Raises:
            IndexDamaged: they do not, and no sync, running or cut short, explains it.
        """
        revision = self.manifest.revision
        versions = {file.version for file in self.manifest.known().values()}
        dense, lexical = self.vectors.record_ids(), self.lexical.record_ids()
        odd = [id_ for id_ in dense if version_of(id_) not in versions]
        differing = len(dense ^ lexical)
        if (odd or differing) and self._is_still(revision):
            raise self._disagreement(
                f"does not know {len(odd)} passages that are in Chroma, and {differing} are in "
                f"only one of Chroma and Tantivy"
            )

    def _is_still(self, revision: int) -> bool:
        """Whether no sync is under way or was cut short, so that a difference is a fault."""
        return not self.manifest.garbage() and self.manifest.revision == revision

    def _disagreement(self, what: str) -> IndexDamaged:
        return IndexDamaged(
            f"The manifest in {self.data_dir} {what}.",
            "Run `qa ingest --rebuild` to make the index anew.",
        )


def _stores_name(manifest: Manifest, server: ChromaServer | None, *, create: bool) -> str:
    """What the manifest calls its stores; noted before they are made, so that none is orphaned.

    The first ones in a data directory need no name; a server holds those of many.
    """
    name = manifest.meta("stores")
    if name is None:
        name = new_name() if server else ""
        if create:
            manifest.set_meta(stores=name)
    return name


def require_fingerprint(manifest: Manifest, data_dir: Path, fingerprint: str) -> None:
    """Refuse an index that was made in another way.

    Raises:
        IndexMismatch: the recorded fingerprint is another one.
    """
    made_with = manifest.meta("fingerprint")
    if made_with is not None and made_with != fingerprint:
        raise IndexMismatch(
            f"The index in {data_dir} was made with '{made_with}', and the settings say "
            f"'{fingerprint}'.",
            "Run `qa ingest --rebuild`, or set the embedder and passage size as they were.",
        )
