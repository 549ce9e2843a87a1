"""Who gets in: keys, scopes, rates, hosts and origins."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from limits import parse

from api.keys import KeyFile
from api.main import create_app
from api.protection import LOOPBACK_NAMES, Protection, is_loopback, protection_of
from qa.errors import SettingsError
from qa.pipeline import Pipeline
from tests.conftest import SettingsFor


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    """An empty key file."""
    return KeyFile(tmp_path / "keys.json")


def client_of(pipeline: Pipeline, **rules: Any) -> TestClient:
    """A client of the service under these rules."""
    return TestClient(create_app(pipeline, protection=Protection(**rules)))


def bearer(key: str) -> dict[str, str]:
    """The header that carries a key."""
    return {"Authorization": f"Bearer {key}"}


def refused(response: Any) -> tuple[int, str]:
    """Status and code of a reply."""
    return response.status_code, response.json()["error"]["code"]


def test_without_a_key_nothing_of_the_corpus_is_told(pipeline: Pipeline, keys: KeyFile) -> None:
    """Every route but the probes and the page of routes asks for a key."""
    keys.add("alice", "ask")
    with client_of(pipeline, keys=keys) as client:
        paths = client.get("/openapi.json").json()["paths"]
        anonymous = [path for path in paths if client.get(path).status_code != 401]

        assert ["/health", "/health/ready"] == anonymous
        assert (401, "key_missing") == refused(client.post("/v1/ask", json={"question": "Who?"}))


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_a_key_opens_either_way(pipeline: Pipeline, keys: KeyFile, header: str) -> None:
    """Clients of both conventions get in."""
    key = keys.add("alice", "ask")
    with client_of(pipeline, keys=keys) as client:
        value = f"Bearer {key}" if header == "Authorization" else key
        assert 200 == client.get("/v1/sources", headers={header: value}).status_code
        assert 401 == client.get("/v1/sources", headers={header: f"{value}x"}).status_code


def test_revoking_the_last_key_locks_the_service(pipeline: Pipeline, keys: KeyFile) -> None:
    """It must not open it to everybody; and a new key works without a restart."""
    key = keys.add("alice", "ask")
    with client_of(pipeline, keys=keys) as client:
        assert 200 == client.get("/v1/sources", headers=bearer(key)).status_code
        keys.revoke("alice")
        assert (401, "key_unknown") == refused(client.get("/v1/sources", headers=bearer(key)))
        assert 401 == client.get("/v1/sources").status_code
        fresh = keys.add("bob", "ask")
        assert 200 == client.get("/v1/sources", headers=bearer(fresh)).status_code


def test_asking_is_not_administering(pipeline: Pipeline, keys: KeyFile) -> None:
    """A key for questions may not read the metrics; an admin's may."""
    asker, admin = keys.add("alice", "ask"), keys.add("root", "admin")
    with client_of(pipeline, keys=keys) as client:
        assert (403, "scope_missing") == refused(client.get("/metrics", headers=bearer(asker)))
        assert (403, "scope_missing") == refused(client.get("/v1/sessions", headers=bearer(asker)))
        assert 200 == client.get("/metrics", headers=bearer(admin)).status_code


def test_damaged_keys_let_nobody_in(pipeline: Pipeline, keys: KeyFile) -> None:
    """The reply does not say where the file lies."""
    key = keys.add("alice", "ask")
    with client_of(pipeline, keys=keys, keys_required=True) as client:
        keys.path.write_text("{", encoding="utf-8")
        response = client.get("/v1/sources", headers=bearer(key))

        assert (503, "keys_unusable") == refused(response)
        assert str(keys.path) not in response.text


def test_openai_clients_get_errors_in_their_shape(pipeline: Pipeline, keys: KeyFile) -> None:
    """A middleware refuses in the shape of the route too."""
    with client_of(pipeline, keys=keys, keys_required=True) as client:
        error = client.get("/v1/models").json()["error"]

    assert {"message", "type", "param", "code"} == set(error)
    assert "authentication_error" == error["type"]


