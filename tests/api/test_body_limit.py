"""Bodies over the limit, declared and not."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.main import BODY_LIMIT_BYTES

JSON = {"Content-Type": "application/json"}
PIECE = b" " * 64_000


def padded(total_bytes: int) -> bytes:
    """A search for IBM, made `total_bytes` long with blanks that JSON ignores."""
    return b'{"query": "IBM"}'.ljust(total_bytes)


def pieces(body: bytes) -> Iterator[bytes]:
    """The body bit by bit: the client then declares no length."""
    for start in range(0, len(body), len(PIECE)):
        yield body[start : start + len(PIECE)]


@pytest.mark.parametrize("in_pieces", [False, True], ids=["declared", "undeclared"])
def test_a_body_of_the_limit_passes(client: TestClient, in_pieces: bool) -> None:
    """The limit itself is allowed."""
    body = padded(BODY_LIMIT_BYTES)
    response = client.post("/v1/search", content=pieces(body) if in_pieces else body, headers=JSON)

    assert response.status_code == 200


@pytest.mark.parametrize("in_pieces", [False, True], ids=["declared", "undeclared"])
def test_one_byte_more_is_refused(client: TestClient, in_pieces: bool) -> None:
    """A larger body is a 413 in the one shape, and ends the connection."""
    body = padded(BODY_LIMIT_BYTES + 1)
    response = client.post("/v1/search", content=pieces(body) if in_pieces else body, headers=JSON)

    assert (response.status_code, response.headers["connection"]) == (413, "close")
    assert response.json()["error"]["code"] == "request_too_large"
    assert "1,000,000 bytes" in response.json()["error"]["message"]


def test_an_endless_body_is_not_read_to_its_end(client: TestClient) -> None:
    """A body without an end is refused after the limit."""
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 100 * BODY_LIMIT_BYTES:
            sent += len(PIECE)
            yield PIECE

    assert client.post("/v1/ask", content=endless(), headers=JSON).status_code == 413
