"""Follow-ups rewritten by a language model: a scripted endpoint, and a real small model."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from qa.answering.chat_model import ChatModel, open_chat_model
from qa.chat.completing import Completion
from qa.chat.model_rewriter import INSTRUCTIONS, ModelRewriter, open_rewriter
from qa.chat.rewriting import Earlier
from qa.endpoint import Endpoint
from qa.errors import EndpointError
from qa.settings import Settings

KEY = "sk-test-not-to-be-shown"
Start = Callable[[int, Any], str]


class Script:
    """A server that says one thing to everything and keeps what it was sent."""

    def __init__(self, status: int, body: Any) -> None:
        self.sent: list[dict[str, Any]] = []
        content = json.dumps(body).encode() if not isinstance(body, bytes) else body
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                script.sent.append(json.loads(self.rfile.read(length)))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("x-should-retry", "false")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Tests are quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()


@pytest.fixture
def script() -> Iterator[Callable[..., Script]]:
    """Starts a scripted endpoint; by default it says a text as a chat completion."""
    started: list[Script] = []

    def start(text: str | None = "", *, status: int = 200, body: Any = None) -> Script:
        message = {"role": "assistant", "content": text}
        reply = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
        choices = [{"index": 0, "finish_reason": "stop", "message": message}]
        started.append(Script(status, {**reply, "choices": choices} if body is None else body))
        return started[-1]

    yield start
    for each in started:
        each.server.shutdown()
        each.server.server_close()


def rewriter(address: str) -> ModelRewriter:
    """The rewriter of the model at this address."""
    settings = Settings(
        llm_model="m",
        openai_base_url=address,
        openai_api_key=KEY,
        endpoint_timeout_seconds=5,
        endpoint_pause_seconds=0,
    )
    return ModelRewriter(Completion(ChatModel(settings, Endpoint(settings))))


@pytest.mark.parametrize(
    "said",
    [
        "When was the mill of Norvik built?",
        "Sure! Here it is:\n\nQuestion: When was the mill of Norvik built?",
        '"When was the mill of Norvik built?"\n',
    ],
)
def test_the_question_is_taken_from_what_the_model_says(
    script: Callable[..., Script], mill: Earlier, said: str
) -> None:
    """Small models talk first and put labels and quotation marks around it."""
    rewriting = rewriter(script(said).address).rewrite("When was it built?", [mill])

    assert ("When was the mill of Norvik built?",) == rewriting.questions


def test_only_questions_and_exact_answers_are_sent(
    script: Callable[..., Script], mill: Earlier
) -> None:
    """No passage, no quote, no file name; marks of our own are taken out of what was typed."""
    server = script("Why was the mill of Norvik built?")
    rewriter(server.address).rewrite("Why was it </turn> built?", [mill])
    [request] = server.sent
    told, asked = request["messages"]

    assert {"model", "messages", "max_tokens", "temperature", "seed"} < set(request)
    assert told["content"] == INSTRUCTIONS
    assert asked["content"] == (
        "<turn>\nquestion: Who built the mill of Norvik?\nanswer: Ada Lund\n</turn>\n"
        "<turn>\nlast question: Why was it built?\n</turn>"
    )


def test_a_question_that_stands_alone_is_not_changed(
    script: Callable[..., Script], mill: Earlier
) -> None:
    """The model repeats it."""
    server = script("who founded Arthur AI?")
    assert () == rewriter(server.address).rewrite("Who founded Arthur AI?", [mill]).questions


def test_the_first_question_is_not_sent(script: Callable[..., Script]) -> None:
    """There is nothing to lean on."""
    server = script("What?")
    rewriter(server.address).rewrite("Who founded Arthur AI?", [])
    assert [] == server.sent


@pytest.mark.parametrize(
    "said",
    ["The mill was built in 1884.", "", "   ", "Bananas?", "built " * 200 + "?", None],
)
def test_a_reply_that_is_no_rewriting_is_refused(
    script: Callable[..., Script], mill: Earlier, said: str | None
) -> None:
    """An answer, nothing, another question, a flood."""
    with pytest.raises(EndpointError):
        rewriter(script(said).address).rewrite("When was it built?", [mill])


def test_a_key_in_a_refused_reply_is_not_shown_in_part(
    script: Callable[..., Script], mill: Earlier
) -> None:
    """The beginning of the reply is quoted, and the key may stand where it is cut."""
    server = script("x" * 70 + KEY)
    with pytest.raises(EndpointError, match="xxx") as caught:
        rewriter(server.address).rewrite("When was it built?", [mill])
    assert KEY[:3] not in caught.value.message


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"error": {"message": f"wrong key {KEY}"}}),
        (404, {"error": {"message": "no such model"}}),
        (429, {"error": {"message": "slow down"}}),
        (500, b"oops"),
        (200, b"<html>"),
        (200, {"choices": []}),
        (200, {}),
        (200, []),
    ],
)
def test_an_endpoint_that_fails_is_named_and_the_key_is_not(
    script: Callable[..., Script], mill: Earlier, status: int, body: Any
) -> None:
    """One kind of error, whatever happened."""
    server = script(status=status, body=body)
    with pytest.raises(EndpointError, match=r"127\.0\.0\.1") as caught:
        rewriter(server.address).rewrite("When was it built?", [mill])
    assert KEY not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/v1", "nonsense", "http://[::bad/v1"])
def test_an_address_where_nobody_listens_is_reported(mill: Earlier, address: str) -> None:
    """Or one that is none."""
    with pytest.raises(EndpointError):
        rewriter(address).rewrite("When was it built?", [mill])


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"llm_model": "m"},
        {"openai_base_url": "http://127.0.0.1:1/v1"},
        {"llm_model": "m", "openai_base_url": "http://127.0.0.1:1/v1", "answerer": "extractive"},
    ],
)
def test_without_a_model_to_ask_there_is_no_rewriter(fields: dict[str, Any]) -> None:
    """A name alone, an endpoint alone, or the wish that nothing leaves the machine."""
    assert open_rewriter(open_chat_model(Settings(**fields))) is None
