"""Adding and deleting sources: into the folder, into the index, or refused with the reason."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from api.tasks import TaskBoard
from qa.ingest.syncing import only_writer
from qa.pipeline import Pipeline, open_pipeline
from tests.conftest import SettingsFor

FIRST = "The old bridge over the river is closed to lorries since the flood.\n"
SECOND = "The library opens at nine and closes at six on every working day.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus with one file."""
    path = tmp_path / "articles"
    path.mkdir()
    (path / "bridge.txt").write_text(FIRST, encoding="utf-8")
    return path


@pytest.fixture
def pipeline(folder: Path, settings_for: SettingsFor) -> Iterator[Pipeline]:
    """A pipeline over it, of a service that may change it."""
    with open_pipeline(settings_for(uploads=True, max_file_mb=0.1)) as pipeline:
        pipeline.sync(folder)
        yield pipeline


@pytest.fixture
def client(pipeline: Pipeline) -> Iterator[TestClient]:
    """A client of that service."""
    with TestClient(create_app(pipeline)) as client:
        yield client


def finished(client: TestClient, response: Any) -> dict[str, Any]:
    """The task that a reply announced, when it is done."""
    assert response.status_code == 202, response.text
    deadline = time.monotonic() + 120
    while True:
        task: dict[str, Any] = client.get(response.headers["location"]).json()
        if task["state"] in ("succeeded", "failed"):
            return task
        assert time.monotonic() < deadline
        time.sleep(0.02)


def refused(response: Any) -> tuple[int, str]:
    """Status and code of a reply."""
    return response.status_code, response.json()["error"]["code"]


def add(client: TestClient, source_id: str, content: bytes = SECOND.encode(), **query: Any) -> Any:
    """The reply to an upload of raw bytes."""
    return client.post("/v1/sources", params={"source_id": source_id, **query}, content=content)


def test_an_uploaded_file_answers_and_a_deleted_one_does_not(client: TestClient) -> None:
    """Each change has a task that succeeds when the index has it."""
    question = {"question": "When does the library open?"}
    assert "succeeded" == finished(client, add(client, "notes/library.txt"))["state"]
    answer = client.post("/v1/ask", json=question).json()
    deleted = client.delete("/v1/sources/notes/library.txt")
    assert "succeeded" == finished(client, deleted)["state"]

    assert "notes/library.txt" == answer["citations"][0]["source_id"]
    assert 404 == client.get("/v1/sources/notes/library.txt").status_code
    assert "abstained" == client.post("/v1/ask", json=question).json()["status"]


def test_a_form_uploads_under_its_file_name(client: TestClient, folder: Path) -> None:
    """What browsers and `curl -F` send."""
    response = client.post("/v1/sources", files={"file": ("library.txt", SECOND.encode())})

    assert "succeeded" == finished(client, response)["state"]
    assert SECOND == (folder / "library.txt").read_text(encoding="utf-8")


def test_a_name_that_is_taken_is_a_conflict(client: TestClient, folder: Path) -> None:
    """Nothing is overwritten unless that is asked for."""
    assert (409, "source_exists") == refused(add(client, "bridge.txt"))
    assert FIRST == (folder / "bridge.txt").read_text(encoding="utf-8")
    assert "succeeded" == finished(client, add(client, "bridge.txt", replace=True))["state"]
    assert SECOND == client.get("/v1/sources/bridge.txt/text").text


def test_a_source_that_is_being_changed_is_busy(client: TestClient, pipeline: Pipeline) -> None:
    """Until the first change is in the index a second one is a conflict, not a false success."""
    with only_writer(pipeline.settings.data_dir):
        first = add(client, "library.txt")
        second = client.delete("/v1/sources/library.txt")
        assert (409, "source_busy") == refused(second)
        assert first.json()["id"] in second.json()["error"]["message"]
    assert "succeeded" == finished(client, first)["state"]


def test_the_last_source_stays(client: TestClient, folder: Path) -> None:
    """A folder without a file cannot be indexed, so the deletion could not succeed."""
    assert (409, "last_source") == refused(client.delete("/v1/sources/bridge.txt"))
    assert (folder / "bridge.txt").exists()


