"""GET /docs: the interactive page works without a network."""

import re

import pytest
from fastapi.testclient import TestClient


def test_the_page_names_no_other_host(client: TestClient) -> None:
    """Nothing in the page has an address outside the service."""
    page = client.get("/docs").text

    assert re.findall(r"(?:https?:)?//[\w.-]+", page) == []


def test_the_page_loads_only_what_the_service_has(client: TestClient) -> None:
    """Every script and style sheet of the page is served by the service."""
    page = client.get("/docs").text
    addresses = re.findall(r'(?:src|href)="(?!data:)([^"]+)"', page)

    assert addresses == ["docs/assets/swagger-ui.css", "docs/assets/swagger-ui-bundle.js"]
    for address in addresses:
        assert len(client.get(f"/{address}").content) > 100_000


def test_the_page_describes_the_routes(client: TestClient) -> None:
    """The description that the page loads is there."""
    assert "url: 'openapi.json'" in client.get("/docs").text
    assert "/v1/ask" in client.get("/openapi.json").json()["paths"]


def test_browsers_are_told_to_ask_no_other_host(client: TestClient) -> None:
    """The policy allows this host and inlined data, nothing else."""
    policy = client.get("/docs").headers["content-security-policy"]

    allowed = {word for rule in policy.split(";") for word in rule.split()[1:]}
    assert {"'none'", "'self'", "'unsafe-inline'", "data:"} == allowed


@pytest.mark.parametrize("name", ["swagger-ui.css", "swagger-ui-bundle.js"])
def test_the_assets_can_be_kept_by_the_browser(client: TestClient, name: str) -> None:
    """A second visit transfers nothing."""
    tag = client.get(f"/docs/assets/{name}").headers["etag"]

    assert client.get(f"/docs/assets/{name}", headers={"If-None-Match": tag}).status_code == 304
