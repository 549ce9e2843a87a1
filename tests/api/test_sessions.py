"""/v1/sessions: begin, ask, list, read, delete."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from tests.conftest import MakePipeline

FIRST = "Who built the mill of Norvik?"


@pytest.fixture
def client(make_pipeline: MakePipeline) -> Iterator[TestClient]:
    """A client over one short article, with sessions of its own."""
    text = "The mill\n\nThe mill of Norvik was built by Ada Lund in 1884.\n"
    with TestClient(create_app(make_pipeline({"mill.txt": text}))) as client:
        yield client


def begin(client: TestClient) -> str:
    """The id of a new session."""
    response = client.post("/v1/sessions")
    assert response.status_code == 201
    return str(response.json()["id"])


def test_a_follow_up_is_understood(client: TestClient) -> None:
    """The reply has what was typed, how it was asked, and the answer of the contract."""
    session = begin(client)
    first = client.post(f"/v1/sessions/{session}/ask", json={"question": FIRST}).json()
    second = client.post(f"/v1/sessions/{session}/ask", json={"question": "when?"}).json()

    assert (None, 1) == (first["asked_as"], first["number"])
    assert ("when?", "rules", 2) == (second["question"], second["rewritten_by"], second["number"])
    assert second["asked_as"] == second["answer"]["question"]
    alone = client.post("/v1/ask", json={"question": FIRST}).json()
    assert alone.keys() == first["answer"].keys()
    assert alone["answer"] == first["answer"]["answer"]


def test_a_session_can_be_read_whole(client: TestClient) -> None:
    """Title, times and turns."""
    session = begin(client)
    turn = client.post(f"/v1/sessions/{session}/ask", json={"question": FIRST}).json()
    whole = client.get(f"/v1/sessions/{session}").json()

    assert (FIRST, [turn]) == (whole["title"], whole["turns"])


def test_sessions_are_listed_in_pages(client: TestClient) -> None:
    """`next` leads to the page after, and is null at the end."""
    made = sorted((begin(client) for _ in range(3)), reverse=True)
    first = client.get("/v1/sessions", params={"limit": 2}).json()
    second = client.get("/v1/sessions", params={"limit": 2, "before": first["next"]}).json()

    assert made == [each["id"] for each in [*first["sessions"], *second["sessions"]]]
    assert second["next"] is None


def test_a_deleted_session_is_gone(client: TestClient) -> None:
    """With its turns and the receipts of its answers."""
    session = begin(client)
    turn = client.post(f"/v1/sessions/{session}/ask", json={"question": FIRST}).json()
    deleted = client.delete(f"/v1/sessions/{session}")

    assert (204, b"") == (deleted.status_code, deleted.content)
    for path in (f"/v1/sessions/{session}", f"/v1/answers/{turn['answer']['id']}"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
def test_an_unknown_session_is_a_404(client: TestClient, method: str) -> None:
    """In the one shape of errors, with a hint that fits HTTP."""
    path = "/v1/sessions/ses_unknown" + ("/ask" if method == "POST" else "")
    body = {"question": FIRST} if method == "POST" else None
    response = client.request(method, path, json=body)

    assert response.status_code == 404
    error = response.json()["error"]
    assert "session_not_found" == error["code"]
    assert "GET /v1/sessions" in error["hint"]


@pytest.mark.parametrize(
    "body", [{}, {"question": ""}, {"question": "???"}, {"question": FIRST, "k": 0}, {"q": "x"}]
)
def test_a_question_that_cannot_be_asked_is_no_turn(
    client: TestClient, body: dict[str, object]
) -> None:
    """422, and the session stays empty."""
    session = begin(client)

    assert 422 == client.post(f"/v1/sessions/{session}/ask", json=body).status_code
    assert [] == client.get(f"/v1/sessions/{session}").json()["turns"]


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_a_page_has_a_limit(client: TestClient, limit: str) -> None:
    """From 1 to 100."""
    assert 422 == client.get("/v1/sessions", params={"limit": limit}).status_code
