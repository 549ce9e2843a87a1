"""The index of one data directory: manifest, vectors and lexical index, opened together."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from qa.errors import IndexDamaged, IndexMismatch, IndexMissing
from qa.index.fingerprint import index_fingerprint
from qa.index.lexical import LexicalIndex
from qa.index.manifest import Manifest
from qa.index.tables import FileVersion
from qa.index.vectors import VectorIndex
from qa.types import IndexStatus


@dataclass(frozen=True, slots=True)
class Store:
    """The three parts; the manifest says what of the other two is current."""

    data_dir: Path
    fingerprint: str
    manifest: Manifest
    vectors: VectorIndex
    lexical: LexicalIndex
    epoch: str | None

    @classmethod
    def open(cls, data_dir: Path, fingerprint: str) -> "Store":
        """An existing index, for reading.

        Raises:
            IndexMissing: nothing was ingested yet.
            IndexMismatch: it was made with another embedder, splitter or schema.
            IndexDamaged: a part cannot be opened.
        """
        store = cls._assemble(Manifest.open(data_dir), data_dir, fingerprint, create=False)
        with ExitStack() as opened:
            opened.callback(store.close)
            store._require_content()
            store.require_agreement()
            opened.pop_all()
        return store

    @classmethod
    def create(cls, data_dir: Path, fingerprint: str) -> "Store":
        """The index for writing; what is missing is made. Raises as `open` does."""
        return cls._assemble(Manifest.create(data_dir), data_dir, fingerprint, create=True)

    @classmethod
    def _assemble(
        cls, manifest: Manifest, data_dir: Path, fingerprint: str, *, create: bool
    ) -> "Store":
        """The parts around a manifest; what was opened is closed again where one fails."""
        with ExitStack() as opened:
            opened.callback(manifest.close)
            require_fingerprint(manifest, data_dir, fingerprint)
            epoch, revision = manifest.epoch, manifest.revision
            # below a manifest with files a missing part was lost: an empty one would hide that
            make = create and manifest.totals()[1] == 0
            vectors = VectorIndex.open(data_dir, fingerprint, create=make, revision=revision)
            opened.callback(vectors.close)
            lexical = LexicalIndex.open(data_dir, create=make)
            if create:
                manifest.set_meta(fingerprint=fingerprint)
            opened.pop_all()
        return cls(data_dir, fingerprint, manifest, vectors, lexical, epoch)

    def close(self) -> None:
        """Let go of all files."""
        self.manifest.close()
        self.vectors.close()

    @property
    def is_replaced(self) -> bool:
        """Whether the index was deleted or made anew since this was opened."""
        return self.manifest.is_deleted or self.manifest.epoch != self.epoch

    def catch_up(self) -> None:
        """Let readers see what other processes wrote since."""
        self.vectors.catch_up(self.manifest.revision)

    def family_of(self, source_id: str) -> str:
        """The id of a file's near-duplicate family: itself where it has no copy."""
        return self.manifest.families().get(source_id, source_id)

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
                f"The index in {self.data_dir} holds no file yet: its first sync did not finish.",
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
        is_still = not self.manifest.garbage() and self.manifest.revision == revision
        if wrong and is_still:
            raise IndexDamaged(
                f"The manifest in {self.data_dir} counts {passages} passages, but "
                f"{' and '.join(wrong)}.",
                "Run `qa ingest --rebuild` to make the index anew.",
            )


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