@pytest.mark.parametrize(
    ("source_id", "status"),
    [
        ("../outside.txt", 422),
        ("a/../../outside.txt", 422),
        ("/etc/outside.txt", 422),
        ("a//b.txt", 422),
        ("./a.txt", 422),
        ("..\\outside.txt", 422),
        (".hidden.txt", 422),
        (".git/config.txt", 422),
        ("two\nlines.txt", 422),
        ("nul\0.txt", 422),
        ("right\u202eleft.txt", 422),
        ("", 422),
        (f"{'x' * 300}.txt", 422),
        (f"{'x/' * 600}a.txt", 422),
        ("link/outside.txt", 422),
        ("link/new/folder/outside.txt", 422),
        ("program.exe", 415),
        ("no ending", 415),
        ("a.txt/", 422),
    ],
)
def test_no_id_reaches_out_of_the_folder(
    client: TestClient, folder: Path, tmp_path: Path, source_id: str, status: int
) -> None:
    """Neither up, nor absolute, nor through a link, nor to a file that is not read."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "link").symlink_to(elsewhere)
    before = sorted(tmp_path.rglob("*.txt"))

    assert status == add(client, source_id).status_code
    if source_id not in ("", "./a.txt"):  # as a path these are other addresses
        deleted = client.delete(f"/v1/sources/{quote(source_id, safe='')}")
        assert deleted.status_code in (status, 404)
    assert before == sorted(tmp_path.rglob("*.txt"))
    assert [] == list(elsewhere.iterdir())


def test_the_index_itself_is_out_of_reach(settings_for: SettingsFor, folder: Path) -> None:
    """A data directory in the corpus folder holds no sources."""
    settings = settings_for(folder / "index", uploads=True)
    with open_pipeline(settings) as pipeline:
        pipeline.sync(folder)
        with TestClient(create_app(pipeline)) as client:
            assert (422, "invalid_source_id") == refused(add(client, "index/a.txt"))


def test_a_file_that_is_too_large_is_refused(client: TestClient, folder: Path) -> None:
    """The limit is that of the ingest."""
    assert (413, "request_too_large") == refused(add(client, "large.txt", b"x" * 120_000))
    assert ["bridge.txt"] == os.listdir(folder)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "multipart/form-data"}, b"no boundary"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--y\r\nno form"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--\r\n"),
    ],
)
def test_a_form_that_is_none_is_refused(
    client: TestClient, headers: dict[str, str], body: bytes
) -> None:
    """The reply says what is wrong with it."""
    response = client.post("/v1/sources", headers=headers, content=body)

    assert (400, "malformed_upload") == refused(response)


def test_it_is_off_unless_it_was_allowed(make_client_without: TestClient) -> None:
    """A service that was not told to change its corpus does not."""
    assert (403, "uploads_off") == refused(add(make_client_without, "a.txt"))
    assert (403, "uploads_off") == refused(make_client_without.delete("/v1/sources/bridge.txt"))


@pytest.fixture
def make_client_without(pipeline: Pipeline) -> Iterator[TestClient]:
    """A client of a service that may not change its corpus."""
    settings = pipeline.settings.model_copy(update={"uploads": False})
    with TestClient(create_app(pipeline, settings)) as client:
        yield client


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_says_so(client: TestClient, folder: Path) -> None:
    """The reply is a refusal with the reason."""
    folder.chmod(0o500)
    try:
        assert (403, "corpus_read_only") == refused(add(client, "a.txt"))
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize("task_id", ["task_none", "..%2Fkeys", "task_01/../x", "x"])
def test_an_unknown_task_is_not_found(client: TestClient, task_id: str) -> None:
    """No task id reaches another file."""
    assert 404 == client.get(f"/v1/tasks/{task_id}").status_code


def test_a_task_whose_process_is_gone_has_failed(tmp_path: Path) -> None:
    """It does not seem to run for ever."""
    board = TaskBoard(tmp_path)
    task = board.create("upload", "a.txt")
    path = tmp_path / "tasks" / f"{task.id}.json"
    path.write_text(task.model_copy(update={"process": 2**22 + 1}).model_dump_json())

    assert "failed" == board.get(task.id).state
    assert board.pending() == []
