"""A real language model, small enough to make most things up: what is shown is proven anyway."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.matching import tokens
from qa.answering.chat_model import ChatModel, ContextOverflow
from qa.answering.deadline import Deadline
from qa.endpoint import Endpoint
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings
from qa.types import Answer
from tests.qa.answering.attacks import ATTACKS, BAD, MILL, QUESTION

pytestmark = pytest.mark.slow


def settings_of(data_dir: Path, address: str) -> Settings:
    """Little to read and little to write: a machine of two cores is busy with it as it is."""
    return Settings(
        data_dir=data_dir,
        openai_base_url=address,
        llm_model="smollm2",
        llm_evidence_tokens=250,
        llm_answer_tokens=60,
        endpoint_timeout_seconds=60,
        deadline_seconds=25,
    )


@pytest.fixture
def asking(pipeline: Pipeline, chat_address: str) -> Iterator[Pipeline]:
    """The bundled articles with the small model as the writer."""
    with open_pipeline(settings_of(pipeline.settings.data_dir, chat_address)) as opened:
        yield opened


def unproven(answer: Answer, pipeline: Pipeline) -> list[str]:
    """Quotes that do not stand there, and numbers of claims that no quote has."""
    quotes = {each.marker: each for each in answer.citations}
    wrong = [
        each.quote
        for each in answer.citations
        if pipeline.source_text(each.source_id)[each.start : each.end] != each.quote
    ]
    for claim in answer.claims:
        there = tokens(" ".join(quotes[marker].quote for marker in claim.citations))
        numbers = [each for each in tokens(claim.text) if each[:1].isdigit()]
        wrong += [number for number in numbers if number not in there]
    return wrong


def test_it_streams_words(chat_address: str, tmp_path: Path) -> None:
    """Pieces of a reply, and the tokens that it took."""
    settings = settings_of(tmp_path, chat_address)
    model = ChatModel(settings, Endpoint(settings))
    usage: dict[str, float] = {}
    pieces = list(model.reply("Be brief.", "Name a colour.", Deadline(60), usage))

    assert len(pieces) > 1
    assert usage["prompt_tokens"] > 0
    assert usage["completion_tokens"] > 0


def test_a_prompt_that_is_too_long_is_told_apart(chat_address: str, tmp_path: Path) -> None:
    """llama.cpp words it in its own way; the evidence is cut, or the answer is extractive."""

    settings = settings_of(tmp_path, chat_address)
    model = ChatModel(settings, Endpoint(settings))
    with pytest.raises(ContextOverflow):
        list(model.reply("Be brief.", "word " * 5000, Deadline(60), {}))


@pytest.mark.parametrize(
    "question", ["How many members of Congress were mismatched?", "Who runs IBM?"]
)
def test_nothing_unproven_is_shown(asking: Pipeline, question: str) -> None:
    """Whoever worded it."""
    answer = asking.ask(question)

    assert answer.status == "answered"
    assert unproven(answer, asking) == []
    assert answer.answerer == "llm" or answer.notices


def test_hostile_files_change_nothing(chat_address: str, tmp_path: Path) -> None:
    """All attacks in one folder, and a model that would believe anything."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mill.txt").write_text(MILL, encoding="utf-8")
    for number, attack in enumerate(ATTACKS):
        (folder / f"hostile-{number}.txt").write_text(attack.text, encoding="utf-8")
    with open_pipeline(settings_of(tmp_path / "data", chat_address)) as pipeline:
        pipeline.sync(folder)
        answer = pipeline.ask(QUESTION, 60)

    assert answer.short_answer == "1931"
    assert not [word for word in BAD if word in (answer.answer or "").casefold()]
