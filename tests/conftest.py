"""Fixtures for all tests: real corpora in real indexes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings

# A busy machine is no failure, and two runs of one tree end alike; `make properties` looks further.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("repeatable")

CORPUS = Path(__file__).parent.parent / "corpus"

MakePipeline = Callable[[dict[str, str]], Pipeline]
SettingsFor = Callable[..., Settings]


@pytest.fixture(autouse=True)
def _no_outside_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the person who runs the tests must not reach them."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    """The bundled articles."""
    return CORPUS


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """A pipeline over the bundled articles; for reading only."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("bundled") / "data")
    with open_pipeline(settings) as opened:
        opened.sync(CORPUS)
        yield opened


@pytest.fixture
def settings_for(tmp_path: Path) -> SettingsFor:
    """Settings with a data directory of the test's own."""

    def build(data_dir: Path | None = None, **fields: Any) -> Settings:
        return Settings(data_dir=data_dir or tmp_path / "data", **fields)

    return build


@pytest.fixture
def make_pipeline(tmp_path: Path, settings_for: SettingsFor) -> Iterator[MakePipeline]:
    """A pipeline over files given as {name: text}."""
    opened: list[Pipeline] = []

    def build(files: dict[str, str]) -> Pipeline:
        folder = tmp_path / f"corpus{len(opened)}"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        pipeline = open_pipeline(settings_for(tmp_path / f"data{len(opened)}"))
        opened.append(pipeline)
        pipeline.sync(folder)
        return pipeline

    yield build
    for pipeline in opened:
        pipeline.close()
