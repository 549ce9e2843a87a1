"""What goes wrong around a sync: files that change or go meanwhile, disks that are full."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from eval.bench.hashing import HashingEmbedder
from qa.doctor import diagnose
from qa.errors import CorpusError, EndpointError, IndexDamaged
from qa.ingest.batches import PART_PASSAGES
from qa.ingest.contents import FileVanished, read_file
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings
from tests.qa.conftest import Corpus
from tests.qa.ingest.test_sync import RAIN, SUN, long_text
from tests.qa.processes import INGEST, ROOT, start

LETTERS = 2_000_000
FILES = 12


@contextmanager
def rewritten(path: Path) -> Iterator[None]:
    """A file that somebody else writes anew all the time, all a or all b."""
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            for letter in "ab":
                path.write_text(letter * LETTERS)

    writer = Thread(target=write)
    path.write_text("a" * LETTERS)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def test_a_file_that_changes_while_it_is_read_is_never_mixed(tmp_path: Path) -> None:
    """It is read again, and reported where it does not come to rest."""
    path = tmp_path / "busy.txt"
    with rewritten(path):
        for _ in range(20):
            with suppress(CorpusError):
                assert read_file(path, 10).data.strip(b"a").strip(b"b") == b""

    assert len(read_file(path, 10).data) == LETTERS


def test_a_file_that_is_gone_when_it_is_to_be_read_is_told_apart(tmp_path: Path) -> None:
    """It is no failure: nobody has to do anything."""
    with pytest.raises(FileVanished):
        read_file(tmp_path / "gone.txt", 10)


def test_a_file_that_goes_between_listing_and_reading_is_removed(corpus: Corpus) -> None:
    """Not reported as failed, and not answered from any more."""
    for name, text in (("a.txt", RAIN), ("b.txt", SUN)):
        corpus.write(name, text)
    corpus.pipeline.sync(corpus.folder)
    old = corpus.write("b.txt", SUN + " Still.")
    os.utime(corpus.folder / "a.txt")
    report = corpus.pipeline.sync(on_progress=lambda *_: old.unlink(missing_ok=True))

    assert ((), ("b.txt",)) == (report.failed, report.removed)
    assert {"a.txt": RAIN} == corpus.texts()


def test_a_file_edited_right_after_it_was_read_is_read_again(corpus: Corpus) -> None:
    """A clock of the file system may be too coarse to tell the two versions apart."""
    path = corpus.write("a.txt", RAIN)
    stamp = path.stat().st_mtime_ns
    corpus.pipeline.sync(corpus.folder)
    path.write_text(RAIN.replace("nine", "five"))
    os.utime(path, ns=(stamp, stamp))

    assert ("a.txt",) == corpus.pipeline.sync().changed


def test_an_interrupted_long_file_keeps_its_vectors(tmp_path: Path) -> None:
    """What was embedded of a file that is not finished is used by the next sync."""
    folder, settings = tmp_path / "articles", Settings(data_dir=tmp_path / "i", passage_tokens=32)
    folder.mkdir()
    sentences = (f"In year {year} the harvest of the valley was counted." for year in range(3600))
    (folder / "long.txt").write_text("\n\n".join(sentences))

    def stop_late(_done: int, _total: int, what: str) -> None:
        if int(what.rpartition(" of ")[0].split()[-1]) > PART_PASSAGES + 100:
            raise KeyboardInterrupt

    with Pipeline(settings, HashingEmbedder()) as pipeline:
        with pytest.raises(KeyboardInterrupt):
            pipeline.sync(folder, on_progress=stop_late)
        whole = pipeline.sync()
        assert 0 == pipeline.sync().embedded
    assert whole.passages - PART_PASSAGES == whole.embedded


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
from pathlib import Path
from qa.errors import QAError
from qa.pipeline import open_pipeline
from qa.settings import Settings
try:
    with open_pipeline(Settings(data_dir=Path(sys.argv[1]))) as pipeline:
        pipeline.sync(Path(sys.argv[2]))
except QAError as error:
    print(error.code, error.message, error.hint, sep="|")
"""


