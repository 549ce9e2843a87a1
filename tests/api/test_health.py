"""GET /health and /health/ready, with and without an index."""

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.main import create_app, installed_version
from qa.pipeline import Pipeline, open_pipeline
from tests.conftest import MakePipeline, SettingsFor


def test_health_says_that_the_process_lives(client: TestClient) -> None:
    """Liveness needs nothing but the process."""
    response = client.get("/health")

    assert {"status": "ok", "version": installed_version()} == response.json()


def test_ready_says_how_much_can_be_asked(client: TestClient, pipeline: Pipeline) -> None:
    """Readiness is the size and the fingerprint of the index."""
    status = pipeline.status()

    assert {
        "status": "ready",
        "sources": status.sources,
        "passages": status.passages,
        "index_fingerprint": status.fingerprint,
    } == client.get("/health/ready").json()


@pytest.mark.parametrize(
    "path",
    ["/health", "/health/ready", "/docs", "/openapi.json", "/v1/sources"]
    + [f"/v1/sources/002_moratorium-broadcast-news.txt{suffix}" for suffix in ("", "/text")],
)
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    """Load balancers and link checkers ask so."""
    named = {"X-Request-ID": "same"}
    head, get = client.head(path, headers=named), client.get(path, headers=named)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == get.headers


def test_a_wrong_method_is_told_all_that_work(client: TestClient) -> None:
    """HEAD is there too, though the description leaves it out."""
    assert client.post("/health").headers["allow"] == "GET, HEAD"


def test_ready_names_no_place_on_the_machine(client: TestClient, pipeline: Pipeline) -> None:
    """Whoever may ask for readiness learns no folder."""
    assert pipeline.status().folder not in client.get("/health/ready").text


def test_the_service_starts_without_an_index(tmp_path: Path, settings_for: SettingsFor) -> None:
    """Alive but not ready: the reply says what to run."""
    with TestClient(
        create_app(settings=settings_for(tmp_path / "data")), base_url="http://localhost"
    ) as client:
        health, ready = client.get("/health"), client.get("/health/ready")

    assert (health.status_code, ready.status_code) == (200, 503)
    assert ready.json()["error"]["code"] == "index_missing"
    assert "qa ingest" in ready.json()["error"]["hint"]


def test_ready_names_no_place_where_it_is_not(tmp_path: Path, settings_for: SettingsFor) -> None:
    """Without an index and with one that is broken."""
    settings = settings_for(tmp_path / "data")
    with TestClient(create_app(settings=settings), base_url="http://localhost") as client:
        replies = [client.get("/health/ready")]
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / "manifest.sqlite").write_text("no database")
        replies.append(client.get("/health/ready"))

    assert ["index_missing", "index_damaged"] == [r.json()["error"]["code"] for r in replies]
    assert not any("data" in reply.text or str(tmp_path) in reply.text for reply in replies)


def test_an_index_that_lost_a_part_is_not_ready(make_pipeline: MakePipeline) -> None:
    """Neither probe nor gauge says that it can answer. Chroma's open files outlive their folder."""
    pipeline = make_pipeline({"a.txt": "The tower in the harbour is 28 metres high.\n"})
    with TestClient(create_app(pipeline)) as client:
        assert 200 == client.get("/health/ready").status_code
        shutil.rmtree(pipeline.settings.data_dir / "lexical")
        ready, metrics = client.get("/health/ready"), client.get("/metrics").text
        asked = client.post("/v1/search", json={"query": "tower"})

    assert (503, 503) == (asked.status_code, ready.status_code)
    assert "qa_index_up 0.0" in metrics


def test_a_question_without_an_index_is_told_so(tmp_path: Path, settings_for: SettingsFor) -> None:
    """Asking before anything was ingested is a 503 with what to do."""
    with TestClient(
        create_app(settings=settings_for(tmp_path / "data")), base_url="http://localhost"
    ) as client:
        replies = [
            client.post("/v1/ask", json={"question": "Who runs IBM?"}),
            client.post("/v1/search", json={"query": "IBM"}),
            client.get("/v1/sources"),
            client.get("/v1/sources/a.txt"),
            client.get("/v1/sources/a.txt/text"),
        ]

    assert [(503, "index_missing")] * len(replies) == [
        (reply.status_code, reply.json()["error"]["code"]) for reply in replies
    ]


def test_a_first_ingest_makes_a_running_service_ready(
    tmp_path: Path, settings_for: SettingsFor
) -> None:
    """Another process may ingest while the service runs: no restart is needed."""
    settings = settings_for(tmp_path / "data")
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "note.txt").write_text("The meeting is on Thursday at noon.\n")

    with TestClient(create_app(settings=settings), base_url="http://localhost") as client:
        before = client.get("/health/ready").status_code
        with open_pipeline(settings) as writer:
            writer.sync(folder)
        after = client.get("/health/ready")

    assert (before, after.status_code) == (503, 200)
    assert after.json()["sources"] == 1


def test_a_pipeline_of_the_caller_is_left_open(client: TestClient, pipeline: Pipeline) -> None:
    """The service closes only what it opened."""
    assert client.get("/health/ready").status_code == 200
    with TestClient(create_app(pipeline)):
        pass

    assert pipeline.search("Congress")
