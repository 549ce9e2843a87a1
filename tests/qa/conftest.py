"""Fixtures for the parts below the pipeline: folders to edit, and a real embeddings endpoint."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.ingest.embedding import MiniLMEmbedder
from qa.pipeline import open_pipeline
from qa.settings import Settings
from tests.llama import parameters


class Corpus:
    """A folder of a test's own and the pipeline that follows it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.settings = settings
        self.pipeline = open_pipeline(settings)

    def write(self, name: str, text: str) -> Path:
        """A file with this text, UTF-8, line ends as given."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def texts(self) -> dict[str, str]:
        """What the index holds, by source id."""
        sources = self.pipeline.sources()
        return {each.source_id: self.pipeline.source_text(each.source_id) for each in sources}


@pytest.fixture(scope="session")
def embedder() -> MiniLMEmbedder:
    """The embedded model, loaded once."""
    return MiniLMEmbedder()


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """An empty folder with a data directory beside it."""
    made = Corpus(tmp_path / "articles", Settings(data_dir=tmp_path / "index"))
    yield made
    made.pipeline.close()


@pytest.fixture(scope="session")
def embeddings_address() -> Iterator[str]:
    """Address of llama.cpp's own server, on loopback, with a small language model in it."""
    given = parameters()
    xllamacpp = pytest.importorskip("xllamacpp")
    given.embedding = True
    given.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    given.n_ctx = given.n_batch = given.n_ubatch = 512
    server = xllamacpp.Server(given)
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture(scope="session")
def chat_address() -> Iterator[str]:
    """Address of the same server with the same model, as a chat endpoint."""
    given = parameters()
    xllamacpp = pytest.importorskip("xllamacpp")
    given.n_ctx = 2048
    server = xllamacpp.Server(given)
    yield f"{server.listening_address}/v1"
    del server
