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
