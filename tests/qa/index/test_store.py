"""The parts of an index open together or not at all, each fault with the command that mends it."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from qa.errors import EndpointError, IndexDamaged, IndexMismatch, IndexMissing, QAError
from qa.index.manifest import Manifest
from qa.pipeline import open_pipeline
from qa.settings import Settings
from tests.qa.conftest import Corpus

TEXT = "The dam\n\nThe dam broke on Monday. The valley was flooded by the evening."


@pytest.fixture
def ingested(corpus: Corpus) -> Corpus:
    """One article, and the index's files closed."""
    corpus.write("a.txt", TEXT)
    corpus.pipeline.sync(corpus.folder)
    corpus.pipeline.close()
    return corpus


def refusal(settings: Settings) -> QAError:
    """Why a search over this index is refused."""
    with open_pipeline(settings) as pipeline, pytest.raises(QAError) as caught:
        pipeline.search("When did the dam break?")
    return caught.value


def test_nothing_ingested_is_missing(corpus: Corpus) -> None:
    """Every way to read says so, and makes nothing."""
    for read in (corpus.pipeline.status, corpus.pipeline.sources):
        with pytest.raises(IndexMissing):
            read()
    assert isinstance(refusal(corpus.settings), IndexMissing)
    assert not corpus.settings.data_dir.exists()


def test_other_passages_are_refused(ingested: Corpus) -> None:
    """An index of 160 word pieces is not searched with settings that say 64."""
    other = ingested.settings.model_copy(update={"passage_tokens": 64})
    error = refusal(other)

    assert isinstance(error, IndexMismatch)
    assert "64 word pieces" in error.message
    assert "qa ingest --rebuild" in error.hint


def test_another_embedder_is_refused(ingested: Corpus) -> None:
    """Vectors of two models do not compare; no endpoint is asked."""
    other = ingested.settings.model_copy(
        update={"embedding_model": "e5", "openai_base_url": "http://127.0.0.1:9/v1"}
    )
    error = refusal(other)

    assert isinstance(error, IndexMismatch)
    assert "remote:e5" in error.message


def test_a_mismatch_is_not_ingested_over(ingested: Corpus) -> None:
    """Only a rebuild may replace it, and then does."""
    other = ingested.settings.model_copy(update={"passage_tokens": 64})
    with open_pipeline(other) as pipeline:
        with pytest.raises(IndexMismatch):
            pipeline.sync()
        assert ("a.txt",) == pipeline.sync(rebuild=True).added
        assert pipeline.search("dam")


def damage(path: Path, how: str) -> None:
    """Spoil every file below a path, or the path itself."""
    if how == "gone":
        shutil.rmtree(path)
        return
    if how == "a file":
        shutil.rmtree(path)
        path.write_text("not a folder")
        return
    for file in [each for each in path.rglob("*") if each.is_file()]:
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2] if how == "half" else b"\x5a" * len(data))


@pytest.mark.parametrize("how", ["gone", "a file", "half", "noise"])
@pytest.mark.parametrize("part", ["chroma", "lexical"])
def test_a_damaged_store_is_refused_and_mended(ingested: Corpus, part: str, how: str) -> None:
    """Reading names the part and the command; the command then works, in the same process."""
    damage(ingested.settings.data_dir / part, how)
    error = refusal(ingested.settings)

    assert isinstance(error, IndexDamaged)
    assert "qa ingest --rebuild" in error.hint
    with open_pipeline(ingested.settings) as pipeline:
        assert ("a.txt",) == pipeline.sync(rebuild=True).added
        assert ["a.txt"] == [found.passage.source_id for found in pipeline.search("dam")]


@pytest.mark.parametrize("part", ["chroma", "lexical"])
def test_a_lost_store_is_not_replaced_by_an_empty_one(ingested: Corpus, part: str) -> None:
    """A plain sync would find every file unchanged and leave nothing to search."""
    shutil.rmtree(ingested.settings.data_dir / part)
    with open_pipeline(ingested.settings) as pipeline, pytest.raises(IndexDamaged):
        pipeline.sync()

    assert isinstance(refusal(ingested.settings), IndexDamaged)


