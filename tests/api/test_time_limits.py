"""A language model that is slow: the answer comes within the service's own limit all the same."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from api.main import create_app
from qa.pipeline import Pipeline, open_pipeline
from tests.api.conftest import served
from tests.chat_endpoint import ChatEndpoint, Exchange

QUESTION = "How many members of Congress were mismatched?"
SECONDS = 6.0  # of the request, half of them the model's; a question may take longer by itself


def thinks(exchange: Exchange) -> None:
    """Signs of life, and never a word."""
    exchange.opens()
    exchange.goes_on(": thinking\n\n")


@contextmanager
def slow_service(pipeline: Pipeline, **fields: object) -> Iterator[httpx2.Client]:
    """A client of a service whose language model never comes to an end."""
    with ChatEndpoint(thinks) as endpoint:
        changes = {"llm_model": "small", "openai_base_url": endpoint.address, **fields}
        settings = pipeline.settings.model_copy(update=changes)
        with (
            open_pipeline(settings) as opened,
            served(create_app(opened)) as address,
            httpx2.Client(base_url=address, timeout=60) as client,
        ):
            yield client


@pytest.mark.parametrize(
    ("path", "body", "key"),
    [
        ("/v1/ask", {"question": QUESTION}, "answer"),
        ("/v1/responses", {"model": "corpus-qa", "input": QUESTION}, "corpus_qa"),
    ],
)
def test_a_slow_model_gives_the_extractive_answer(
    pipeline: Pipeline, path: str, body: dict[str, str], key: str
) -> None:
    """It is no 503, also where the model might be listened to for longer than the request."""
    with slow_service(pipeline, request_timeout_seconds=SECONDS) as client:
        reply = client.post(path, json=body)

    assert (200, True) == (reply.status_code, bool(reply.json()[key]))
    assert "This is the extractive answer." in reply.text


def test_a_slow_model_lets_a_session_go_on(pipeline: Pipeline) -> None:
    """A follow-up asks the model twice, to rewrite and to answer, within the one limit."""
    with slow_service(pipeline, request_timeout_seconds=SECONDS) as client:
        session = f"/v1/sessions/{client.post('/v1/sessions').json()['id']}/ask"
        replies = [client.post(session, json={"question": each}) for each in (QUESTION, "When?")]

    assert [200, 200] == [reply.status_code for reply in replies]
    assert ["extractive"] * 2 == [reply.json()["answer"]["answerer"] for reply in replies]


def test_a_slow_model_can_be_replayed(pipeline: Pipeline) -> None:
    """Asking a receipt's question again is bound by the same limit."""
    kept = pipeline.ask(QUESTION).id
    with slow_service(pipeline, request_timeout_seconds=SECONDS) as client:
        assert 200 == client.post(f"/v1/answers/{kept}/replay").status_code


def test_a_stream_of_a_slow_model_is_complete(pipeline: Pipeline) -> None:
    """Its last event is the whole answer."""
    with slow_service(pipeline, request_timeout_seconds=SECONDS) as client:
        headers = {"accept": "text/event-stream"}
        text = client.post("/v1/ask", json={"question": QUESTION}, headers=headers).text
    name, data = text.strip().split("\n\n")[-1].split("\n")

    assert "event: done" == name
    assert "extractive" == json.loads(data.removeprefix("data: "))["answerer"]
