"""The index with its vectors at a Chroma server, which may go away and come back."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from eval.bench.hashing import HashingEmbedder
from qa.doctor import diagnose
from qa.errors import IndexDamaged, IndexUnreachable, SettingsError
from qa.ingest.keeping import compact, export, import_
from qa.pipeline import Pipeline
from qa.settings import Settings
from tests.qa.index.chroma_server import ChromaProcess, Relay

EMBEDDER = HashingEmbedder()


@pytest.fixture
def settings(running: ChromaProcess, tmp_path: Path) -> Settings:
    """Settings that name it."""
    return Settings(data_dir=tmp_path / "index", chroma_url=running.url, reader="sentence")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty articles."""
    made = tmp_path / "articles"
    made.mkdir()
    for number in range(20):
        (made / f"{number}.txt").write_text(f"Town {number}\n\nThe bridge of town {number} fell.")
    return made


@pytest.fixture
def pipeline(settings: Settings, folder: Path) -> Iterator[Pipeline]:
    """An index of them, its vectors at the server."""
    with Pipeline(settings, EMBEDDER) as made:
        made.sync(folder)
        yield made


def faults(settings: Settings) -> list[str]:
    """What the doctor finds."""
    return [each.detail for each in diagnose(settings, EMBEDDER) if not each.is_healthy]


def test_the_server_holds_the_vectors(pipeline: Pipeline, folder: Path) -> None:
    """Adding, editing, renaming and deleting work as without it; nothing of Chroma is local."""
    (folder / "0.txt").unlink()
    (folder / "1.txt").rename(folder / "one.txt")
    (folder / "2.txt").write_text("Town 2\n\nThe bridge of town 2 was mended.")
    report = pipeline.sync()

    assert (("one.txt",), ("2.txt",), ("0.txt", "1.txt"), 1) == (
        report.added,
        report.changed,
        report.removed,
        report.embedded,
    )
    assert "was mended" in pipeline.search("the bridge that was mended")[0].passage.text
    assert not list(pipeline.settings.data_dir.glob("chroma*"))
    assert [] == faults(pipeline.settings)


def test_open_readers_see_what_others_write(pipeline: Pipeline, folder: Path) -> None:
    """A second pipeline that was open finds a new article at once."""
    with Pipeline(pipeline.settings, EMBEDDER) as reader:
        assert reader.search("bridge")
        (folder / "new.txt").write_text("The lighthouse\n\nThe lighthouse was painted.")
        pipeline.sync()
        assert "new.txt" == reader.search("lighthouse painted")[0].passage.source_id


def test_two_data_directories_share_a_server(pipeline: Pipeline, tmp_path: Path) -> None:
    """Neither sees the other's articles; a rebuild of one leaves the other alone."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "z.txt").write_text("A zebra\n\nThe zebra crossed the river.")
    second = pipeline.settings.model_copy(update={"data_dir": tmp_path / "second"})
    with Pipeline(second, EMBEDDER) as beside:
        beside.sync(other)
        beside.sync(rebuild=True)
        assert ["z.txt"] == [found.passage.source_id for found in beside.search("river bridge")]
    assert 20 == pipeline.status().sources
    assert pipeline.search("bridge")


def test_a_rebuild_leaves_no_collection_behind(
    settings: Settings, folder: Path, running: ChromaProcess
) -> None:
    """The server would fill up."""
    before = collections_of(settings, running)
    with Pipeline(settings, EMBEDDER) as pipeline:
        pipeline.sync(folder)
        pipeline.sync(rebuild=True)
    compact(settings, EMBEDDER)

    assert [] == faults(settings)
    assert 1 == len(collections_of(settings, running) - before)


def collections_of(settings: Settings, server: ChromaProcess) -> set[str]:
    """The names of the collections at the server."""
    address = f"{server.url}/api/v2/tenants/{settings.chroma_tenant}/databases"
    with urlopen(f"{address}/{settings.chroma_database}/collections") as reply:
        return {collection["name"] for collection in json.load(reply)}


def test_an_index_moves_to_a_server_and_back(pipeline: Pipeline, tmp_path: Path) -> None:
    """By an export and an import, without embedding."""
    archive = tmp_path / "all.parquet"
    export(pipeline.settings, EMBEDDER, archive)
    local = Settings(data_dir=tmp_path / "local", reader="sentence")
    import_(local, EMBEDDER, archive)

    with Pipeline(local, EMBEDDER) as moved:
        assert [] == faults(local)
        query = "the bridge of town 7"
        assert pipeline.search(query)[0].passage == moved.search(query)[0].passage


def test_a_lost_server_is_told(pipeline: Pipeline, running: ChromaProcess, folder: Path) -> None:
    """A query and a sync fail with an error that may be retried; then all is as it was."""
    assert pipeline.search("bridge")
    (folder / "new.txt").write_text("The lighthouse\n\nThe lighthouse was painted.")
    running.stop()
    try:
        for use in (lambda: pipeline.search("bridge"), pipeline.sync):
            with pytest.raises(IndexUnreachable, match=running.url) as caught:
                use()
            assert caught.value.retryable
            assert "chroma run" in caught.value.hint
    finally:
        running.start()

    assert pipeline.search("bridge")
    assert ("new.txt",) == pipeline.sync().added
    assert [] == faults(pipeline.settings)


def test_a_server_that_comes_back_soon_is_waited_for(
    pipeline: Pipeline, running: ChromaProcess
) -> None:
    """A query during a restart takes longer and is answered."""
    with Relay(running.url) as relay:
        behind = pipeline.settings.model_copy(update={"chroma_url": relay.url})
        with Pipeline(behind, EMBEDDER) as reader:
            assert reader.search("bridge")
            relay.refusals = 2

            assert reader.search("bridge of town 7")
            assert 0 == relay.refusals


def test_a_server_lost_in_the_middle_of_a_sync(
    pipeline: Pipeline, running: ChromaProcess, folder: Path
) -> None:
    """What was finished stays, the next sync completes, and nothing is wrong."""
    for number in range(400):
        (folder / f"more{number}.txt").write_text(f"Mill {number}\n\nThe mill {number} burnt.")
    ticks = iter(range(10_000))

    def stop_soon(_done: int, _total: int, _what: str) -> None:
        if next(ticks) == 30:
            running.stop()

    try:
        with pytest.raises(IndexUnreachable):
            pipeline.sync(on_progress=stop_soon)
    finally:
        running.start()
    assert pipeline.search("bridge of town 7")
    pipeline.sync()

    assert 420 == pipeline.status().sources
    assert [] == faults(pipeline.settings)


def test_an_index_is_not_looked_for_in_the_wrong_place(
    pipeline: Pipeline,
) -> None:
    """Without the address its vectors are missing; the hint says what makes them anew."""
    local = pipeline.settings.model_copy(update={"chroma_url": None})
    with Pipeline(local, EMBEDDER) as lost, pytest.raises(IndexDamaged):
        lost.search("bridge")
    with Pipeline(local, EMBEDDER) as mended:
        assert 20 == len(mended.sync(rebuild=True).added)


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://a", "http://", "http://a:port"])
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    """Before anything is opened."""
    settings = Settings(data_dir=tmp_path, chroma_url=url)
    with Pipeline(settings, EMBEDDER) as pipeline, pytest.raises(SettingsError, match="CHROMA_URL"):
        pipeline.search("bridge")
