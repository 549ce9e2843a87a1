"""POST /v1/ask: the pipeline's answer, unchanged."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.examples import QUESTIONS
from qa.pipeline import Pipeline

PER_CALL = ("id", "timings_ms")
ASKED = [body["question"] for body in QUESTIONS.values()]


def ask(client: TestClient, question: str, **fields: Any) -> dict[str, Any]:
    """The answer over HTTP without what differs from call to call."""
    response = client.post("/v1/ask", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    return without_per_call(response.json())


def without_per_call(answer: dict[str, Any]) -> dict[str, Any]:
    """The part of an answer that two calls share."""
    return {name: value for name, value in answer.items() if name not in PER_CALL}


def as_json(answer: dict[str, Any]) -> Any:
    """The value as JSON knows it: tuples become lists."""
    return json.loads(json.dumps(answer))


@pytest.mark.parametrize("question", ASKED)
def test_http_returns_what_the_pipeline_answers(
    client: TestClient, pipeline: Pipeline, question: str
) -> None:
    """The reply equals `Pipeline.ask(...).to_dict()` but for the id and the timings."""
    expected = without_per_call(pipeline.ask(question).to_dict())

    assert as_json(expected) == ask(client, question)


def test_keys_come_in_the_order_of_the_contract(client: TestClient, pipeline: Pipeline) -> None:
    """The reply has the keys of the contract, in its order."""
    response = client.post("/v1/ask", json={"question": ASKED[0]})

    assert list(pipeline.ask(ASKED[0]).to_dict()) == list(response.json())


def test_k_reaches_the_pipeline(client: TestClient, pipeline: Pipeline) -> None:
    """With k of 1 the reply is the pipeline's answer from one passage."""
    expected = without_per_call(pipeline.ask(ASKED[0], 1).to_dict())

    assert as_json(expected) == ask(client, ASKED[0], k=1)


@pytest.mark.parametrize("question", ASKED)
def test_every_citation_is_the_text_of_its_file(
    client: TestClient, corpus_folder: Path, question: str
) -> None:
    """Quotes can be checked against the files by anyone, without this service."""
    for citation in ask(client, question)["citations"]:
        raw = (corpus_folder / citation["source_id"]).read_bytes()
        text = raw.decode("utf-8", errors="replace")
        assert citation["quote"] == text[citation["start"] : citation["end"]]


def test_a_question_without_an_answer_is_a_success(client: TestClient) -> None:
    """To abstain is an answer: status 200, no prose, a reason."""
    answer = ask(client, QUESTIONS["What the corpus does not say"]["question"])

    assert (
        answer["status"],
        answer["answer"],
        answer["short_answer"],
    ) == ("abstained", None, None)
    assert answer["abstention"]["reason"]


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\x00\x01", "x" * 10_000])
def test_a_question_that_cannot_be_asked_is_refused(client: TestClient, question: str) -> None:
    """The pipeline judges the question; HTTP says 422 with its message and what to do."""
    response = client.post("/v1/ask", json={"question": question})

    assert response.status_code == 422
    assert response.json()["error"]["code"] == "invalid_question"
    assert response.json()["error"]["hint"]


def test_a_question_in_another_script_is_answered(client: TestClient) -> None:
    """Letters outside the Latin script are a question like any other."""
    question = "Сколько членов Конгресса были ошибочно опознаны?"

    assert question == ask(client, question)["question"]


def test_questions_at_the_same_time_do_not_disturb_each_other(client: TestClient) -> None:
    """Sixteen threads get the answers that one thread gets, each worked out anew."""
    questions = ASKED * 8
    one_by_one = {question: ask(client, question) for question in ASKED}

    client.headers["Cache-Control"] = "no-cache"
    with ThreadPoolExecutor(max_workers=16) as threads:
        together = list(threads.map(lambda question: ask(client, question), questions))

    assert [one_by_one[question] for question in questions] == together
