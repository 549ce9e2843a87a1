"""One writer, many readers, and kills at any moment."""

import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.doctor import diagnose
from qa.errors import IndexBusy, IndexDamaged, IndexMissing, QAError
from qa.ingest.parsing import SPOOL_NAME, Parser
from qa.ingest.syncing import LOCK_NAME
from qa.settings import Settings
from tests.qa.conftest import Corpus
from tests.qa.processes import HOLD_LOCK, INGEST, finish, start

FILES = 150


def fill(corpus: Corpus, marker: str) -> dict[str, str]:
    """Many files of several passages each: more than one batch of the sync."""
    texts = {
        f"{number:03d}.txt": f"Town {number}\n\n"
        + f"The {marker} of town {number} was told by many people for many years. " * 5
        for number in range(FILES)
    }
    for name, text in texts.items():
        corpus.write(name, text)
    return texts


@pytest.fixture
def towns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Corpus]:
    """A corpus with short passages, for this process and those it starts: quick to embed."""
    monkeypatch.setenv("QA_PASSAGE_TOKENS", "32")
    made = Corpus(tmp_path / "towns", Settings(data_dir=tmp_path / "index of towns"))
    yield made
    made.pipeline.close()


def test_a_second_writer_is_refused(corpus: Corpus) -> None:
    """It names the process that writes and where, may be tried again, and changes nothing."""
    corpus.write("a.txt", "The dam broke.")
    holder = start(HOLD_LOCK, corpus.settings.data_dir)
    assert holder.stdout
    assert "held\n" == holder.stdout.readline()

    who = rf"\(process {holder.pid} on {re.escape(socket.gethostname())}, since 20\S+ \S+: -c"
    with pytest.raises(IndexBusy, match=who) as caught:
        corpus.pipeline.sync(corpus.folder)
    assert caught.value.retryable
    finish(holder)
    assert ("a.txt",) == corpus.pipeline.sync(corpus.folder).added


def test_a_killed_writer_leaves_no_lock(corpus: Corpus) -> None:
    """The system frees it; nobody has to delete a file."""
    corpus.write("a.txt", "The dam broke.")
    holder = start(HOLD_LOCK, corpus.settings.data_dir)
    assert holder.stdout
    holder.stdout.readline()
    holder.kill()
    holder.communicate()

    assert ("a.txt",) == corpus.pipeline.sync(corpus.folder).added


def test_a_dry_run_needs_no_lock(corpus: Corpus) -> None:
    """It only reads."""
    corpus.write("a.txt", "The dam broke.")
    holder = start(HOLD_LOCK, corpus.settings.data_dir)
    assert holder.stdout
    holder.stdout.readline()

    assert ("a.txt",) == corpus.pipeline.sync(corpus.folder, dry_run=True).added
    finish(holder)


def test_a_data_directory_that_cannot_be_made_is_refused(corpus: Corpus) -> None:
    """A file stands in its place; the hint names the setting."""
    corpus.write("a.txt", "The dam broke.")
    corpus.settings.data_dir.write_text("I was here first.")

    with pytest.raises(IndexDamaged, match="cannot be written") as caught:
        corpus.pipeline.sync(corpus.folder)
    assert "QA_DATA_DIR" in caught.value.hint


def test_a_folder_that_is_its_own_data_directory_keeps_its_files(tmp_path: Path) -> None:
    """What a sync writes down is no article, and no article is written over."""
    (tmp_path / "folder.txt").write_text("The folder was lost.")
    corpus = Corpus(tmp_path, Settings(data_dir=tmp_path))
    corpus.pipeline.sync(tmp_path)
    report = corpus.pipeline.sync(tmp_path)
    corpus.pipeline.close()

    assert (("folder.txt",), ()) == (report.unchanged, report.added)
    assert "The folder was lost." == (tmp_path / "folder.txt").read_text()


def test_a_lock_that_cannot_be_opened_is_refused(corpus: Corpus) -> None:
    """A folder stands where the lock file belongs."""
    corpus.write("a.txt", "The dam broke.")
    (corpus.settings.data_dir / LOCK_NAME).mkdir(parents=True)

    with pytest.raises(IndexDamaged, match="cannot be written"):
        corpus.pipeline.sync(corpus.folder)


def test_another_process_sees_the_new_state(corpus: Corpus) -> None:
    """A pipeline that is open answers from what another process has ingested since."""
    corpus.write("a.txt", "The dam\n\nThe dam broke on Monday.")
    corpus.pipeline.sync(corpus.folder)
    assert ["a.txt"] == [f.passage.source_id for f in corpus.pipeline.search("dam")]
    corpus.write("a.txt", "The dam\n\nThe dam broke on Friday night.")
    corpus.write("b.txt", "The bridge\n\nThe bridge fell on Sunday.")
    finish(start(INGEST, corpus.settings.data_dir, corpus.folder))

    found = {f.passage.source_id: f.passage.text for f in corpus.pipeline.search("dam bridge")}
    assert {"a.txt", "b.txt"} == set(found)
    assert found["a.txt"].endswith("Friday night.")


