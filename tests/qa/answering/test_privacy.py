"""What leaves the machine: with an endpoint the bytes of docs/endpoint.md, without one none."""

import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from qa.chat.conversation import Conversations
from qa.chat.model_rewriter import open_rewriter
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings
from tests.chat_endpoint import ChatEndpoint, saying
from tests.qa.answering.conftest import KEY, Ask

QUESTION = "How many members of Congress were mismatched?"
DOCUMENT = Path(__file__).parents[3] / "docs" / "endpoint.md"


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """No socket can be opened, not even to this machine; the tries are listed."""
    tried: list[Any] = []

    def closed(*address: Any, **_: Any) -> None:
        tried.append(address)
        raise OSError("sockets are closed")

    monkeypatch.setattr(socket, "socket", closed)
    monkeypatch.setattr(socket, "create_connection", closed)
    monkeypatch.setattr(socket, "getaddrinfo", closed)
    return tried


@pytest.mark.parametrize(
    "fields", [{}, {"answerer": "extractive", "llm_model": "m", "openai_api_key": KEY}]
)
def test_extractive_answers_need_no_socket(
    pipeline: Pipeline, no_sockets: list[Any], fields: dict[str, Any]
) -> None:
    """Asking, searching and a follow-up; a model and a key that are named change nothing."""
    settings = Settings(data_dir=pipeline.settings.data_dir, receipts=0, **fields)
    with open_pipeline(settings) as asking:
        talk = Conversations(asking, open_rewriter(asking.chat_model))
        session = talk.sessions.create().id
        answers = [talk.ask(session, each).turn.answer for each in (QUESTION, "And when?")]
        found = asking.search(QUESTION)

    assert [answer.answerer for answer in answers] == ["extractive"] * 2
    assert found
    assert no_sockets == []


def documented_fields() -> set[str]:
    """The names in the first column of the table of what is sent."""
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text.partition("## What is sent")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_the_body_has_the_documented_fields_and_no_other(written_by: Ask) -> None:
    """For an answer and for a rewriting; neither has a file name, a path or the key in it."""
    asking, endpoint = written_by(saying("NONE"))
    talk = Conversations(asking, open_rewriter(asking.chat_model))
    session = talk.sessions.create().id
    talk.ask(session, QUESTION)
    talk.ask(session, "And when?")

    assert all(set(body) == documented_fields() for body in endpoint.requests)
    sent = b"\n".join(endpoint.received).decode()
    names = [source.source_id for source in asking.sources()]
    assert not [each for each in (*names, KEY, str(asking.settings.data_dir)) if each in sent]


def test_a_rewriting_holds_questions_and_exact_answers_only(written_by: Ask) -> None:
    """No title and no sentence of the articles."""
    asking, endpoint = written_by(saying("NONE"))
    talk = Conversations(asking, open_rewriter(asking.chat_model))
    session = talk.sessions.create().id
    answer = talk.ask(session, QUESTION).turn.answer
    endpoint.requests.clear()
    talk.ask(session, "And when?")
    told = endpoint.requests[0]["messages"][-1]["content"]

    assert told == (
        f"<turn>\nquestion: {QUESTION}\nanswer: {answer.short_answer}\n</turn>\n"
        "<turn>\nlast question: And when?\n</turn>"
    )


def test_the_headers_tell_of_the_client_and_the_key(pipeline: Pipeline) -> None:
    """Nothing else: no address of the corpus, no name of the user or the machine."""
    with ChatEndpoint(saying("NONE")) as endpoint:
        settings = Settings(
            data_dir=pipeline.settings.data_dir,
            llm_model="small",
            openai_api_key=KEY,
            openai_base_url=endpoint.address,
        )
        with open_pipeline(settings) as asking:
            asking.ask(QUESTION)
    headers = endpoint.headers[0]

    usual = {"host", "accept", "accept-encoding", "connection", "content-type", "content-length"}
    others = {name for name in headers if name not in usual and not name.startswith("x-stainless-")}
    assert others <= {"authorization", "user-agent"}
    assert headers["authorization"] == f"Bearer {KEY}"
    told = json.dumps({name: value for name, value in headers.items() if name != "host"})
    assert socket.gethostname() not in told
