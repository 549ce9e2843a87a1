"""POST /v1/search: passages with their places."""

from typing import Any

from fastapi.testclient import TestClient

from api.main import create_app
from qa.pipeline import Pipeline
from qa.types import line_number
from tests.conftest import MakePipeline

QUERY = "members of Congress matched with mugshots"


def search(client: TestClient, **body: Any) -> dict[str, Any]:
    """The reply to a search that succeeds."""
    response = client.post("/v1/search", json=body)
    assert response.status_code == 200, response.text
    reply: dict[str, Any] = response.json()
    return reply


def test_results_are_those_of_the_pipeline(client: TestClient, pipeline: Pipeline) -> None:
    """Passages, scores and their order are the pipeline's."""
    expected = [
        (found.passage.id, found.score, found.dense, found.lexical)
        for found in pipeline.search(QUERY)
    ]

    assert expected == [
        (result["passage_id"], result["score"], result["dense"], result["lexical"])
        for result in search(client, query=QUERY)["results"]
    ]


def test_ranks_count_from_one(client: TestClient) -> None:
    """Ranks number the results in their order."""
    results = search(client, query=QUERY, k=5)["results"]

    assert [result["rank"] for result in results] == [1, 2, 3, 4, 5]


def test_a_result_names_its_place_in_the_text(client: TestClient) -> None:
    """`start`, `end` and `line` point at the passage in the text that the service serves."""
    for result in search(client, query=QUERY)["results"]:
        text = client.get(f"/v1/sources/{result['source_id']}/text").content.decode()

        assert result["text"] == text[result["start"] : result["end"]]
        assert result["line"] == line_number(text, result["start"])


def test_a_result_names_page_and_section(make_pipeline: MakePipeline) -> None:
    """As citations do: pages of a paged text, records of a data file."""
    rows = "text,title\nThe ferry of Varnholm leaves at seven every morning.,Ferry\n"
    pages = "\fThe pier was built in 1910.\n\fThe ferry of Varnholm has two decks.\n"
    pipeline = make_pipeline({"a.csv": rows, "b.txt": pages})
    with TestClient(create_app(pipeline)) as client:
        results = search(client, query="ferry of Varnholm")["results"]
    places = {each["source_id"]: (each["page"], each["section"]) for each in results}

    assert {"a.csv": (None, "record 1"), "b.txt": (1, None)} == places


def test_a_reply_says_which_index_it_came_from(client: TestClient, pipeline: Pipeline) -> None:
    """Query and fingerprint come back with the results."""
    reply = search(client, query=QUERY, k=1)

    assert (QUERY, pipeline.status().fingerprint) == (reply["query"], reply["index_fingerprint"])


def test_nothing_to_look_for_is_refused(client: TestClient) -> None:
    """A blank query is the caller's mistake."""
    response = client.post("/v1/search", json={"query": "  "})

    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_question")


def test_pages_of_results_make_the_list(client: TestClient) -> None:
    """Ranks go on where the page before ended."""
    whole = client.post("/v1/search", json={"query": "Amazon", "k": 6}).json()["results"]
    pages = [
        client.post("/v1/search", json={"query": "Amazon", "k": 3, "offset": offset}).json()
        for offset in (0, 3)
    ]

    assert whole == [result for page in pages for result in page["results"]]


def test_only_the_sources_that_match_are_found(client: TestClient) -> None:
    """By pattern of the id and by date."""
    body = {"query": "Amazon", "k": 20}
    named = client.post("/v1/search", json=body | {"only": {"sources": ["002_*"]}}).json()
    dated = client.post("/v1/search", json=body | {"only": {"published_to": "2020-06-10"}}).json()

    assert {"002_moratorium-broadcast-news.txt"} == {r["source_id"] for r in named["results"]}
    assert dated["results"]
    assert all(r["published"] <= "2020-06-10" for r in dated["results"])
