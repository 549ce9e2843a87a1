"""Failures: one shape, the right status, what to do, and nothing of the inside."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from api.errors import STATUSES, install_error_handlers, status_of
from qa import errors

JSON = {"Content-Type": "application/json"}


def tree(root: type[errors.QAError] = errors.QAError) -> list[type[errors.QAError]]:
    """Every class of the tree, the root first."""
    return [root, *(kind for child in root.__subclasses__() for kind in tree(child))]


def reply_to(error: Exception) -> Any:
    """What a client gets from a route that raises `error`."""
    app = FastAPI()
    install_error_handlers(app)

    @app.get("/fails")
    def fails() -> None:
        raise error

    return TestClient(app, raise_server_exceptions=False).get("/fails")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.QuestionError, 422),
        (errors.SettingsError, 500),
        (errors.IndexMissing, 503),
        (errors.IndexMismatch, 503),
        (errors.IndexDamaged, 503),
        (errors.IndexBusy, 409),
        (errors.ModelError, 503),
        (errors.EndpointError, 502),
    ],
)
def test_an_error_of_the_product_keeps_code_message_and_hint(
    kind: type[errors.QAError], status: int
) -> None:
    """Each leaf has its status; the body is the error itself."""
    response = reply_to(kind("What failed and why.", "What to do."))

    assert status == response.status_code
    expected = {"code": kind.code, "message": "What failed and why.", "hint": "What to do."}
    assert {"error": expected} == response.json()


def test_an_unknown_source_names_the_route_that_lists_them() -> None:
    """A client of the service has no command line."""
    response = reply_to(errors.SourceNotFound("No source 'a'.", "`qa sources` lists them."))

    assert response.status_code == 404
    assert response.json()["error"]["hint"] == "GET /v1/sources lists the ones that are."


@pytest.mark.parametrize("kind", tree())
def test_only_what_may_pass_asks_to_come_back(kind: type[errors.QAError]) -> None:
    """`Retry-After` is there exactly where the error is retryable."""
    response = reply_to(kind("What failed.", "What to do."))

    assert kind.retryable == ("retry-after" in response.headers)


@pytest.mark.parametrize("kind", [kind for kind in tree() if kind not in STATUSES])
def test_a_new_leaf_has_the_status_of_its_parent(kind: type[errors.QAError]) -> None:
    """An error class that the table does not name is never without a status."""
    assert status_of(kind.__mro__[1]) == status_of(kind)


def test_the_unforeseen_is_reported_without_its_inside(caplog: pytest.LogCaptureFixture) -> None:
    """A fault of the service is a 500 that tells nothing; the log has the cause."""
    response = reply_to(KeyError("secret detail"))

    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal_error")
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "GET /fails failed: KeyError('secret detail')" in caplog.text


def test_another_http_error_keeps_its_status_and_headers() -> None:
    """What the framework or a middleware refuses comes in the one shape too."""
    response = reply_to(HTTPException(418, "Teapot", {"X-Brew": "no"}))

    assert (response.status_code, response.headers["x-brew"]) == (418, "no")
    assert response.json()["error"]["message"] == "GET /fails: Teapot."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "'question' is missing."),
        ({"question": None}, "'question' is null: input should be a valid string."),
        ({"question": 28}, "'question' is 28: input should be a valid string."),
        ({"question": "Who?", "K": 3}, "'K' is not a field of this request."),
        ({"question": "Who?", "k": 0}, "'k' is 0: input should be greater than or equal to 1."),
        ({"question": "Who?", "k": 101}, "'k' is 101: input should be less than or equal to 100."),
        ({"question": "Who?", "k": "3"}, "'k' is \"3\": input should be a valid integer."),
        ({"question": "Who?", "k": 1.5}, "'k' is 1.5: input should be a valid integer."),
        ({"question": "Who?", "k": True}, "'k' is true: input should be a valid integer."),
        ({"k": 0}, "'question' is missing. 'k' is 0: input should be greater than or equal to 1."),
    ],
)
def test_a_wrong_field_is_named_with_its_value(
    client: TestClient, body: dict[str, Any], message: str
) -> None:
    """A request that does not fit says which field, what it holds and the rule."""
    response = client.post("/v1/ask", json=body)

    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")
    assert message == response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"null", "The body is empty (null); this route takes a JSON object."),
        (b"[1]", "The body is [1]; this route takes a JSON object."),
        (
            b'{"question": "Who?", "k": NaN}',
            "'k' is NaN, which is no number in JSON: input should be a valid integer.",
        ),
        (
            b'{"question": "Who?", "k": -Infinity}',
            "'k' is -Infinity, which is no number in JSON: input should be a valid integer.",
        ),
    ],
)
def test_what_was_sent_is_told_in_the_words_of_json(
    client: TestClient, body: bytes, message: str
) -> None:
    """A client need not know the language of the service."""
    response = client.post("/v1/ask", content=body, headers=JSON)

    assert (response.status_code, response.json()["error"]["message"]) == (422, message)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"Who?"', b"28"])
def test_a_body_that_is_no_object_is_refused(client: TestClient, body: bytes) -> None:
    """JSON of another kind, or none at all, is an invalid request."""
    response = client.post("/v1/ask", content=body, headers=JSON)

    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")


def test_a_long_wrong_value_is_cut(client: TestClient) -> None:
    """A message quotes the start of what was sent, never all of it."""
    response = client.post("/v1/ask", json={"question": ["x" * 100_000]})

    assert response.status_code == 422
    assert len(response.json()["error"]["message"]) < 200


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": "Who?"',
        b"question=Who?",
        b'{"question": "\xff\xfe"}',
        b'{"k": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
    ],
    ids=["cut off", "no JSON", "no UTF-8", "endless number", "endless nesting"],
)
def test_a_malformed_body_is_refused(client: TestClient, body: bytes) -> None:
    """What is not JSON is a 400, whatever is wrong with it."""
    response = client.post("/v1/ask", content=body, headers=JSON)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "malformed_json")


def test_half_a_character_is_refused(client: TestClient) -> None:
    """A lone surrogate is legal in JSON and no text: refused, and the reply is still UTF-8."""
    response = client.post("/v1/ask", content=b'{"question": "\\ud800"}', headers=JSON)

    assert response.status_code == 422
    assert response.json()["error"]["message"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_another_content_type_is_refused(client: TestClient, content_type: str | None) -> None:
    """A body that is not sent as JSON is a 415 with the header to send."""
    headers = {"Content-Type": content_type} if content_type else {}
    response = client.post("/v1/ask", content=b'{"question": "Who?"}', headers=headers)

    assert response.status_code == 415
    assert "Content-Type: application/json" in response.json()["error"]["hint"]


@pytest.mark.parametrize(
    "path", ["/none", "/v1", "/v1/nothing", "/v1/ask/", "/docs/assets/none.js"]
)
def test_an_unknown_route_is_named(client: TestClient, path: str) -> None:
    """A path without a route is a 404 in the one shape."""
    response = client.get(path)

    assert (response.status_code, response.json()["error"]["code"]) == (404, "route_not_found")


def test_a_wrong_method_is_told_the_right_one(client: TestClient) -> None:
    """The reply names the method that the route takes, also in `Allow`."""
    response = client.get("/v1/ask")

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json()["error"]["message"] == "'/v1/ask' takes POST, not GET."
