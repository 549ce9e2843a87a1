"""An embedding model behind an OpenAI-compatible endpoint: llama.cpp's server, and broken ones."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from qa.errors import EndpointError, IndexMismatch, IndexMissing
from qa.ingest.embedding import RemoteEmbedder
from qa.pipeline import open_pipeline
from qa.settings import Settings

KEY = "sk-test-not-to-be-shown"
TEXTS = ["A dam broke.", "The river rose.", "A dam broke."]
Reply = tuple[int, bytes]


def embedder(address: str, key: str | None = KEY) -> RemoteEmbedder:
    """A client of the endpoint at this address."""
    return RemoteEmbedder(
        Settings(
            embedding_model="small",
            openai_base_url=address,
            openai_api_key=key,
            endpoint_timeout_seconds=20,
        )
    )


@pytest.fixture
def endpoint_that_sends() -> Iterator[Callable[[int, Any], str]]:
    """Starts a server that gives one reply to everything; returns its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, body: Any) -> str:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("x-should-retry", "false")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Tests are quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/v1"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def rows(*vectors: list[float], first: int = 0) -> dict[str, Any]:
    """A reply in the form of the OpenAI API."""
    data = [
        {"object": "embedding", "index": index, "embedding": vector}
        for index, vector in enumerate(vectors, start=first)
    ]
    return {"object": "list", "model": "small", "data": data, "usage": {}}


def test_vectors_come_in_order_with_unit_norm(embeddings_address: str) -> None:
    """From a real server: equal texts get equal vectors."""
    vectors = embedder(embeddings_address).embed(TEXTS)

    assert vectors.dtype == np.float32
    assert np.allclose(1, np.linalg.norm(vectors, axis=1), atol=1e-5)
    assert np.allclose(vectors[0], vectors[2], atol=1e-4)
    assert not np.allclose(vectors[0], vectors[1], atol=1e-2)


def test_no_texts_ask_nobody() -> None:
    """No request is made, so a dead endpoint does not matter."""
    assert 0 == len(embedder("http://127.0.0.1:9/v1").embed([]))


