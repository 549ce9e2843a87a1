"""The OpenAPI description: reviewed as a diff, and its examples run.

After a wanted change: `QA_UPDATE_GOLDEN=1 pytest tests/api/test_openapi.py`, then read the diff.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.openapi.models import OpenAPI
from fastapi.testclient import TestClient

from api.examples import ANSWER, CHATS, INPUTS, QUERIES, QUESTIONS
from api.schemas import Answer

GOLDEN = Path(__file__).parent / "openapi.json"


# Their ids do not exist before a request made them: test_sessions.py and test_answers.py ask them.
MADE_AT_RUN_TIME = ("/v1/sessions", "/v1/answers")


def requests_documented(openapi: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Method, path and body of every example of a request that changes nothing."""
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            bodies = content.get("application/json", {}).get("examples", {}).values()
            yield from ((method, path, body["value"]) for body in bodies)
            if path.startswith(MADE_AT_RUN_TIME):
                continue
            if method == "delete" or "multipart/form-data" in content:
                continue
            for parameter in operation.get("parameters", []):
                for example in parameter.get("examples", {}).values():
                    filled = path.replace(f"{{{parameter['name']}}}", quote(example["value"]))
                    yield method, filled, None
            if "{" not in path and not content:
                yield method, path, None


def test_the_description_is_the_reviewed_one(openapi: dict[str, Any]) -> None:
    """A change of the HTTP interface shows as a diff of openapi.json."""
    described = openapi | {"info": openapi["info"] | {"version": "0"}}
    if os.environ.get("QA_UPDATE_GOLDEN"):
        text = json.dumps(described, indent=1, ensure_ascii=False)
        GOLDEN.write_text(f"{text}\n", encoding="utf-8")

    assert json.loads(GOLDEN.read_text(encoding="utf-8")) == described


def test_the_description_is_valid(openapi: dict[str, Any]) -> None:
    """It fits the OpenAPI model, and every reference in it leads somewhere."""
    OpenAPI.model_validate(openapi)
    names = re.findall(r'"#/components/schemas/(\w+)"', json.dumps(openapi))

    assert set(openapi["components"]["schemas"]) == set(names)


def test_every_documented_request_succeeds(client: TestClient, openapi: dict[str, Any]) -> None:
    """Whoever runs an example from the page on the bundled corpus gets a 200."""
    documented = list(requests_documented(openapi))

    assert [200] * len(documented) == [
        client.request(method, path, json=body).status_code for method, path, body in documented
    ]


def test_every_example_and_route_is_among_them(openapi: dict[str, Any]) -> None:
    """No route is without a request to run, and no example is left out."""
    documented = list(requests_documented(openapi))
    bodies = [body for _, _, body in documented if body is not None]
    examples = [each for group in (QUESTIONS, QUERIES, CHATS, INPUTS) for each in group.values()]

    assert examples == bodies
    others = {path for path in openapi["paths"] if not path.startswith(MADE_AT_RUN_TIME)}
    shown = {path for _, path, _ in documented}
    assert len(others) == len({*shown, "a task's, which only an upload makes"})


def test_the_example_answer_is_true_to_the_corpus(corpus_folder: Path) -> None:
    """The answer that the page shows is a valid one and cites what the bundled files say."""
    assert Answer.model_validate(ANSWER).model_dump() == ANSWER
    for citation in ANSWER["citations"]:
        raw = (corpus_folder / citation["source_id"]).read_bytes()
        text = raw.decode("utf-8", errors="replace")
        assert citation["quote"] == text[citation["start"] : citation["end"]]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_failures_are_described_in_the_one_shape(openapi: dict[str, Any], path: str) -> None:
    """Every operation names the error shape; none names the framework's own."""
    responses = openapi["paths"][path]["post"]["responses"]

    schema = responses["default"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Error"}
    assert "HTTPValidationError" not in openapi["components"]["schemas"]
