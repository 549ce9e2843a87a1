"""Pipelines over made events, and over the bundled articles with answers by a scripted model."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings
from tests.chat_endpoint import ChatEndpoint, Script
from tests.qa.answering.obedient import Obedient

KEY = "sk-test-not-to-be-shown"
SEVERAL = "Which company announced a moratorium on police use of its facial recognition technology?"
SEVERAL_SAY = "Amazon will suspend the police use of its face recognition technology for one year."
Ask = Callable[..., tuple[Pipeline, ChatEndpoint]]
EVENTS = Path(__file__).parents[2] / "corpora" / "events" / "dev"


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """A pipeline over four made events in 21 articles; for reading only."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("events") / "data")
    with open_pipeline(settings) as opened:
        opened.sync(EVENTS / "articles")
        yield opened


@pytest.fixture(scope="module")
def obedient() -> Iterator[Obedient]:
    """The endpoint of a model that writes whatever it was last told to."""
    with Obedient() as endpoint:
        yield endpoint


@pytest.fixture
def written_by(pipeline: Pipeline) -> Iterator[Ask]:
    """Opens a pipeline whose endpoint follows these scripts; fields are settings."""
    with ExitStack() as stack:

        def build(*scripts: Script, **fields: Any) -> tuple[Pipeline, ChatEndpoint]:
            endpoint = stack.enter_context(ChatEndpoint(*scripts))
            fields = {"openai_base_url": endpoint.address, "deadline_seconds": 20.0, **fields}
            settings = Settings(
                data_dir=pipeline.settings.data_dir,
                llm_model="small",
                openai_api_key=KEY,
                **fields,
            )
            return stack.enter_context(open_pipeline(settings)), endpoint

        yield build
