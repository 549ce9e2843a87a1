"""The real application over the pipeline that all tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.main import create_app
from qa.pipeline import Pipeline


@pytest.fixture(scope="session")
def app(pipeline: Pipeline) -> FastAPI:
    """The application over the bundled corpus."""
    return create_app(pipeline)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of that application, started."""
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description that the application serves."""
    with TestClient(app) as client:
        description: dict[str, Any] = client.get("/openapi.json").json()
    return description