@pytest.mark.slow
def test_a_reader_goes_on_after_a_rebuild_by_another_process(towns: Corpus) -> None:
    """It opens the new index by itself; while that is made, it gets answers or a clear error."""
    fill(towns, "harvest")
    towns.pipeline.sync(towns.folder)
    writer = start(INGEST, towns.settings.data_dir, towns.folder, "rebuild")
    codes = set()
    while writer.poll() is None:
        try:
            towns.pipeline.search("harvest of town 7")
        except QAError as error:
            codes.add(error.code)
        time.sleep(0.2)
    finish(writer)

    assert codes <= {"index_missing", "index_damaged"}
    assert "007.txt" == towns.pipeline.search("harvest of town 7")[0].passage.source_id
    assert FILES == towns.pipeline.status().sources


@pytest.mark.slow
def test_a_kill_during_the_first_ingest_is_made_good(towns: Corpus) -> None:
    """The folder is remembered from the start: `qa ingest` alone completes it."""
    texts = fill(towns, "harvest")
    for share in (0.0, 0.5):
        kill_while_writing(towns, share)
        try:
            towns.pipeline.search("harvest")
        except IndexMissing:  # it was killed before there was anything
            continue
        towns.pipeline.sync(towns.folder if share == 0.0 else None)
    towns.pipeline.sync(towns.folder)

    assert texts == towns.texts()
    assert [] == [finding for finding in diagnose(towns.settings) if not finding.is_healthy]


def test_texts_that_a_killed_sync_had_read_are_dropped_by_the_next(towns: Corpus) -> None:
    """They wait in the data directory, and not where nobody looks for them."""
    fill(towns, "bridge")
    spool = towns.settings.data_dir / SPOOL_NAME
    parser = Parser(towns.settings, held_bytes=0)
    parser.survey(b"It rained.", "rain.txt")  # and is never closed: it was killed
    assert [] != list(spool.iterdir())

    towns.pipeline.sync(towns.folder)
    assert not spool.exists()


def kill_while_writing(corpus: Corpus, share: float) -> None:
    """Ingest in another process and kill it once it says that this share of the files is done."""
    writer = start(INGEST, corpus.settings.data_dir, corpus.folder)
    assert writer.stdout
    writer.stdout.readline()
    for step in writer.stdout:
        done, total = map(int, step.split())
        if done >= share * total:
            break
    writer.send_signal(signal.SIGKILL)
    writer.communicate()


def test_stores_without_their_manifest_are_made_anew(corpus: Corpus) -> None:
    """What no manifest names does not exist: old vectors never mix with new ones."""
    corpus.write("a.txt", "The dam broke on Monday.")
    corpus.pipeline.sync(corpus.folder)
    corpus.pipeline.close()
    for path in corpus.settings.data_dir.glob("manifest.sqlite*"):
        path.unlink()
    corpus.write("a.txt", "The dam broke on Friday.")
    corpus.pipeline.sync(corpus.folder)

    assert ["The dam broke on Friday."] == [f.passage.text for f in corpus.pipeline.search("dam")]


@pytest.fixture
def other_folder(tmp_path: Path) -> Path:
    """Another corpus."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "z.txt").write_text("Another story.")
    return folder


def test_an_interrupted_change_of_folder_goes_on_with_the_new_one(
    corpus: Corpus, other_folder: Path
) -> None:
    """The last folder that was asked for is the one that is followed."""
    corpus.write("a.txt", "The dam broke.")
    corpus.pipeline.sync(corpus.folder)

    def interrupt(_done: int, _total: int, _what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        corpus.pipeline.sync(other_folder, on_progress=interrupt)
    assert ("z.txt",) == corpus.pipeline.sync().added
    assert {"z.txt": "Another story."} == corpus.texts()


def test_a_change_of_folder_is_told(corpus: Corpus, tmp_path: Path) -> None:
    """The report says what the index followed before."""
    corpus.write("a.txt", "One story.")
    corpus.pipeline.sync(corpus.folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_text("Another story.")
    [(_, told)] = corpus.pipeline.sync(other).warnings

    assert str(corpus.folder.resolve()) in told


def test_a_file_that_failed_is_not_new_for_ever(corpus: Corpus) -> None:
    """A dry run tells it as failed until it can be read."""
    corpus.write("a.txt", "One story.")
    broken = corpus.folder / "b.txt"
    broken.write_bytes(bytes(range(32)) * 9)
    corpus.pipeline.sync(corpus.folder)
    failed = corpus.pipeline.sync(dry_run=True)
    broken.write_text("It can be read now.")
    mended = corpus.pipeline.sync(dry_run=True)

    assert ((), ("b.txt",)) == (failed.added, mended.added)
    assert ["b.txt"] == [failure.source_id for failure in failed.failed]
