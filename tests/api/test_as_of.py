"""A question asked over HTTP as of a day."""

import pytest
from fastapi.testclient import TestClient

QUESTION = "When did Amazon extend its ban?"


@pytest.mark.parametrize("in_session", [False, True])
def test_newer_sources_are_left_out(client: TestClient, *, in_session: bool) -> None:
    """Nothing that was published later is cited or shown as nearest."""
    session = client.post("/v1/sessions").json()["id"] if in_session else None
    path = f"/v1/sessions/{session}/ask" if session else "/v1/ask"
    reply = client.post(path, json={"question": QUESTION, "as_of": "2020-12-31"}).json()
    reply = reply["answer"] if session else reply
    nearest = reply["abstention"]["nearest"] if reply["abstention"] else []

    assert all(c["published"] <= "2020-12-31" for c in [*reply["citations"], *nearest])
    assert "Sources published after 2020-12-31 were left out." in reply["notices"]


def test_a_day_that_is_none_is_refused(client: TestClient) -> None:
    """With the field that is wrong."""
    reply = client.post("/v1/ask", json={"question": QUESTION, "as_of": "soon"})

    assert reply.status_code == 422
    assert "as_of" in reply.text
