"""The index follows the folder: whatever happened to the files, it ends up equal to them."""

from pathlib import Path

import pytest

from qa.errors import CorpusError
from qa.pipeline import open_pipeline
from qa.settings import Settings
from tests.qa.conftest import Corpus

RAIN = "The dam\n\nIt rained for nine days in the valley. The river rose by two metres."
SUN = "The drought\n\nThe sun shone for nine weeks. The wells of the village ran dry."


def long_text(marker: str) -> str:
    """A text of several passages; the marker is in the last one."""
    lines = [f"Paragraph {n} tells what happened in year {1900 + n}. " * 8 for n in range(6)]
    return "A chronicle\n\n" + "\n\n".join([*lines, f"The end came with {marker}."])


def test_an_edit_embeds_only_the_changed_passages(corpus: Corpus) -> None:
    """Passages with the same text keep their vectors."""
    corpus.write("long.txt", long_text("a flood"))
    first = corpus.pipeline.sync(corpus.folder)
    corpus.write("long.txt", long_text("a great fire"))
    report = corpus.pipeline.sync()

    assert first.embedded == 3
    assert (("long.txt",), 1, first.passages) == (report.changed, report.embedded, report.passages)


def test_a_deleted_file_is_never_found_again(corpus: Corpus) -> None:
    """Neither by its words nor by its meaning."""
    corpus.write("rain.txt", RAIN)
    corpus.write("sun.txt", SUN)
    corpus.pipeline.sync(corpus.folder)
    (corpus.folder / "sun.txt").unlink()
    report = corpus.pipeline.sync()

    assert ("sun.txt",) == report.removed
    assert {"rain.txt"} == {f.passage.source_id for f in corpus.pipeline.search("wells ran dry")}


