"""/v1/answers: receipts over HTTP."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from qa.pipeline import Pipeline
from tests.conftest import MakePipeline

QUESTION = {"question": "Who built the mill of Norvik?"}


@pytest.fixture
def own(make_pipeline: MakePipeline) -> Pipeline:
    """A pipeline over one short article."""
    return make_pipeline({"mill.txt": "The mill of Norvik was built by Ada Lund in 1884.\n"})


@pytest.fixture
def client(own: Pipeline) -> Iterator[TestClient]:
    """A client of it."""
    with TestClient(create_app(own)) as client:
        yield client


def test_every_answer_has_a_receipt(client: TestClient, own: Pipeline) -> None:
    """The answer as it was given, and what led to it, as the pipeline has it."""
    answer = client.post("/v1/ask", json=QUESTION).json()
    receipt = client.get(f"/v1/answers/{answer['id']}").json()

    assert answer == receipt["answer"]
    assert "cited as [1]" == receipt["parts"][0]["passages"][0]["why"]
    assert receipt.keys() == own.receipts.find(answer["id"]).to_dict().keys()


def test_an_answer_can_be_asked_again(client: TestClient) -> None:
    """The reply says whether it is the same, and has the new one."""
    answer = client.post("/v1/ask", json=QUESTION).json()
    again = client.post(f"/v1/answers/{answer['id']}/replay").json()

    assert (True, []) == (again["is_same"], again["changes"])
    assert answer["answer"] == again["now"]["answer"]


def test_a_receipt_can_be_deleted(client: TestClient) -> None:
    """Then it is unknown."""
    answer = client.post("/v1/ask", json=QUESTION).json()
    path = f"/v1/answers/{answer['id']}"

    assert [204, 404, 404] == [
        client.delete(path).status_code,
        client.delete(path).status_code,
        client.get(path).status_code,
    ]


def test_an_unknown_answer_is_a_404(client: TestClient) -> None:
    """In the one shape of errors."""
    for response in (client.get("/v1/answers/ans_1"), client.post("/v1/answers/ans_1/replay")):
        assert 404 == response.status_code
        assert "answer_not_found" == response.json()["error"]["code"]


def test_feedback_is_in_the_receipt(client: TestClient) -> None:
    """The newest, in place of what was said before."""
    answer = client.post("/v1/ask", json=QUESTION).json()
    path = f"/v1/answers/{answer['id']}"
    assert client.get(path).json()["feedback"] is None
    client.post(f"{path}/feedback", json={"rating": "good"})
    given = client.post(f"{path}/feedback", json={"rating": "bad", "expected": "Bo Lund"})

    assert (200, "Bo Lund", None) == (
        given.status_code,
        given.json()["expected"],
        given.json()["comment"],
    )
    assert given.json() == client.get(path).json()["feedback"]


def test_feedback_on_an_unknown_answer_is_a_404(client: TestClient) -> None:
    """Also where its receipt was deleted."""
    answer = client.post("/v1/ask", json=QUESTION).json()
    client.delete(f"/v1/answers/{answer['id']}")
    for name in ("ans_1", answer["id"]):
        response = client.post(f"/v1/answers/{name}/feedback", json={"rating": "good"})
        assert 404 == response.status_code
        assert "answer_not_found" == response.json()["error"]["code"]


@pytest.mark.parametrize(
    "body",
    [{}, {"rating": "fine"}, {"rating": "bad", "expected": "x" * 4001}, {"rating": "bad", "to": 1}],
)
def test_feedback_that_cannot_be_kept_is_a_422(client: TestClient, body: dict[str, object]) -> None:
    """The message names the field; nothing is kept."""
    answer = client.post("/v1/ask", json=QUESTION).json()
    response = client.post(f"/v1/answers/{answer['id']}/feedback", json=body)

    assert (422, "invalid_request") == (response.status_code, response.json()["error"]["code"])
    assert client.get(f"/v1/answers/{answer['id']}").json()["feedback"] is None