def test_a_corpus_is_answered_through_the_endpoint(embeddings_address: str, tmp_path: Path) -> None:
    """Ingest and search with its vectors; the index refuses another embedder afterwards."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The dam\n\nThe dam broke on Monday.")
    remote = Settings(
        data_dir=tmp_path / "data", embedding_model="small", openai_base_url=embeddings_address
    )
    with open_pipeline(remote) as pipeline:
        assert 1 == pipeline.sync(folder).embedded
        assert ["a.txt"] == [f.passage.source_id for f in pipeline.search("When did it break?")]

    with (
        open_pipeline(Settings(data_dir=tmp_path / "data")) as embedded,
        pytest.raises(IndexMismatch, match="remote:small"),
    ):
        embedded.search("dam")


def failure(address: str, key: str | None = KEY) -> EndpointError:
    """The error of an endpoint that cannot embed."""
    with pytest.raises(EndpointError) as caught:
        embedder(address, key).embed(TEXTS)
    assert KEY not in f"{caught.value.message} {caught.value.hint}"
    return caught.value


def test_an_endpoint_that_is_down_is_named() -> None:
    """With its address, and the settings to look at."""
    error = failure("http://127.0.0.1:9/v1")

    assert "http://127.0.0.1:9/v1 did not embed with 'small'" in error.message
    assert "OPENAI_BASE_URL" in error.hint


def test_a_refused_key_is_not_repeated(endpoint_that_sends: Callable[[int, Any], str]) -> None:
    """Servers quote the key that they refuse; the message does not."""
    error = failure(endpoint_that_sends(401, {"error": {"message": f"Incorrect API key: {KEY}"}}))

    assert "401" in error.message
    assert "Incorrect API key: (key)" in error.message


def test_a_key_where_a_reply_is_cut_is_not_shown_in_part(
    endpoint_that_sends: Callable[[int, Any], str],
) -> None:
    """80 characters of a reply are quoted."""
    error = failure(endpoint_that_sends(200, b"x" * 70 + KEY.encode()))

    assert "xxx" in error.message
    assert KEY[:3] not in error.message


@pytest.mark.parametrize(
    "address",
    [
        "http://user:secret@127.0.0.1:9/v1",
        "http://user:secret@secret@127.0.0.1:9/v1",
        "http://user:secret/secret@127.0.0.1:9/v1",
        "http://127.0.0.1:9/v1?api-key=secret",
    ],
)
def test_a_secret_in_the_address_is_not_shown(address: str) -> None:
    """Also where it makes an address that the client does not take, and says so."""
    message = failure(address).message

    assert "127.0.0.1:9/v1" in message
    assert "secret" not in message


@pytest.mark.parametrize(
    "address", ["no address", "http://[bad", "http://[::bad/v1", "ftp://127.0.0.1/v1"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """Whatever was typed into the setting."""
    assert failure(address).message


def test_a_key_that_fits_into_no_header_is_refused() -> None:
    """HTTP headers are ASCII."""
    error = failure("http://127.0.0.1:9/v1", "schl\u00fcssel")

    assert "did not embed" in error.message


@pytest.mark.parametrize(
    "body",
    [
        rows([1.0, 0.0]),
        rows(),
        rows([1.0], [1.0], [1.0], [1.0]),
        rows([1.0], [1.0], [1.0], first=5),
        rows([1.0], [1.0], [1.0, 2.0]),
        rows([], [], []),
        rows([1.0], [1.0], [1e300]),
        rows([1.0], [1.0], [None]),  # type: ignore[list-item]
        {},
        [],
        {"data": None},
        {"data": [{"index": 0}]},
        b"<html>Welcome</html>",
        b"",
        b'{"data": [{"index": 0, "embedding": [NaN]}]}',
    ],
)
def test_a_reply_that_is_not_the_api_is_refused(
    endpoint_that_sends: Callable[[int, Any], str], body: Any
) -> None:
    """Too few or too many vectors, other shapes, other languages: one clear message."""
    error = failure(endpoint_that_sends(200, body))

    assert "sent" in error.message
    assert "OpenAI embeddings API" in error.hint


def test_a_failing_endpoint_leaves_the_index_as_it_was(
    endpoint_that_sends: Callable[[int, Any], str], tmp_path: Path
) -> None:
    """A first sync that fails makes no index; a later one goes on."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The dam broke on Monday.")
    settings = Settings(
        data_dir=tmp_path / "data",
        embedding_model="small",
        openai_base_url=endpoint_that_sends(500, {"error": {"message": "overloaded"}}),
    )
    with open_pipeline(settings) as pipeline:
        with pytest.raises(EndpointError, match="overloaded"):
            pipeline.sync(folder)
        with pytest.raises(IndexMissing):
            pipeline.status()
    working = settings.model_copy(update={"openai_base_url": endpoint_that_sends(200, rows([1.0]))})
    with open_pipeline(working) as pipeline:
        assert ("a.txt",) == pipeline.sync(folder).added


def test_large_numbers_have_unit_norm_too(endpoint_that_sends: Callable[[int, Any], str]) -> None:
    """Their squares fit into no float of the index."""
    vectors = embedder(endpoint_that_sends(200, rows([3e30, 4e30]))).embed(["A dam broke."])

    assert np.allclose([[0.6, 0.8]], vectors)


def test_vectors_of_another_length_are_the_endpoints_fault(
    endpoint_that_sends: Callable[[int, Any], str], tmp_path: Path
) -> None:
    """Asking and adding name both lengths, and what to look at; the index is as it was."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The dam broke on Monday.")
    settings = Settings(
        data_dir=tmp_path / "data",
        embedding_model="small",
        openai_base_url=endpoint_that_sends(200, rows([1.0, 0.0])),
    )
    with open_pipeline(settings) as pipeline:
        pipeline.sync(folder)
    (folder / "b.txt").write_text("The river rose on Tuesday.")
    other = settings.model_copy(update={"openai_base_url": endpoint_that_sends(200, rows([1.0]))})
    with open_pipeline(other) as pipeline:
        for use in (lambda: pipeline.search("dam"), lambda: pipeline.sync(folder)):
            with pytest.raises(EndpointError, match=r"length 1; .* length 2") as caught:
                use()
            assert "QA_EMBEDDING_MODEL" in caught.value.hint
        assert 1 == pipeline.status().sources
