"""Answers that were given before: when they are given again, and when not."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.main import create_app
from qa.pipeline import Pipeline, open_pipeline
from tests.chat_endpoint import ChatEndpoint, Exchange, saying
from tests.conftest import MakePipeline

QUESTION = {"question": "How many members of Congress were mismatched?"}


def test_the_same_question_gets_the_same_answer(client: TestClient) -> None:
    """With its id; blanks make no other question, `k` and `only` do, and `no-cache` asks anew."""
    first = client.post("/v1/ask", json=QUESTION).json()
    spaced = client.post("/v1/ask", json={"question": f"  {QUESTION['question']} "}).json()
    others = [
        client.post("/v1/ask", json=QUESTION | {"k": 3}).json(),
        client.post("/v1/ask", json=QUESTION | {"only": {"sources": ["*"]}}).json(),
        client.post("/v1/ask", json=QUESTION, headers={"Cache-Control": "no-cache"}).json(),
    ]

    assert first == spaced
    assert first["id"] not in {other["id"] for other in others}


def test_a_deleted_answer_is_not_given_again(client: TestClient) -> None:
    """The question is asked anew: what it gets has a receipt."""
    body = {"question": "Who founded Arthur AI?"}
    first = client.post("/v1/ask", json=body).json()["id"]
    client.delete(f"/v1/answers/{first}")
    second = client.post("/v1/ask", json=body).json()["id"]

    assert first != second
    assert 200 == client.get(f"/v1/answers/{second}").status_code


def test_without_receipts_answers_are_kept_all_the_same(pipeline: Pipeline) -> None:
    """Then no id leads anywhere."""
    settings = pipeline.settings.model_copy(update={"receipts": 0})
    with open_pipeline(settings) as opened, TestClient(create_app(opened)) as client:
        ids = [client.post("/v1/ask", json=QUESTION).json()["id"] for _ in range(2)]

    assert ids[0] == ids[1]


def test_a_changed_file_ends_what_was_kept(make_pipeline: MakePipeline) -> None:
    """An answer never outlives the text that it cites."""
    pipeline = make_pipeline({"a.txt": "The tower in the harbour is 28 metres high.\n"})
    folder = pipeline.status().folder
    with TestClient(create_app(pipeline)) as client:
        body = {"question": "How high is the tower in the harbour?"}
        before = client.post("/v1/ask", json=body).json()
        with open(f"{folder}/a.txt", "w", encoding="utf-8") as file:
            file.write("The tower in the harbour is 31 metres high.\n")
        pipeline.sync()
        after = client.post("/v1/ask", json=body).json()

    assert ("28", "31") == (before["short_answer"][:2], after["short_answer"][:2])


def test_a_changed_sidecar_ends_what_was_kept(make_pipeline: MakePipeline) -> None:
    """The date that an answer shows may stand beside the file."""
    pipeline = make_pipeline({"a.txt": "The tower in the harbour is 28 metres high.\n"})
    sidecar = Path(pipeline.status().folder) / "a.txt.meta.yaml"
    with TestClient(create_app(pipeline)) as client:
        body = {"question": "How high is the tower in the harbour?"}
        before = client.post("/v1/ask", json=body).json()
        sidecar.write_text("date: 2021-03-04\n", encoding="utf-8")
        pipeline.sync()
        after = client.post("/v1/ask", json=body).json()

    assert [None, "2021-03-04"] == [each["citations"][0]["published"] for each in (before, after)]


def test_it_can_be_off(pipeline: Pipeline) -> None:
    """With no place for answers every one is made anew."""
    settings = pipeline.settings.model_copy(update={"answer_cache": 0})
    with TestClient(create_app(pipeline, settings)) as client:
        ids = [client.post("/v1/ask", json=QUESTION).json()["id"] for _ in range(2)]

    assert ids[0] != ids[1]


def test_an_answer_of_a_failing_model_is_not_kept(pipeline: Pipeline) -> None:
    """The same question gets the model's words as soon as the endpoint works again."""

    def refuses(exchange: Exchange) -> None:
        exchange.refuses(401, "no such key yet")

    told = saying("The test wrongly matched 28 members of Congress.")
    with ChatEndpoint(refuses, told) as endpoint:
        settings = pipeline.settings.model_copy(
            update={"openai_base_url": endpoint.address, "llm_model": "small"}
        )
        with open_pipeline(settings) as asking, TestClient(create_app(asking)) as client:
            answers = [client.post("/v1/ask", json=QUESTION).json() for _ in range(2)]

    assert [answer["answerer"] for answer in answers] == ["extractive", "llm"]


def test_the_least_used_goes_first(pipeline: Pipeline) -> None:
    """What is kept is bounded."""
    settings = pipeline.settings.model_copy(update={"answer_cache": 2})
    with TestClient(create_app(pipeline, settings)) as client:

        def answer_id(k: int) -> str:
            return str(client.post("/v1/ask", json=QUESTION | {"k": k}).json()["id"])

        first, second = answer_id(1), answer_id(2)
        assert first == answer_id(1)
        answer_id(3)

        assert first == answer_id(1)
        assert second != answer_id(2)
