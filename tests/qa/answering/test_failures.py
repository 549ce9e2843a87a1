"""Whatever the endpoint does, there is an answer in time, it says why, and the key stays here."""

import json
import re
import socket
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from qa.pipeline import Pipeline, open_pipeline
from qa.settings import Settings
from qa.types import Answer
from tests.chat_endpoint import Exchange, Script, saying
from tests.qa.answering.conftest import KEY, SEVERAL, SEVERAL_SAY, Ask

QUESTION = "How many members of Congress were mismatched?"
TRUE = 'The test wrongly matched 28 members of Congress. "wrongly matched 28 members of Congress"'
LIMITS = {"deadline_seconds": 3.0, "endpoint_timeout_seconds": 2.0}
STALLS = ("a stall", "comments only", "a head without end")  # only these run into limits


def refusing(status: int, message: str, **headers: str) -> Script:
    """A server that gives this error to everything."""
    return lambda exchange: exchange.refuses(status, message, **headers)


def _cut(exchange: Exchange) -> None:
    exchange.says("The test wrongly mat", finish=None)
    exchange.breaks_off()


def _endless(exchange: Exchange) -> None:
    exchange.opens()
    exchange.goes_on('data: {"choices": [{"delta": {"content": "and so on and so on "}}]}\n\n', 0.0)


def _comments(exchange: Exchange) -> None:
    exchange.opens()
    exchange.goes_on(": ping\n\n")


def _slow_head(exchange: Exchange) -> None:
    exchange.goes_on("HTTP/1.1 200 OK\r\nx: y\r\n", 0.1)


def _error(exchange: Exchange) -> None:
    exchange.opens()
    exchange.sends({"error": {"message": KEY}})


def _page(exchange: Exchange) -> None:
    exchange.opens(200, "text/html")
    exchange.writes("<html>Please log in</html>")


def _nonsense(exchange: Exchange) -> None:
    exchange.opens()
    exchange.writes("data: {nonsense\n\n")


CASES: dict[str, tuple[Script, str]] = {
    "401": (refusing(401, f"Incorrect API key: {KEY}"), "refused: .*401"),
    "404 model": (refusing(404, "The model `small` does not exist"), "refused: .*404"),
    "429": (refusing(429, "Rate limit", retry_after="0.2"), "refused: .*429"),
    "429 for an hour": (refusing(429, "Rate limit", retry_after="3600"), "refused: .*429"),
    "500": (refusing(500, "overloaded"), "refused: .*overloaded"),
    "a stall": (Exchange.waits, "sent nothing|had not finished"),
    "comments only": (_comments, "had not finished|sent nothing"),
    "a head without end": (_slow_head, "gave no answer|had not finished|sent nothing"),
    "a cut stream": (_cut, "broke off|not finished"),
    "an empty reply": (saying(""), "found no answer"),
    "no answer": (saying("NONE"), "found no answer"),
    "an error in the stream": (
        _error,
        "sent an error",
    ),
    "a web page": (_page, "sent no chat reply"),
    "nonsense": (_nonsense, "sent no chat reply"),
    "an endless reply": (_endless, "come to an end|not finished"),
    "another format": (saying('{"answer": "twenty eight", "id": 1}'), "could not be proven"),
    "made up": (saying("The test matched 31 senators of Congress. [1]"), "could not be proven"),
}


def is_extractive(answer: Answer, pipeline: Pipeline) -> None:
    """It is what the shared pipeline answers without a language model, and shows no key."""
    expected = pipeline.ask(QUESTION)
    assert (answer.answerer, answer.answer) == ("extractive", expected.answer)
    assert answer.claims == expected.claims
    assert KEY not in json.dumps(answer.to_dict())


@pytest.mark.parametrize("case", CASES)
def test_a_failing_endpoint_leaves_the_extractive_answer(
    written_by: Ask, pipeline: Pipeline, case: str, caplog: pytest.LogCaptureFixture
) -> None:
    """With a notice that says what happened, and nothing of the key in answer or log.

    In time too: those that stall do so for longer than anybody waits.
    """
    script, told = CASES[case]
    asking, _ = written_by(script, **(LIMITS if case in STALLS else {}))
    with caplog.at_level("DEBUG"):
        answer = asking.ask(QUESTION)

    is_extractive(answer, pipeline)
    [notice] = answer.notices
    assert re.search(told, notice), notice
    assert notice.endswith("This is the extractive answer.")
    assert KEY not in caplog.text


def _error_with_key(said: str) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.opens()
        exchange.sends({"error": said})

    return script


def _page_with_key(said: str) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.opens(200, "text/html")
        exchange.writes(said)

    return script


