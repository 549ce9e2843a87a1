"""An index to find passages in."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from qa.index.fingerprint import config_fingerprint
from qa.index.store import Store
from qa.ingest.embedding import MiniLMEmbedder
from qa.pipeline import open_pipeline
from qa.settings import Settings


@pytest.fixture(scope="module")
def store(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    embedder: MiniLMEmbedder,
) -> Iterator[Store]:
    """An index of the test module's `FILES`, {name: text}."""
    folder = tmp_path_factory.mktemp("files")
    settings = Settings(data_dir=tmp_path_factory.mktemp("index") / "data")
    for name, text in request.module.FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with open_pipeline(settings) as pipeline:
        pipeline.sync(folder)
    with closing(Store.open(settings.data_dir, config_fingerprint(settings, embedder))) as opened:
        yield opened