@pytest.mark.parametrize("how", ["empty", "missing", "only other kinds"])
def test_an_unusable_folder_changes_nothing(corpus: Corpus, how: str) -> None:
    """An unmounted disk must not empty the index."""
    path = corpus.write("rain.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)
    path.unlink()
    if how == "missing":
        corpus.folder.rmdir()
    elif how == "only other kinds":
        corpus.write("photo.jpg", "x")

    with pytest.raises(CorpusError, match="articles"):
        corpus.pipeline.sync()
    assert {"rain.txt": RAIN} == corpus.texts()


def test_a_dry_run_writes_nothing(corpus: Corpus) -> None:
    """It says what would be done, before and after the first ingest."""
    corpus.write("rain.txt", RAIN)
    assert ("rain.txt",) == corpus.pipeline.sync(corpus.folder, dry_run=True).added
    assert not corpus.settings.data_dir.exists()

    corpus.pipeline.sync(corpus.folder)
    corpus.write("rain.txt", SUN)
    corpus.write("new.txt", SUN)
    report = corpus.pipeline.sync(dry_run=True)

    assert (("new.txt",), ("rain.txt",), 0) == (report.added, report.changed, report.embedded)
    assert {"rain.txt": RAIN} == corpus.texts()


def test_a_rebuild_makes_everything_anew(corpus: Corpus) -> None:
    """All files are added again; the pipeline that was open goes on."""
    corpus.write("rain.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)
    before = corpus.pipeline.status()
    report = corpus.pipeline.sync(rebuild=True)

    assert (("rain.txt",), 1) == (report.added, report.embedded)
    assert before == corpus.pipeline.status()


def test_generations_are_never_used_twice(corpus: Corpus) -> None:
    """Not even after a rebuild: an old record can never pass for a new one."""
    corpus.write("rain.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)
    seen = [record_ids(corpus)]
    corpus.write("rain.txt", RAIN + " More.")
    for rebuild in (False, True):
        corpus.pipeline.sync(rebuild=rebuild)
        seen.append(record_ids(corpus))

    assert 3 == len({each for ids in seen for each in ids})


def record_ids(corpus: Corpus) -> list[str]:
    """Generations of the current files."""
    from qa.index.manifest import Manifest

    manifest = Manifest.open(corpus.settings.data_dir)
    known = [file.version.key for file in manifest.known().values()]
    manifest.close()
    return known


def test_another_folder_replaces_the_first(corpus: Corpus, tmp_path: Path) -> None:
    """One data directory follows one folder; equal names are told apart by content."""
    corpus.write("a.txt", RAIN)
    corpus.write("b.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text(SUN)
    report = corpus.pipeline.sync(other)

    assert (("a.txt",), ("b.txt",)) == (report.changed, report.removed)
    assert (str(other), {"a.txt": SUN}) == (corpus.pipeline.status().folder, corpus.texts())


def test_without_a_folder_the_last_one_is_followed(corpus: Corpus) -> None:
    """`qa ingest` alone goes on with what it was given first."""
    corpus.write("rain.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)

    assert str(corpus.folder) == corpus.pipeline.sync().folder


def test_a_failed_new_version_leaves_the_old_one_answering(corpus: Corpus) -> None:
    """The failure is reported and shown with the source until a version can be read."""
    path = corpus.write("rain.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)
    path.write_bytes(b"\x00\x01\x02")
    for _ in range(2):  # it is tried again each time
        report = corpus.pipeline.sync()
        assert [("rain.txt", ())] == [(each.source_id, report.removed) for each in report.failed]

    assert {"rain.txt": RAIN} == corpus.texts()
    assert "not text" in (corpus.pipeline.source("rain.txt").error or "")

    path.write_text(SUN)
    assert ("rain.txt",) == corpus.pipeline.sync().changed
    assert corpus.pipeline.source("rain.txt").error is None


def test_one_bad_file_does_not_stop_the_others(corpus: Corpus) -> None:
    """Each failure has its reason and what to do."""
    corpus.write("rain.txt", RAIN)
    (corpus.folder / "binary.txt").write_bytes(bytes(range(256)))
    (corpus.folder / "gone.txt").symlink_to(corpus.folder / "nowhere")
    (corpus.folder / "loop.txt").symlink_to(corpus.folder / "loop.txt")
    report = corpus.pipeline.sync(corpus.folder)

    assert ("rain.txt",) == report.added
    assert ["binary.txt", "gone.txt", "loop.txt"] == [each.source_id for each in report.failed]
    assert all(each.reason and each.hint for each in report.failed)


def test_a_file_over_the_limit_is_refused(corpus: Corpus) -> None:
    """50 MB of text: the limit and the setting that raises it are named."""
    corpus.write("rain.txt", RAIN)
    with (corpus.folder / "big.txt").open("wb") as file:
        file.truncate(50_000_000)
    failure = corpus.pipeline.sync(corpus.folder).failed[0]

    assert ("big.txt", "big.txt is larger than 20 MB.") == (failure.source_id, failure.reason)
    assert "QA_MAX_FILE_MB" in failure.hint


def test_an_empty_file_is_a_source_without_passages(corpus: Corpus) -> None:
    """It is there, it holds nothing, and the report says so."""
    corpus.write("empty.txt", "")
    corpus.write("rain.txt", RAIN)
    report = corpus.pipeline.sync(corpus.folder)

    assert (("empty.txt", "it holds no text to index"),) == report.warnings
    assert 0 == corpus.pipeline.source("empty.txt").passages


def test_broken_bytes_are_reported_with_their_file(corpus: Corpus) -> None:
    """The report warns, the source remembers it, and the text is indexed."""
    (corpus.folder / "old.txt").write_bytes("The caf\u00e9 ".encode() * 3 + b"closed \xff.")
    report = corpus.pipeline.sync(corpus.folder)

    assert "1 place is not valid utf-8" in report.warnings[0][1]
    assert corpus.pipeline.source("old.txt").warnings == (report.warnings[0][1],)


def test_files_that_fail_and_then_go_are_forgotten(corpus: Corpus) -> None:
    """A failure lasts no longer than its file."""
    corpus.write("rain.txt", RAIN)
    bad = corpus.folder / "bad.txt"
    bad.write_bytes(b"\x00")
    corpus.pipeline.sync(corpus.folder)
    bad.unlink()

    assert () == corpus.pipeline.sync().failed


def test_two_data_directories_do_not_touch_each_other(corpus: Corpus, tmp_path: Path) -> None:
    """Two corpora, two indexes."""
    corpus.write("rain.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "sun.txt").write_text(SUN)
    with open_pipeline(Settings(data_dir=tmp_path / "second")) as second:
        second.sync(other, rebuild=True)
        assert ["sun.txt"] == [source.source_id for source in second.sources()]

    assert {"rain.txt": RAIN} == corpus.texts()
    assert ["rain.txt"] == [f.passage.source_id for f in corpus.pipeline.search("wells")]


def test_progress_is_told_up_to_the_end(corpus: Corpus) -> None:
    """Files done never go back, and end at the number of files."""
    for number in range(5):
        corpus.write(f"{number}.txt", long_text(str(number)))
    ticks: list[tuple[int, int, str]] = []
    corpus.pipeline.sync(corpus.folder, on_progress=lambda *tick: ticks.append(tick))

    assert sorted(done for done, _, _ in ticks) == [done for done, _, _ in ticks]
    assert (5, 5) == ticks[-1][:2]


def test_garbage_is_collected(corpus: Corpus) -> None:
    """After edits and removals the stores hold current passages only."""
    from qa.index.fingerprint import config_fingerprint
    from qa.index.store import Store
    from qa.ingest.embedding import open_embedder

    for text in (RAIN, long_text("x"), SUN):
        corpus.write("a.txt", text)
        corpus.write("b.txt", text + " B.")
        corpus.pipeline.sync(corpus.folder)
    (corpus.folder / "b.txt").unlink()
    report = corpus.pipeline.sync()
    fingerprint = config_fingerprint(corpus.settings, open_embedder(corpus.settings))
    store = Store.open(corpus.settings.data_dir, fingerprint)

    assert (1, 1, 1) == (report.passages, store.vectors.count(), store.lexical.count())
    assert [] == store.manifest.garbage()
    store.close()
