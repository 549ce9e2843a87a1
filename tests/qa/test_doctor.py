"""The doctor says what is wrong and which command mends it."""

import shutil

import pytest

from qa.doctor import diagnose
from qa.history import FILE_NAME
from qa.settings import Settings
from qa.types import Finding
from tests.qa.conftest import Corpus


def faults(settings: Settings) -> dict[str, Finding]:
    """What is wrong, by check."""
    return {each.check: each for each in diagnose(settings) if not each.is_healthy}


@pytest.fixture
def ingested(corpus: Corpus) -> Corpus:
    """Two articles in step with their index."""
    corpus.write("a.txt", "The dam broke on Monday.")
    corpus.write("b.txt", "The bridge fell on Sunday.")
    corpus.pipeline.sync(corpus.folder)
    return corpus


def test_a_healthy_index_has_no_faults(ingested: Corpus) -> None:
    """Every check says what it saw."""
    assert {} == faults(ingested.settings)
    assert all(finding.detail and not finding.fix for finding in diagnose(ingested.settings))


def test_no_index_is_a_fault(corpus: Corpus) -> None:
    """With the command that makes one."""
    assert "qa ingest PATH" in str(faults(corpus.settings)["index"].fix)


def test_an_index_behind_its_folder_is_a_fault(ingested: Corpus) -> None:
    """New, changed and deleted files are counted; `qa ingest` mends it."""
    ingested.write("a.txt", "The dam broke on Friday.")
    ingested.write("c.txt", "The tunnel closed.")
    (ingested.folder / "b.txt").unlink()
    found = faults(ingested.settings)

    assert ["folder"] == list(found)
    assert "1 new, 1 changed, 1 deleted" in found["folder"].detail
    ingested.pipeline.sync()
    assert {} == faults(ingested.settings)


def test_an_unreadable_file_is_a_fault(ingested: Corpus) -> None:
    """It names the file and the reason."""
    (ingested.folder / "c.txt").write_bytes(b"\x00")
    ingested.pipeline.sync()

    assert "c.txt" in faults(ingested.settings)["files"].detail


def test_a_damaged_store_is_a_fault(ingested: Corpus) -> None:
    """Mended by a rebuild."""
    ingested.pipeline.close()
    shutil.rmtree(ingested.settings.data_dir / "lexical")
    found = faults(ingested.settings)

    assert "lexical" in found["index"].detail
    assert "qa ingest --rebuild" in str(found["index"].fix)


def test_a_store_that_no_search_can_read_is_a_fault(ingested: Corpus) -> None:
    """It opens and counts right, and every question fails."""
    ingested.pipeline.close()
    for path in (ingested.settings.data_dir / "lexical").glob("*.pos"):
        path.unlink()
    found = faults(ingested.settings)

    assert ["search"] == list(found)
    assert "qa ingest --rebuild" in str(found["search"].fix)


@pytest.mark.parametrize("keep", [0, 4096])
def test_a_damaged_history_is_a_fault(ingested: Corpus, keep: int) -> None:
    """From its first byte or later on; the fix is to move it away."""
    ingested.pipeline.ask("When did the dam break?")
    ingested.pipeline.close()
    path = ingested.settings.data_dir / FILE_NAME
    assert "history" not in faults(ingested.settings)
    path.write_bytes(path.read_bytes()[:keep] + b"garbage " * 4096)
    found = faults(ingested.settings)

    assert ["history"] == list(found)
    assert "moved away" in str(found["history"].fix)


def test_a_changed_setting_is_a_fault(ingested: Corpus) -> None:
    """The index was made in another way."""
    other = ingested.settings.model_copy(update={"passage_tokens": 64})

    assert "64 word pieces" in faults(other)["index"].detail


def test_a_missing_endpoint_is_a_fault(ingested: Corpus) -> None:
    """Nothing is raised: a doctor that falls ill helps nobody."""
    other = ingested.settings.model_copy(update={"embedding_model": "e5"})

    assert "QA_EMBEDDING_MODEL" in faults(other)["embedder"].detail


def test_a_folder_that_is_gone_is_a_fault(ingested: Corpus) -> None:
    """The index still answers."""
    shutil.rmtree(ingested.folder)

    assert ["folder"] == list(faults(ingested.settings))
