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


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("soon", "'as_of' is \"soon\": input should be a day as 2020-06-10."),
        ("2023", "'as_of' is \"2023\": input should be a day as 2020-06-10."),
        ("20240701", "'as_of' is \"20240701\": input should be a day as 2020-06-10."),
        (1593561600, "'as_of' is 1593561600: input should be a day as 2020-06-10."),
        ("2020-02-31", "'as_of' is \"2020-02-31\": there is no such date."),
    ],
)
def test_a_day_that_is_none_is_refused(client: TestClient, day: object, told: str) -> None:
    """With the field and the value that is wrong."""
    reply = client.post("/v1/ask", json={"question": QUESTION, "as_of": day})

    assert (422, told) == (reply.status_code, reply.json()["error"]["message"])
