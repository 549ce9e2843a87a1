"""Requests that no honest client sends, as bytes on a real connection."""

import gzip
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from fastapi.testclient import TestClient

from api.connections import TimedProtocol
from api.main import create_app
from api.protection import Protection
from qa.pipeline import Pipeline
from tests.api.conftest import served
from tests.conftest import MakePipeline

PATIENCE_SECONDS = 30


class Hasty(TimedProtocol):
    """The connections of the service, with less patience than it has."""

    head_seconds = 1.0


@pytest.fixture(scope="module")
def place(pipeline: Pipeline) -> Iterator[tuple[str, int]]:
    """Host and port of a service that answers to its own names only."""
    rules = Protection(allowed_hosts=frozenset({"127.0.0.1", "localhost"}))
    with served(create_app(pipeline, protection=rules)) as address:
        yield place_of(address)


@pytest.fixture(scope="module")
def hasty_place(pipeline: Pipeline) -> Iterator[tuple[str, int]]:
    """Those of a service that waits for heads less long."""
    with served(create_app(pipeline), Hasty) as address:
        yield place_of(address)


def place_of(address: str) -> tuple[str, int]:
    """Host and port."""
    host, _, port = urlsplit(address).netloc.partition(":")
    return host, int(port)


def connected(place: tuple[str, int]) -> socket.socket:
    """An open connection."""
    return socket.create_connection(place, timeout=PATIENCE_SECONDS)


def reply_to(place: tuple[str, int], sent: bytes) -> bytes:
    """All that comes back until the service closes the connection."""
    with connected(place) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def is_well(place: tuple[str, int]) -> bool:
    """Whether an honest request is answered."""
    request = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    return reply_to(place, request).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(
    hasty_place: tuple[str, int], sent: bytes
) -> None:
    """Silent or stopped in the middle: the connection is closed."""
    assert b"" == reply_to(hasty_place, sent)


def test_a_head_that_trickles_is_not_waited_for(hasty_place: tuple[str, int]) -> None:
    """Slowloris: a byte now and then is no sign of life, and others are answered meanwhile."""
    with connected(hasty_place) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\n")

        assert was_cut_off(slow, b"X-A: 1\r\n", pause_seconds=0.1)
    assert is_well(hasty_place)


def was_cut_off(connection: socket.socket, piece: bytes, pause_seconds: float = 0.0) -> bool:
    """Whether the service ends the connection while it is sent the same again and again."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        try:
            connection.sendall(piece)
        except OSError:
            return True
        time.sleep(pause_seconds)
    return False


def test_a_connection_serves_on_after_a_pause_within_a_body(hasty_place: tuple[str, int]) -> None:
    """The limit is for heads: a body has one of its own."""
    head = b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with connected(hasty_place) as connection:
        connection.sendall(head + b"Content-Length: 16\r\n\r\n")
        time.sleep(2 * Hasty.head_seconds)
        connection.sendall(b'{"query": "IBM"}')

        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_a_head_without_end_is_refused(place: tuple[str, int]) -> None:
    """Before it fills the memory."""
    with connected(place) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ")

        assert was_cut_off(connection, b"a" * 65536)
    assert is_well(place)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: attacker.example\r\n\r\n",
        b"GET /health HTTP/1.1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n\x00",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5, 6\r\n\r\n{}",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n{}",
        bytes(range(256)),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS, where there is none
    ],
)
def test_what_is_no_http_is_refused(place: tuple[str, int], sent: bytes) -> None:
    """Nothing of it reaches a route, and the service goes on."""
    answer = reply_to(place, sent + b"\r\n\r\n")

    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")) or answer == b""
    assert is_well(place)


@pytest.mark.parametrize(
    "host", ["attacker.example", "127.0.0.1.attacker.example", "localhost@x", ""]
)
def test_a_name_that_points_here_is_not_answered(place: tuple[str, int], host: str) -> None:
    """DNS rebinding: a page elsewhere gives this machine a name of its own."""
    sent = f"GET /v1/sources HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"

    assert reply_to(place, sent.encode()).startswith(b"HTTP/1.1 421")


def test_an_address_in_place_of_a_path_reaches_nothing(place: tuple[str, int]) -> None:
    """As proxies are asked: this is none."""
    head = b"GET http://attacker.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    assert reply_to(place, head).startswith(b"HTTP/1.1 404")


def test_a_compressed_body_is_not_unpacked(client: TestClient) -> None:
    """A bomb stays the few bytes that it is."""
    bomb = gzip.compress(b'{"question": "' + b"a" * 50_000_000 + b'"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    reply = client.post("/v1/ask", content=bomb, headers=headers)

    assert (400, "malformed_json") == (reply.status_code, reply.json()["error"]["code"])


@pytest.mark.parametrize(
    "source_id",
    ["..%2F..%2Fetc%2Fpasswd", "..%252f..%252fetc%252fpasswd", "%2e%2e/%2e%2e/etc/passwd",
     "..%5C..%5Cetc%5Cpasswd", "%2Fetc%2Fpasswd", "a%00.txt", "file:%2F%2F%2Fetc%2Fpasswd"],
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["", "/text"])
def test_no_id_is_a_path(place: tuple[str, int], source_id: str, suffix: str) -> None:
    """However it is encoded, once or twice; the client must not tidy it up."""
    head = f"GET /v1/sources/{source_id}{suffix} HTTP/1.1\r\nHost: localhost\r\n"
    answer = reply_to(place, f"{head}Connection: close\r\n\r\n".encode())

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"root:" not in answer


def test_a_file_name_cannot_add_a_header(make_pipeline: MakePipeline) -> None:
    """Line breaks of a name in the address of the next page are encoded."""
    names = ["a\r\nSet-Cookie: x=1.txt", "b.txt"]
    pipeline = make_pipeline(dict.fromkeys(names, "The ferry leaves at seven."))
    with TestClient(create_app(pipeline)) as client:
        reply = client.get("/v1/sources", params={"limit": 1})
        text = client.get(f"/v1/sources/{quote(names[0])}/text")

    assert "set-cookie" not in reply.headers
    assert "a%0D%0ASet-Cookie" in reply.headers["link"]
    assert (200, None) == (text.status_code, text.headers.get("set-cookie"))
