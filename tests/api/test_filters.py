"""Which sources may answer, over HTTP: `only` on every route that asks."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from tests.conftest import MakePipeline

QUESTION = "How long is the bridge of Norvik?"
FILES = {
    "old.md": "---\ntags: [archive]\n---\nThe bridge of Norvik is 90 metres long.\n",
    "new.md": "---\ntags: [survey]\n---\nThe bridge of Norvik is 120 metres long.\n",
}


@pytest.fixture
def client(make_pipeline: MakePipeline) -> Iterator[TestClient]:
    """A client over two files that disagree, each with a tag of its own."""
    with TestClient(create_app(make_pipeline(FILES))) as client:
        yield client


def cited(answer: dict[str, Any]) -> set[str]:
    """The sources that an answer shows."""
    return {citation["source_id"] for citation in answer["citations"]}


def test_one_tag_is_asked(client: TestClient) -> None:
    """As an answer, as search results and in a session."""
    only = {"only": {"tags": ["Survey"]}}
    answer = client.post("/v1/ask", json={"question": QUESTION, **only}).json()
    found = client.post("/v1/search", json={"query": QUESTION, **only}).json()["results"]
    session = client.post("/v1/sessions").json()["id"]
    path = f"/v1/sessions/{session}/ask"
    turn = client.post(path, json={"question": QUESTION, **only}).json()

    assert {"new.md"} == cited(answer) == cited(turn["answer"])
    assert ["new.md"] == [result["source_id"] for result in found]


def test_a_follow_up_reads_no_passage_that_the_filter_leaves_out(client: TestClient) -> None:
    """Also none that an earlier answer brought along."""
    path = f"/v1/sessions/{client.post('/v1/sessions').json()['id']}/ask"
    client.post(path, json={"question": QUESTION, "only": {"tags": ["archive"]}})
    body = {"question": "How long is it?", "only": {"tags": ["survey"]}}
    turn = client.post(path, json=body).json()
    receipt = client.get(f"/v1/answers/{turn['answer']['id']}").json()

    read = {each["source_id"] for part in receipt["parts"] for each in part["passages"]}
    assert {"new.md"} == read


def test_a_receipt_knows_the_tags(client: TestClient) -> None:
    """So that a replay asks the same sources."""
    body = {"question": QUESTION, "only": {"tags": ["survey"]}}
    answer_id = client.post("/v1/ask", json=body).json()["id"]

    assert ["survey"] == client.get(f"/v1/answers/{answer_id}").json()["only"]["tags"]
    assert client.post(f"/v1/answers/{answer_id}/replay").json()["is_same"]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_an_unknown_tag_is_the_callers_mistake(client: TestClient, path: str) -> None:
    """422 with the tags there are."""
    body = {"question" if path == "/v1/ask" else "query": QUESTION, "only": {"tags": ["x"]}}
    reply = client.post(path, json=body)

    assert (422, "tag_not_found") == (reply.status_code, reply.json()["error"]["code"])
    assert "archive, survey" in reply.json()["error"]["hint"]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
@pytest.mark.parametrize(
    ("only", "told"),
    [
        ({"published_from": "2020-13"}, "'only.published_from' is \"2020-13\": there is no such"),
        ({"published_to": "2020-02-31"}, '"2020-02-31": there is no such date.'),
        ({"published_from": "0000"}, '"0000": there is no such date.'),
        ({"published_from": "2024", "published_to": "2020"}, "which is 2024."),
        ({"sources": ["olt.md"]}, "No source fits 'olt.md'."),
    ],
)
def test_a_filter_that_nothing_can_pass_is_the_callers_mistake(
    client: TestClient, path: str, only: dict[str, Any], told: str
) -> None:
    """422 with what is wrong, and no word of what the articles say."""
    body = {"question" if path == "/v1/ask" else "query": QUESTION, "only": only}
    reply = client.post(path, json=body)

    assert 422 == reply.status_code
    assert told in reply.json()["error"]["message"]


def test_a_short_range_has_all_its_days(client: TestClient) -> None:
    """A month may begin a range that ends with its year."""
    only = {"published_from": "2020-06", "published_to": "2020"}
    assert 200 == client.post("/v1/ask", json={"question": QUESTION, "only": only}).status_code
