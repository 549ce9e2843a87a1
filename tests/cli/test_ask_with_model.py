"""`qa ask` where a language model words the answer."""

import json
from pathlib import Path

import pytest

from tests.chat_endpoint import ChatEndpoint, Exchange, numbered
from tests.cli.conftest import Qa

QUESTION = "How many members of Congress were mismatched?"
WORDS = "wrongly matched 28 members of Congress"


def _write(exchange: Exchange) -> None:
    number = numbered(exchange.prompt, WORDS)
    exchange.says(f'The ACLU test wrongly matched 28 members of Congress. [{number}] "{WORDS}"')


@pytest.fixture
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that says the right thing, in the environment."""
    monkeypatch.setenv("QA_LLM_MODEL", "small")


@pytest.mark.usefixtures("_model")
def test_the_answer_comes_line_by_line_then_what_it_rests_on(
    qa: Qa, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each statement in a line of its own, then confidence and citations."""
    with ChatEndpoint(_write) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.address)
        ended = qa("ask", QUESTION, "--data-dir", index)

    lines = ended.output.splitlines()
    assert (ended.code, ended.errors) == (0, "")
    assert lines[0] == "The ACLU test wrongly matched 28 members of Congress. [1]"
    assert ", llm, " in lines[2]
    assert lines[4].startswith("[1] 002_moratorium-broadcast-news.txt:")


@pytest.mark.usefixtures("_model")
def test_a_flag_keeps_the_question_here(
    qa: Qa, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--answerer extractive` asks no endpoint."""
    with ChatEndpoint(_write) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.address)
        ended = qa("ask", QUESTION, "--data-dir", index, "--answerer", "extractive", "--json")

    assert json.loads(ended.output)["answerer"] == "extractive"
    assert endpoint.requests == []


@pytest.mark.usefixtures("_model")
def test_a_failing_endpoint_is_a_note_below_the_answer(
    qa: Qa, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No error: the answer is the extractive one, and the exit code that of an answer."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    ended = qa("ask", QUESTION, "--data-dir", index)

    assert (ended.code, ended.errors) == (0, "")
    assert "\nNote: The endpoint http://127.0.0.1:9/v1 gave no answer" in ended.output


def test_wanting_a_model_that_is_not_named_is_a_note(qa: Qa, index: Path) -> None:
    """It says what to set."""
    ended = qa("ask", QUESTION, "--data-dir", index, "--answerer", "llm")

    assert ended.code == 0
    assert "Note: No language model was asked: QA_LLM_MODEL names no model." in ended.output
