"""A Chroma server for the tests of a module."""

from collections.abc import Iterator

import pytest

from tests.qa.index.chroma_server import ChromaProcess


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """It runs; a test that stops it starts it again."""
    server = ChromaProcess(tmp_path_factory.mktemp("server") / "chroma")
    server.start()
    yield server
    server.stop()
