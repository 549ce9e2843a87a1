"""POST /v1/ask as server-sent events."""

import json
from threading import Event as Signal
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.examples import QUESTIONS
from api.main import create_app
from qa.pipeline import Pipeline, open_pipeline
from tests.api.conftest import served
from tests.api.test_ask import ask, without_per_call
from tests.api.test_gate import PATIENCE_SECONDS, wait_until
from tests.chat_endpoint import ChatEndpoint, Exchange

ASKED = [body["question"] for body in QUESTIONS.values()]
Event = tuple[str, Any]


def stream(client: TestClient, question: str, path: str = "/v1/ask") -> list[Event]:
    """The events of a streamed answer, as name and data."""
    headers = {"accept": "text/event-stream"}
    with client.stream("POST", path, json={"question": question}, headers=headers) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        blocks = "".join(reply.iter_text()).split("\n\n")
    return [parsed(block) for block in blocks if block.startswith("event: ")]


def parsed(block: str) -> Event:
    """One event."""
    name, data = block.split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


@pytest.mark.parametrize("question", ASKED)
def test_the_last_event_is_the_body_without_stream(client: TestClient, question: str) -> None:
    """Equal but for id and timings."""
    name, body = stream(client, question)[-1]

    assert (name, without_per_call(body)) == ("done", ask(client, question))


def test_sources_come_first_then_each_claim(client: TestClient) -> None:
    """The claims of the events are those of the whole answer, with their citations once each."""
    first, *claims, (_, answer) = stream(client, ASKED[0])

    assert first[0] == "sources"
    assert answer["citations"][0]["source_id"] in [s["source_id"] for s in first[1]["sources"]]
    assert answer["claims"] == [data["claim"] for _, data in claims]
    assert answer["citations"] == [each for _, data in claims for each in data["citations"]]


def test_a_question_that_cannot_be_asked_is_refused_before_the_stream(client: TestClient) -> None:
    """With its status and the one shape, as without stream."""
    reply = client.post("/v1/ask", json={"question": "?"}, headers={"accept": "text/event-stream"})

    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "invalid_question")


def test_a_follow_up_comes_as_events_too(client: TestClient) -> None:
    """How it was understood first; the last event is the turn as the session keeps it."""
    session = f"/v1/sessions/{client.post('/v1/sessions').json()['id']}"
    stream(client, "Who sent a letter to Congress?", f"{session}/ask")
    first, second, *_, last = stream(client, "When?", f"{session}/ask")
    kept = client.get(session).json()["turns"]

    assert ("understood", "sources", "done") == (first[0], second[0], last[0])
    assert first[1]["asked_as"] == last[1]["asked_as"] == kept[1]["asked_as"]
    assert last[1] == kept[1]


def test_a_follow_up_that_cannot_be_asked_is_refused_before_the_stream(client: TestClient) -> None:
    """An unknown session is a 404 here too."""
    headers = {"accept": "text/event-stream"}
    reply = client.post("/v1/sessions/none/ask", json={"question": "Who?"}, headers=headers)

    assert (404, "session_not_found") == (reply.status_code, reply.json()["error"]["code"])


def test_a_client_that_goes_ends_the_work(pipeline: Pipeline) -> None:
    """The language model is not listened to any more, its place is free, and no turn is kept."""
    has_stopped = Signal()

    def write(exchange: Exchange) -> None:
        exchange.opens()
        try:
            exchange.goes_on(": thinking\n\n")
        except OSError:
            has_stopped.set()
            raise

    with ChatEndpoint(write) as endpoint:
        fields = {"llm_model": "small", "openai_base_url": endpoint.address}
        settings = pipeline.settings.model_copy(update=fields)
        with open_pipeline(settings) as opened, served(app := create_app(opened)) as address:
            session = httpx2.post(f"{address}/v1/sessions").json()["id"]
            leave_after_the_first_event(f"{address}/v1/sessions/{session}/ask")

            assert has_stopped.wait(PATIENCE_SECONDS)
            wait_until(lambda: app.state.gate.inside == 0)
            assert [] == httpx2.get(f"{address}/v1/sessions/{session}").json()["turns"]


def leave_after_the_first_event(path: str) -> None:
    """Ask, and close the connection in the middle of the answer."""
    headers = {"accept": "text/event-stream"}
    body = {"question": ASKED[0]}
    with httpx2.stream("POST", path, json=body, headers=headers, timeout=30) as reply:
        next(reply.iter_text())