@pytest.mark.parametrize("how", ["half", "noise"])
def test_a_damaged_manifest_is_refused_and_mended(ingested: Corpus, how: str) -> None:
    """As for the stores."""
    path = ingested.settings.data_dir / "manifest.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] if how == "half" else b"\x5a" * len(data))

    assert isinstance(refusal(ingested.settings), IndexDamaged)
    with open_pipeline(ingested.settings) as pipeline:
        with pytest.raises(IndexDamaged):
            pipeline.sync()
        assert ("a.txt",) == pipeline.sync(rebuild=True).added
        assert pipeline.search("dam")


@pytest.mark.parametrize("rebuild", [True, False])
def test_a_lost_manifest_does_not_lead_to_another_folder(
    ingested: Corpus, corpus_folder: Path, rebuild: bool
) -> None:
    """The folder is noted beside it: `settings.corpus` is for a first ingest only."""
    (ingested.settings.data_dir / "manifest.sqlite").unlink()
    settings = ingested.settings.model_copy(update={"corpus": corpus_folder})
    with open_pipeline(settings) as pipeline:
        report = pipeline.sync(rebuild=rebuild)

    assert (str(ingested.folder.resolve()), ("a.txt",)) == (report.folder, report.added)


def test_an_index_without_a_file_is_missing(ingested: Corpus) -> None:
    """A first sync that was cut short has not said what the corpus says."""
    with closing(Manifest.create(ingested.settings.data_dir)) as manifest:
        manifest.withdraw(["a.txt"])

    assert isinstance(refusal(ingested.settings), IndexMissing)


def test_a_reader_notices_that_its_index_was_deleted(ingested: Corpus) -> None:
    """It does not go on answering from files that are gone."""
    with open_pipeline(ingested.settings) as reader:
        assert reader.search("dam")
        shutil.rmtree(ingested.settings.data_dir)
        with pytest.raises(IndexMissing):
            reader.search("dam")
        ingested.write("a.txt", "The dam was repaired.")
        ingested.pipeline.sync(ingested.folder)
        assert ["The dam was repaired."] == [found.passage.text for found in reader.search("dam")]


def test_a_rebuild_with_an_embedder_that_fails_keeps_the_index(ingested: Corpus) -> None:
    """Nothing is removed before the new embedder has embedded something."""
    other = ingested.settings.model_copy(
        update={"embedding_model": "e5", "openai_base_url": "http://127.0.0.1:9/v1"}
    )
    with open_pipeline(other) as broken, pytest.raises(EndpointError):
        broken.sync(rebuild=True)

    assert ingested.pipeline.search("dam")


def test_the_fingerprint_follows_the_files(ingested: Corpus) -> None:
    """Equal corpora have equal fingerprints, in any data directory; an edit changes it."""
    second = ingested.settings.model_copy(
        update={"data_dir": ingested.settings.data_dir.with_name("second")}
    )
    with open_pipeline(second) as pipeline:
        pipeline.sync(ingested.folder)
        first = pipeline.status().fingerprint
        assert ingested.pipeline.status().fingerprint == first
        ingested.write("a.txt", TEXT + " Nobody was hurt.")
        pipeline.sync()
        assert pipeline.status().fingerprint != first
        ingested.write("a.txt", TEXT)
        pipeline.sync()
        assert first == pipeline.status().fingerprint


def test_a_rebuild_replaces_tables_of_an_older_schema(ingested: Corpus) -> None:
    """The manifest's own tables are made anew, so that the command always mends."""
    import sqlite3
    from contextlib import closing

    path = ingested.settings.data_dir / "manifest.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE files DROP COLUMN masks")
    with open_pipeline(ingested.settings) as pipeline:
        with pytest.raises(IndexDamaged):
            pipeline.sources()
        assert ("a.txt",) == pipeline.sync(rebuild=True).added
