"""POST /v1/ask as server-sent events."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.examples import QUESTIONS
from tests.api.test_ask import ask, without_per_call

ASKED = [body["question"] for body in QUESTIONS.values()]
Event = tuple[str, Any]


def stream(client: TestClient, question: str) -> list[Event]:
    """The events of a streamed answer, as name and data."""
    headers = {"accept": "text/event-stream"}
    with client.stream("POST", "/v1/ask", json={"question": question}, headers=headers) as reply:
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
