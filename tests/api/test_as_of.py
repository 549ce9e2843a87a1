"""A question asked over HTTP as of a day."""

from fastapi.testclient import TestClient

QUESTION = "When did Amazon extend its ban?"


def test_newer_sources_are_left_out(client: TestClient) -> None:
    """Nothing that was published later is cited or shown as nearest."""
    reply = client.post("/v1/ask", json={"question": QUESTION, "as_of": "2020-12-31"}).json()
    nearest = reply["abstention"]["nearest"] if reply["abstention"] else []

    assert all(c["published"] <= "2020-12-31" for c in [*reply["citations"], *nearest])
    assert "Sources published after 2020-12-31 were left out." in reply["notices"]


def test_a_day_that_is_none_is_refused(client: TestClient) -> None:
    """With the field that is wrong."""
    reply = client.post("/v1/ask", json={"question": QUESTION, "as_of": "soon"})

    assert reply.status_code == 422
    assert "as_of" in reply.text