@pytest.mark.slow
@pytest.mark.parametrize("limit", [4_096, 20_000])
def test_a_full_disk_is_told_and_costs_nothing(corpus: Corpus, limit: int) -> None:
    """No file may grow past a limit, so writing fails at different points; then there is room."""
    corpus.write("a.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)
    corpus.pipeline.close()
    for number in range(FILES):
        corpus.write(f"{number}.txt", long_text(str(number)))
    arguments = [corpus.settings.data_dir, corpus.folder, limit]
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stdout.startswith("index_damaged|"), ended.stderr
    assert corpus.pipeline.search("the valley")[0].passage.source_id == "a.txt"
    assert FILES == len(corpus.pipeline.sync().added)
    assert [] == [each for each in diagnose(corpus.settings) if not each.is_healthy]


@pytest.fixture
def read_only(corpus: Corpus) -> Iterator[Corpus]:
    """An index on a file system that nobody can write to, or a folder without the right."""
    corpus.write("a.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)
    corpus.pipeline.close()
    place = str(corpus.settings.data_dir)
    if os.geteuid() == 0:
        mount = shutil.which("mount")
        bound = mount and subprocess.run([mount, "--bind", place, place], check=False).returncode
        if bound != 0:
            pytest.skip("root may write everywhere, and this system lets nobody mount")
        subprocess.run([str(mount), "-o", "remount,ro,bind", place], check=True)
        yield corpus
        corpus.pipeline.close()
        subprocess.run(["umount", place], check=True)
        return
    folders = [corpus.settings.data_dir, *corpus.settings.data_dir.rglob("*")]
    for path in folders:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield corpus
    corpus.pipeline.close()
    for path in folders:
        path.chmod(0o755)


def test_a_read_only_data_directory_answers(read_only: Corpus) -> None:
    """From a copy; the doctor has nothing to say, and a sync says what it lacks."""
    with open_pipeline(Settings(data_dir=read_only.settings.data_dir)) as pipeline:
        assert ["a.txt"] == [found.passage.source_id for found in pipeline.search("valley")]
        assert "metres" in (pipeline.ask("How far did the river rise?").answer or "metres")
        with pytest.raises(IndexDamaged, match="cannot be written"):
            pipeline.sync(read_only.folder)

    assert [] == [each for each in diagnose(read_only.settings) if not each.is_healthy]


def test_a_failing_endpoint_during_a_rebuild_costs_nothing(corpus: Corpus) -> None:
    """The old index answers until the new one is complete."""
    corpus.write("a.txt", RAIN)
    corpus.pipeline.sync(corpus.folder)
    other = corpus.settings.model_copy(
        update={"embedding_model": "e5", "openai_base_url": "http://127.0.0.1:9/v1"}
    )
    with open_pipeline(other) as pipeline, pytest.raises(EndpointError):
        pipeline.sync(rebuild=True)

    assert ["a.txt"] == [found.passage.source_id for found in corpus.pipeline.search("valley")]
    assert 0 == corpus.pipeline.sync().embedded


@pytest.mark.slow
def test_readers_are_never_blocked_by_a_rebuild(corpus: Corpus) -> None:
    """Another process makes the index anew: each search here finds all, before and after."""
    for number in range(FILES):
        corpus.write(f"{number}.txt", long_text(str(number)))
    corpus.pipeline.sync(corpus.folder)
    first = corpus.pipeline.status()
    writer = start(INGEST, corpus.settings.data_dir, corpus.folder, "rebuild")
    while writer.poll() is None:
        assert len(corpus.pipeline.search("what happened in the year")) == corpus.settings.top_k
    assert writer.returncode == 0
    writer.communicate()

    assert len(corpus.pipeline.search("what happened in the year")) == corpus.settings.top_k
    assert first == corpus.pipeline.status()
    assert 2 == len(list(corpus.settings.data_dir.glob("[cl]*-*")))