@pytest.mark.parametrize("script", [_error_with_key, _page_with_key])
@pytest.mark.parametrize("before", [67, 77])
def test_a_key_where_a_message_is_cut_is_not_shown_in_part(
    written_by: Ask, script: Callable[[str], Script], before: int
) -> None:
    """Whatever stands before it: 80 characters of a reply are quoted."""
    asking, _ = written_by(script("x" * before + KEY))
    [notice] = asking.ask(QUESTION).notices

    assert "xxx" in notice
    assert KEY[:3] not in notice


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:9/v1", "refused"),
        (f"http://{'x' * 64}.invalid/v1", "gave no answer"),  # no resolver is asked for it
        ("no address", "gave no answer"),
        ("http://[bad", "gave no answer"),
        ("http://[::bad/v1", "Invalid port"),
    ],
)
def test_an_address_without_an_endpoint(
    written_by: Ask, pipeline: Pipeline, address: str, told: str
) -> None:
    """Refused, unknown or no address at all."""
    asking, _ = written_by(saying(), openai_base_url=address)
    answer = asking.ask(QUESTION)

    is_extractive(answer, pipeline)
    assert told in answer.notices[0]


def test_an_endpoint_without_tls(written_by: Ask, pipeline: Pipeline) -> None:
    """An https address at which plain HTTP is spoken."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"https://127.0.0.1:{listener.getsockname()[1]}/v1"
        asking, _ = written_by(
            saying(), openai_base_url=address, endpoint_timeout_seconds=0.5, deadline_seconds=2.0
        )
        answer = asking.ask(QUESTION)

    is_extractive(answer, pipeline)


def test_no_endpoint_at_all_is_said(pipeline: Pipeline) -> None:
    """A language model is wanted, and none is named: the answer says what to set."""
    settings = Settings(data_dir=pipeline.settings.data_dir, answerer="llm")
    with open_pipeline(settings) as asking:
        answer = asking.ask(QUESTION)

    is_extractive(answer, pipeline)
    assert "QA_LLM_MODEL" in answer.notices[0]


def test_a_failure_that_passes_is_tried_again(written_by: Ask) -> None:
    """Two errors, then an answer: the user sees the answer only."""
    asking, endpoint = written_by(
        refusing(503, "starting"), refusing(429, "busy", retry_after="0.1"), saying(TRUE)
    )
    answer = asking.ask(QUESTION)

    assert (answer.answerer, answer.notices, len(endpoint.requests)) == ("llm", (), 3)


def test_a_cut_stream_keeps_what_was_proven(written_by: Ask) -> None:
    """What is shown stays, and a notice says that more was to come."""

    def cut(exchange: Exchange) -> None:
        exchange.says(f"{TRUE}\nThe arrests were", finish=None)
        exchange.breaks_off()

    asking, _ = written_by(cut)
    answer = asking.ask(QUESTION)

    assert (answer.answerer, len(answer.claims)) == ("llm", 1)
    assert "may be incomplete" in answer.notices[0]


def test_a_reply_is_over_where_the_server_says_so(written_by: Ask) -> None:
    """Also where it leaves the connection open: a silence would be told, and nothing is lost."""

    def lingers(exchange: Exchange) -> None:
        exchange.says(TRUE)
        exchange.waits()

    asking, _ = written_by(lingers)
    answer = asking.ask(QUESTION)

    assert (answer.answerer, answer.notices) == ("llm", ())


def test_a_filtered_reply_is_told_as_cut(written_by: Ask) -> None:
    """The half sentence is not shown, what was proven before it is, and a notice says why."""
    half = "The test wrongly matched 28 members of Congress, and"
    asking, _ = written_by(
        lambda exchange: exchange.says(f"{TRUE}\n{half}", finish="content_filter")
    )
    answer = asking.ask(QUESTION)

    assert (answer.answerer, len(answer.claims)) == ("llm", 1)
    [notice] = answer.notices
    assert notice.endswith("was stopped by its content filter. The answer may be incomplete.")


@pytest.mark.parametrize(
    "last",
    [
        {"choices": None, "usage": {"prompt_tokens": 7, "completion_tokens": 3}},
        {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": None}},
        {"choices": [], "usage": {"prompt_tokens": -1, "completion_tokens": "3"}},
        {"choices": [], "usage": [7, 3]},
    ],
)
def test_an_odd_count_of_tokens_costs_no_answer(written_by: Ask, last: Any) -> None:
    """The answer is there already when it comes."""

    def counts(exchange: Exchange) -> None:
        exchange.says(TRUE, finish=None)
        exchange.sends({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        exchange.sends(last)

    asking, _ = written_by(counts)
    answer = asking.ask(QUESTION)

    assert (answer.answerer, answer.notices) == ("llm", ())


@pytest.mark.parametrize("end", ["data:[DONE]\n\n", "data:  [DONE] \n\n"])
def test_the_blank_behind_the_name_of_a_field_may_be_left_out(written_by: Ask, end: str) -> None:
    """Server-sent events allow it, at the end of a reply too."""

    def says(exchange: Exchange) -> None:
        exchange.says(TRUE, finish=None)
        exchange.writes(end)

    asking, _ = written_by(says)
    answer = asking.ask(QUESTION)

    assert (answer.answerer, answer.notices) == ("llm", ())


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 512 tokens",
        "the request exceeds the available context size, try increasing it",
    ],
)
def test_a_context_overflow_sends_less_and_remembers(written_by: Ask, message: str) -> None:
    """Half of the evidence, then half of that, said in a notice; the next question begins low."""

    def small(exchange: Exchange) -> None:
        if exchange.prompt.count("<passage-") > 1:
            exchange.refuses(400, message)
        else:
            exchange.says(SEVERAL_SAY)

    asking, endpoint = written_by(small, llm_evidence_tokens=800)
    answer = asking.ask(SEVERAL)
    needed = len(endpoint.requests)
    asking.ask(SEVERAL)

    assert answer.answerer == "llm"
    assert "did not fit" in answer.notices[-1]
    assert 1 < needed == len(endpoint.requests) - 1


def test_a_question_too_long_for_the_model_costs_the_next_one_nothing(written_by: Ask) -> None:
    """However little of the evidence was sent with it, the next one is sent all again."""
    sent: list[int] = []

    def small(exchange: Exchange) -> None:
        sent.append(exchange.prompt.count("</passage-"))
        if "tell me all of it" in exchange.prompt and sent[-1] > 1:
            exchange.refuses(400, "This model's maximum context length is 512 tokens")
        else:
            exchange.says(SEVERAL_SAY)

    asking, _ = written_by(small, llm_evidence_tokens=800)
    for question in (SEVERAL, f"{SEVERAL} Please tell me all of it.", SEVERAL):
        asking.ask(question)

    assert sent[0] == sent[-1] > min(sent)


@pytest.mark.parametrize(
    ("unknown", "message"),
    [
        ("stream_options", "Unknown field: stream_options"),
        ("seed", "seed is not supported"),
        ("max_tokens", "Use 'max_completion_tokens' instead of max_tokens"),
        ("temperature", "temperature does not support 0 with this model"),
        ("system", "Only user and assistant roles are supported, not system"),
        ("temperature", "Bad request"),
    ],
)
def test_what_an_endpoint_cannot_do_is_found_out_once(
    written_by: Ask, unknown: str, message: str
) -> None:
    """The field is left out, the role merged; the next question does not ask again."""

    def picky(exchange: Exchange) -> None:
        roles = {message["role"] for message in exchange.request["messages"]}
        if unknown in exchange.request or unknown in roles:
            exchange.refuses(400, message)
        else:
            exchange.says(TRUE)

    asking, endpoint = written_by(picky)
    first = asking.ask(QUESTION)
    needed = len(endpoint.requests)
    asking.ask(QUESTION)

    assert first.answerer == "llm"
    assert len(endpoint.requests) == needed + 1


BODY = {"model", "messages", "stream", "max_tokens", "temperature", "seed", "stream_options"}


@pytest.mark.parametrize("before", [0, 1])
def test_a_refusal_of_the_content_costs_later_questions_nothing(
    written_by: Ask, before: int
) -> None:
    """Nothing helped against the filter, so nothing is left out; known to be one, none is tried."""
    filtered = refusing(400, "The response was filtered by the content management policy")
    asking, endpoint = written_by(
        *[saying(TRUE)] * before, *[filtered] * (1 if before else 10), saying(TRUE)
    )
    answers = [asking.ask(QUESTION) for _ in range(before + 2)]

    assert [answer.answerer for answer in answers[before:]] == ["extractive", "llm"]
    assert set(endpoint.requests[-1]) == BODY
    assert [each["role"] for each in endpoint.requests[-1]["messages"]] == ["system", "user"]


@pytest.mark.parametrize("unknown", [{"temperature"}, {"stream_options", "seed"}])
def test_only_what_an_endpoint_cannot_do_is_left_out(written_by: Ask, unknown: set[str]) -> None:
    """Where its refusal names nothing, what else was left out in the search comes back."""

    def picky(exchange: Exchange) -> None:
        if unknown & set(exchange.request):
            exchange.refuses(400, "Bad request")
        else:
            exchange.says(TRUE)

    asking, endpoint = written_by(picky)
    asking.ask(QUESTION)
    asking.ask(QUESTION)

    assert set(endpoint.requests[-1]) == BODY - unknown


def test_a_search_that_finds_nothing_is_not_made_for_ever(written_by: Ask) -> None:
    """A server that refuses everything is asked once a question in the end."""
    asking, endpoint = written_by(refusing(400, "no such model"))
    counts = [0]
    for _ in range(4):
        asking.ask(QUESTION)
        counts.append(len(endpoint.requests))

    assert [10, 10, 10, 1] == [after - before for before, after in pairwise(counts)]


def test_a_server_that_does_not_stream_is_understood(written_by: Ask) -> None:
    """One JSON body instead of events."""

    def whole(exchange: Exchange) -> None:
        exchange.opens(200, "application/json")
        message = {"message": {"role": "assistant", "content": TRUE}, "finish_reason": "stop"}
        exchange.writes(json.dumps({"choices": [message], "usage": {"prompt_tokens": 7}}))

    asking, _ = written_by(whole)
    answer = asking.ask(QUESTION)

    assert answer.answerer == "llm"
    assert answer.usage == {"prompt_tokens": 7, "completion_tokens": 0}
