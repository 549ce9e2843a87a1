"""An index can be compacted, exported and imported, and is the same afterwards."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.bench.hashing import HashingEmbedder
from qa.doctor import diagnose
from qa.errors import ArchiveError, IndexMismatch, IndexMissing
from qa.index.copying import indexed_files
from qa.index.fingerprint import config_fingerprint
from qa.index.store import Store
from qa.ingest.embedding import MiniLMEmbedder
from qa.ingest.keeping import compact, export, import_
from qa.pipeline import Pipeline
from qa.settings import Settings

EMBEDDER = HashingEmbedder()
QUERY = "the bridge of the town"


class Near:
    """A vector, equal to those that differ in the last bits."""

    def __init__(self, vector: NDArray[np.float32]) -> None:
        self.vector = vector

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Near) and np.allclose(self.vector, other.vector, atol=1e-6)

    __hash__ = None  # type: ignore[assignment]  # nearness is no identity


class Town:
    """A folder of many short articles and an index of them with cheap vectors."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "articles"
        self.folder.mkdir()
        self.settings = Settings(data_dir=place / "index", passage_tokens=32, reader="sentence")
        self.pipeline = Pipeline(self.settings, EMBEDDER)

    def write(self, count: int, marker: str) -> None:
        """This many files of a few passages each, one of them empty."""
        for number in range(count):
            told = f"The bridge of town {number} was {marker} by the people who lived there. "
            (self.folder / f"{number:03d}.txt").write_text(f"Town {number} 日本\n\n{told * 6}")
        (self.folder / "empty.txt").write_text("")

    def seen(self, settings: Settings | None = None) -> object:
        """What an index is: its sources and texts, and every passage with its vector.

        Chroma scales vectors to unit norm when it takes them, so a copy differs in the last bit.
        """
        settings = settings or self.settings
        fingerprint = config_fingerprint(settings, EMBEDDER)
        with closing(Store.open(settings.data_dir, fingerprint)) as store:
            passages = [
                (record.passage, record.input_hash, Near(vector))
                for file in indexed_files(store)
                for record, vector in zip(file.records, file.vectors, strict=True)
            ]
            sources = store.manifest.sources()
            texts = [store.manifest.text(each.source_id) for each in sources]
            return sources, texts, passages, store.status()

    def faults(self, settings: Settings | None = None) -> list[str]:
        """What the doctor finds."""
        findings = diagnose(settings or self.settings, EMBEDDER)
        return [finding.detail for finding in findings if not finding.is_healthy]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """An index that was edited: there is something to compact."""
    made = Town(tmp_path)
    for marker in ("built", "burnt", "mended"):
        made.write(80, marker)
        made.pipeline.sync(made.folder)
    made.write(40, "mended")
    for number in range(40, 80):
        (made.folder / f"{number:03d}.txt").unlink()
    made.pipeline.sync()
    yield made
    made.pipeline.close()


def test_compacting_gives_disk_back_and_changes_nothing_else(town: Town) -> None:
    """A pipeline that was open goes on; the next sync finds nothing to do."""
    before = town.seen()
    assert town.pipeline.search(QUERY)
    kept = compact(town.settings, EMBEDDER)

    assert kept.bytes_after < 0.7 * kept.bytes_before
    assert before == town.seen()
    assert town.pipeline.search(QUERY)
    report = town.pipeline.sync()
    assert (41, 0) == (len(report.unchanged), report.embedded)
    assert [] == town.faults()


def test_nothing_cannot_be_compacted(tmp_path: Path) -> None:
    """There is no index; none is made."""
    with pytest.raises(IndexMissing):
        compact(Settings(data_dir=tmp_path / "none"), EMBEDDER)
    assert not (tmp_path / "none").exists()


def test_an_export_makes_the_same_index_elsewhere(town: Town, tmp_path: Path) -> None:
    """Sources, texts, passages and scores; the articles then count as unchanged."""
    archive = tmp_path / "backup.parquet"
    kept = export(town.settings, EMBEDDER, archive)
    second = town.settings.model_copy(update={"data_dir": tmp_path / "second"})
    import_(second, EMBEDDER, archive)

    assert kept.bytes_after == archive.stat().st_size
    assert town.seen() == town.seen(second)
    with Pipeline(second, EMBEDDER) as pipeline:
        report = pipeline.sync(town.folder)
    assert (41, 0) == (len(report.unchanged), report.embedded)
    assert [] == town.faults(second)


def test_an_import_replaces_what_was_there(town: Town, tmp_path: Path) -> None:
    """The open pipeline answers from it."""
    archive = tmp_path / "backup.parquet"
    export(town.settings, EMBEDDER, archive)
    before = town.seen()
    town.write(10, "drowned")
    town.pipeline.sync()
    import_(town.settings, EMBEDDER, archive)

    assert before == town.seen()
    assert not [f for f in town.pipeline.search("drowned") if "drowned" in f.passage.text]


@pytest.mark.parametrize("how", ["half", "noise", "empty", "missing"])
def test_a_damaged_export_costs_nothing(town: Town, tmp_path: Path, how: str) -> None:
    """It is refused, and the index stays."""
    archive = tmp_path / "backup.parquet"
    export(town.settings, EMBEDDER, archive)
    data = archive.read_bytes()
    archive.write_bytes(
        {"half": data[: len(data) // 2], "noise": b"\x5a" * 999, "empty": b"", "missing": b""}[how]
    )
    if how == "missing":
        archive.unlink()
    before = town.seen()

    with pytest.raises(ArchiveError, match="backup"):
        import_(town.settings, EMBEDDER, archive)
    assert before == town.seen()


def test_vectors_of_another_embedder_are_not_imported(town: Town, tmp_path: Path) -> None:
    """The file says what made them."""
    archive = tmp_path / "backup.parquet"
    export(town.settings, EMBEDDER, archive)

    with pytest.raises(IndexMismatch, match="hashing-384"):
        import_(town.settings, MiniLMEmbedder(), archive)


def test_an_export_that_cannot_be_written_leaves_nothing(town: Town, tmp_path: Path) -> None:
    """No half file, and no file of another name."""
    with pytest.raises(ArchiveError):
        export(town.settings, EMBEDDER, tmp_path / "missing" / "backup.parquet")
    assert {"articles", "index"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("name", [".", "..", "/", "articles", "articles/001.txt", "data.parquet"])
def test_what_is_no_export_is_not_written_over(town: Town, tmp_path: Path, name: str) -> None:
    """A folder, an article, another tool's file; an export of ours is."""
    (tmp_path / "data.parquet").write_bytes(b"PAR1 of another tool PAR1")
    before = (town.folder / "001.txt").read_bytes()

    with pytest.raises(ArchiveError):
        export(town.settings, EMBEDDER, tmp_path / name)
    assert before == (town.folder / "001.txt").read_bytes()
    archive = tmp_path / "backup.parquet"
    assert export(town.settings, EMBEDDER, archive) == export(town.settings, EMBEDDER, archive)
