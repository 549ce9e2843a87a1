"""GET /v1/sources: what the index holds, and the text that offsets count in."""

from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from qa.pipeline import Pipeline
from tests.conftest import MakePipeline

ODD_NAMES = [
    "with space.txt",
    "folder/below/deep.txt",
    "100% true.txt",
    "question?.txt",
    "tag#1.txt",
    "plus+and&.txt",
    "Zürich, 東京.txt",
    "a/text/text.txt",
    "quote'\"and\\backslash.txt",
    "two\nlines.txt",
]


def test_the_list_is_the_index(client: TestClient, pipeline: Pipeline) -> None:
    """Every source appears with every field, in the pipeline's order."""
    expected = [
        asdict(source) | {"warnings": list(source.warnings), "tags": list(source.tags)}
        for source in pipeline.sources()
    ]

    assert expected == client.get("/v1/sources").json()


def test_one_source_is_its_entry_in_the_list(client: TestClient) -> None:
    """A source asked for by id is the one that the list has."""
    first = client.get("/v1/sources").json()[0]

    assert first == client.get(f"/v1/sources/{first['source_id']}").json()


def test_the_text_is_the_file(client: TestClient, corpus_folder: Path) -> None:
    """For a text file the reply is the decoded file, in UTF-8."""
    name = "000_moratorium-wire-report.txt"
    response = client.get(f"/v1/sources/{name}/text")

    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    decoded = (corpus_folder / name).read_bytes().decode("utf-8", errors="replace")
    assert decoded == response.content.decode("utf-8")


def test_line_ends_are_not_touched(make_pipeline: MakePipeline) -> None:
    """Windows, Unix and old line ends reach the client as they are, or offsets would drift."""
    text = "One line about Zürich.\r\nAnother line.\nA third, old one.\rThe end: 🙂 東京.\n\n"
    pipeline = make_pipeline({"ends.txt": text})

    with TestClient(create_app(pipeline)) as client:
        content = client.get("/v1/sources/ends.txt/text").content

    assert pipeline.source_text("ends.txt").encode("utf-8") == content
    assert text.encode("utf-8") == content


@pytest.mark.parametrize("safe", ["", "/"], ids=["slashes encoded", "slashes plain"])
def test_any_file_name_can_be_asked_for(make_pipeline: MakePipeline, safe: str) -> None:
    """Slashes, spaces, percent signs, hashes and other scripts survive the way through a URL.

    The test client decodes names such as '%41' twice: test_server.py has those.
    """
    texts = {name: f"The file called {name} speaks of itself only." for name in ODD_NAMES}

    with TestClient(create_app(make_pipeline(texts))) as client:
        for name, text in texts.items():
            address = f"/v1/sources/{quote(name, safe=safe)}"
            assert name == client.get(address).json()["source_id"]
            assert text == client.get(f"{address}/text").content.decode("utf-8")


@pytest.mark.parametrize("suffix", ["", "/text"])
def test_an_unknown_source_is_not_found(client: TestClient, suffix: str) -> None:
    """An id that the index does not hold is a 404 that names it."""
    response = client.get(f"/v1/sources/no/such.txt{suffix}")

    assert (response.status_code, response.json()["error"]["code"]) == (404, "source_not_found")
    assert "no/such.txt" in response.json()["error"]["message"]


@pytest.mark.parametrize("path", ["../pyproject.toml", "/etc/hostname", "..%2F..%2Fetc/hostname"])
def test_files_outside_the_index_stay_out_of_reach(client: TestClient, path: str) -> None:
    """Ids are looked up in the index: no path reaches the disk."""
    response = client.get(f"/v1/sources/{quote(path, safe='%')}/text")

    assert response.status_code == 404


def test_pages_follow_the_link_to_the_end(client: TestClient) -> None:
    """Each page names the next; together they are the list."""
    whole = client.get("/v1/sources")
    page = client.get("/v1/sources", params={"limit": 2})
    found = page.json()
    while "next" in page.links:
        page = client.get(page.links["next"]["url"])
        found += page.json()

    assert whole.json() == found
    assert "link" not in whole.headers


def test_a_text_that_is_known_is_not_sent_again(client: TestClient) -> None:
    """The tag of a text is good until the text changes; compression does not change it."""
    path = "/v1/sources/002_moratorium-broadcast-news.txt/text"
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    known = client.get(path, headers={"If-None-Match": f'"x", {plain.headers["etag"]}'})
    other = client.get(path, headers={"If-None-Match": '"x"'})

    assert ("gzip", plain.text) == (packed.headers["content-encoding"], packed.text)
    assert packed.headers["etag"] == plain.headers["etag"]
    assert (304, b"") == (known.status_code, known.content)
    assert plain.text == other.text