def test_a_rate_is_per_key_and_says_when_to_come_back(pipeline: Pipeline, keys: KeyFile) -> None:
    """Beyond it: 429 with `Retry-After`; probes are not counted."""
    key = keys.add("alice", "ask")
    with client_of(pipeline, keys=keys, rate_limit=parse("3/year")) as client:
        got = [client.get("/v1/models", headers=bearer(key)) for _ in range(4)]
        assert [200, 200, 200, 429] == [response.status_code for response in got]
        assert 1 <= int(got[-1].headers["retry-after"]) <= parse("3/year").get_expiry()
        assert 200 == client.get("/health").status_code


def test_guessing_keys_is_limited_by_address(pipeline: Pipeline, keys: KeyFile) -> None:
    """Wrong keys count too."""
    with client_of(pipeline, keys=keys, keys_required=True, rate_limit=parse("3/year")) as client:
        got = [client.get("/v1/models", headers=bearer(f"guess{n}")) for n in range(4)]

    assert [401, 401, 401, 429] == [response.status_code for response in got]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:9", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:8000", 421),
        ("[::1].evil.example", 421),
        ("", 421),
    ],
)
def test_a_foreign_host_is_refused(pipeline: Pipeline, host: str, status: int) -> None:
    """A page that points its own name at this machine gets nothing (DNS rebinding)."""
    with client_of(pipeline, allowed_hosts=LOOPBACK_NAMES) as client:
        assert status == client.get("/v1/sources", headers={"Host": host}).status_code


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("http://testserver", 200),
        ("https://app.example", 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("http://[::1", 403),
        ("http://[x]", 403),
    ],
)
def test_a_page_of_another_site_may_not_post(
    pipeline: Pipeline, origin: str | None, status: int
) -> None:
    """A form needs no permission of the browser to send; here it gets none either."""
    headers = {"Origin": origin} if origin else {}
    with client_of(pipeline, cors_origins=("https://app.example",)) as client:
        response = client.post("/v1/search", json={"query": "IBM"}, headers=headers)

    assert status == response.status_code


def test_other_origins_may_not_read_unless_named(pipeline: Pipeline) -> None:
    """No CORS header goes out by default; a named origin gets one."""
    headers = {"Origin": "https://app.example"}
    with client_of(pipeline) as client:
        assert "access-control-allow-origin" not in client.get("/health", headers=headers).headers
    with client_of(pipeline, cors_origins=("https://app.example",)) as client:
        allowed = client.get("/health", headers=headers).headers["access-control-allow-origin"]
        assert "https://app.example" == allowed


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True)]
    + [(host, False) for host in ("0.0.0.0", "::", "192.168.0.2", "example.org", "")],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:
    """What is not surely this machine counts as reachable."""
    assert expected == is_loopback(host)


def test_it_does_not_open_to_the_network_without_a_key(settings_for: SettingsFor) -> None:
    """Off loopback it needs a key or `no_auth`; then hosts are free and rates are limited."""
    with pytest.raises(SettingsError, match="no API key") as raised:
        protection_of(settings_for(host="0.0.0.0"))
    assert "--no-auth" in raised.value.hint
    KeyFile.of(settings_for()).add("alice", "ask")
    rules = protection_of(settings_for(host="0.0.0.0"))

    assert rules.keys_required
    assert rules.rate_limit == parse("600/minute")
    assert rules.allowed_hosts is None
    assert protection_of(settings_for(host="0.0.0.0", no_auth=True)).keys is None


def test_a_rate_that_is_none_is_refused(settings_for: SettingsFor) -> None:
    """The message has the value and how to write it."""
    with pytest.raises(SettingsError, match="'often'") as raised:
        protection_of(settings_for(rate_limit="often"))

    assert "600/minute" in raised.value.hint
