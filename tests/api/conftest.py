"""The real application over the pipeline that all tests share."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from api.connections import TimedProtocol
from api.main import create_app
from api.server import configured, listen
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


@contextmanager
def served(app: ASGIApp, protocol: type[TimedProtocol] = TimedProtocol) -> Iterator[str]:
    """The application behind a real server on a free port of this machine: its address."""
    server = uvicorn.Server(configured(app, protocol=protocol))
    with listen("127.0.0.1", 0) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def address(pipeline: Pipeline) -> Iterator[str]:
    """The address of an application over the bundled corpus, served for real."""
    with served(create_app(pipeline)) as address:
        yield address
