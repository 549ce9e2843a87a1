"""What every request gets: an id, safe headers, a log line without the question, metrics."""

import json
import logging
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.logs import LOGGER, JsonLines, TextLines, with_fields
from api.main import create_app
from qa.pipeline import Pipeline

QUESTION = "How many members of Congress were mismatched?"


def test_every_reply_has_safe_headers(client: TestClient) -> None:
    """Also those of errors; the page of routes keeps the policy it needs."""
    for path in ("/health", "/v1/none", "/v1/sources"):
        headers = client.get(path).headers
        assert "nosniff" == headers["x-content-type-options"]
        assert "DENY" == headers["x-frame-options"]
        assert "default-src 'none'; frame-ancestors 'none'" == headers["content-security-policy"]
    assert "script-src" in client.get("/docs").headers["content-security-policy"]


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [("trace-1.A_b", True), ("", False), ("x" * 65, False), ("a b", False), ("ü", False)],
)
def test_an_id_of_the_caller_is_kept_where_it_is_harmless(
    client: TestClient, sent: str, is_kept: bool
) -> None:
    """Anything else gets a fresh one: an id goes into headers and logs."""
    got = client.get("/health", headers={b"X-Request-ID": sent.encode()}).headers["x-request-id"]

    assert is_kept == (got == sent)
    assert got


def line_of(client: TestClient, caplog: pytest.LogCaptureFixture, body: Any) -> str:
    """The log line of a question, in JSON."""
    with caplog.at_level(logging.INFO, LOGGER):
        client.post("/v1/ask", json=body)
    [record] = [record for record in caplog.records if record.name == LOGGER]
    return JsonLines().format(record)


def test_the_log_does_not_have_the_question(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """By default it says how long the question was, and by which route, how and how fast."""
    entry = json.loads(line_of(client, caplog, {"question": QUESTION}))

    assert "45 characters" == entry["question"]
    assert ("POST", "/v1/ask", 200) == (entry["method"], entry["route"], entry["status"])
    assert "Congress" not in json.dumps(entry)


def test_the_log_has_the_question_where_that_is_wanted(
    pipeline: Pipeline, caplog: pytest.LogCaptureFixture
) -> None:
    """A setting turns it on; a line break in it makes no line of its own."""
    settings = pipeline.settings.model_copy(update={"log_questions": True})
    with TestClient(create_app(pipeline, settings)) as client:
        line = line_of(client, caplog, {"question": "Who?\nERROR: forged\x1b[2J"})

    assert "\n" not in line
    assert "\x1b" not in line
    assert "Who?\nERROR: forged\x1b[2J" == json.loads(line)["question"]


@given(st.text(), st.text())
def test_no_value_can_forge_a_line(message: str, value: str) -> None:
    """Whatever a request carries, its record is one printable line in either format."""
    record = logging.makeLogRecord({"msg": "%s", "args": (message,), **with_fields(value=value)})
    for formatter in (JsonLines(), TextLines()):
        assert formatter.format(record).isprintable()


def test_metrics_have_prometheus_names_and_no_content(client: TestClient) -> None:
    """Questions, stages, abstentions and the index are counted; no question and no file shows."""
    client.post("/v1/ask", json={"question": QUESTION}, headers={"Cache-Control": "no-cache"})
    client.post("/v1/ask", json={"question": "How long does a lobster live?"})
    client.get("/v1/sources/002_moratorium-broadcast-news.txt/text")
    text = client.get("/metrics").text

    for name in (
        'qa_questions_total{status="answered",surface="ask"}',
        'qa_stage_duration_seconds_bucket{le="0.005",stage="read"}',
        'qa_abstentions_total{reason="no_relevant_passage"}',
        "qa_index_passages 23.0",
        "qa_index_up 1.0",
        "qa_index_age_seconds",
        'route="/v1/sources/{source_id:source_id}/text"',
    ):
        assert name in text
    assert "Congress" not in text
    assert "moratorium" not in text


def test_the_unforeseen_has_its_id_and_headers(pipeline: Pipeline) -> None:
    """The framework replies to it outside of all middleware; what a reader needs is there."""
    app = create_app(pipeline)

    @app.get("/fails")
    def fails() -> None:
        raise KeyError("secret")

    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/fails", headers={"X-Request-ID": "mine"})

    assert (500, "mine") == (response.status_code, response.headers["x-request-id"])
    assert "nosniff" == response.headers["x-content-type-options"]
    assert "secret" not in response.text


def test_a_version_names_service_and_models(client: TestClient, pipeline: Pipeline) -> None:
    """What a report of a fault should carry."""
    assert pipeline.reader.name == client.get("/version").json()["reader"]
