"""An endpoint that failed as a whole is left alone for a while, then asked again."""

import time
from contextvars import copy_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.circuit import LONGEST_PAUSE_SECONDS, Circuit, Resting
from qa.answering.deadline import end_by
from qa.chat.conversation import Conversations
from qa.chat.model_rewriter import open_rewriter
from qa.types import Answer
from tests.chat_endpoint import Exchange, Script, saying
from tests.qa.answering.conftest import Ask
from tests.qa.answering.test_failures import QUESTION, TRUE, refusing


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.seconds


def entered(circuit: Circuit) -> float:
    """The moment of a request that is let through."""
    moment = circuit.enter()
    assert not isinstance(moment, Resting)
    return moment


@given(st.integers(1, 12))
def test_each_pause_is_twice_as_long_up_to_ten_minutes(failures: int) -> None:
    """And each time one request is let through."""
    clock = Clock()
    circuit = Circuit(5, clock)
    pauses: list[float] = []
    for _ in range(failures):
        circuit.open(entered(circuit), "failed")
        pause = circuit.enter()
        assert isinstance(pause, Resting)
        clock.seconds += pause.seconds

        pauses.append(pause.seconds)

    expected = [min(5 * 2**number, LONGEST_PAUSE_SECONDS) for number in range(failures)]
    assert pauses == pytest.approx(expected)


def test_after_a_pause_one_request_is_let_through() -> None:
    """The others wait until it came back; then all may ask again."""
    clock = Clock()
    circuit = Circuit(5, clock)
    circuit.open(entered(circuit), "failed")
    clock.seconds += 5
    entered(circuit)
    assert isinstance(circuit.enter(), Resting)

    circuit.close()
    entered(circuit)


def test_requests_that_fail_side_by_side_count_once() -> None:
    """Ten questions in a stall are one failure."""
    circuit = Circuit(5, clock := Clock())
    moments = [entered(circuit) for _ in range(10)]
    clock.seconds += 1
    for moment in moments:
        circuit.open(moment, "failed")

    resting = circuit.enter()
    assert isinstance(resting, Resting)
    assert resting.seconds == 5


def test_a_pause_that_the_server_asks_for_is_kept() -> None:
    """Up to ten minutes."""
    circuit = Circuit(5, Clock())
    circuit.open(entered(circuit), "refused", asked_for=3600)

    resting = circuit.enter()
    assert isinstance(resting, Resting)
    assert resting.seconds == LONGEST_PAUSE_SECONDS


def _closes(exchange: Exchange) -> None:
    exchange.breaks_off()


@pytest.mark.parametrize(
    ("script", "seconds", "told"),
    [
        (Exchange.waits, 0.5, "sent nothing for 0.5 s"),
        (_closes, 20, "gave no answer"),
        (refusing(503, "starting"), 20, "503"),
        (refusing(429, "Rate limit", retry_after="3600"), 20, "429"),
    ],
)
def test_the_second_question_does_not_wait(
    written_by: Ask, script: Script, seconds: float, told: str
) -> None:
    """It is answered extractively at once, and a notice says why and for how long."""
    asking, endpoint = written_by(
        script, endpoint_timeout_seconds=seconds, endpoint_pause_seconds=600
    )
    first = asking.ask(QUESTION)
    endpoint.wait_for_requests(1)
    requests = len(endpoint.requests)
    second = asking.ask(QUESTION)

    assert told in first.notices[0]
    assert "is left alone for" in second.notices[0]
    assert told in second.notices[0]
    assert len(endpoint.requests) == requests
    assert second.claims == first.claims


@pytest.mark.parametrize("script", [refusing(401, "wrong key"), refusing(500, "bug"), saying("")])
def test_a_server_that_answers_is_asked_again(written_by: Ask, script: Script) -> None:
    """What it refuses this time says nothing about the next question."""
    asking, endpoint = written_by(script)
    asking.ask(QUESTION)
    requests = len(endpoint.requests)
    asking.ask(QUESTION)

    assert len(endpoint.requests) == 2 * requests


def test_it_recovers_by_itself(written_by: Ask) -> None:
    """After the pause the model answers again, and nothing has to be restarted."""
    is_out = True

    def script(exchange: Exchange) -> None:
        exchange.breaks_off() if is_out else exchange.says(TRUE)

    asking, _ = written_by(script, endpoint_pause_seconds=0.3)
    assert asking.ask(QUESTION).answerer == "extractive"
    is_out = False
    time.sleep(0.3)

    assert (asking.ask(QUESTION).answerer, asking.ask(QUESTION).notices) == ("llm", ())


def test_it_can_be_switched_off(written_by: Ask) -> None:
    """Then every question asks."""
    asking, endpoint = written_by(
        Exchange.waits, endpoint_timeout_seconds=0.2, endpoint_pause_seconds=0
    )
    asking.ask(QUESTION)
    asking.ask(QUESTION)

    endpoint.wait_for_requests(2)


def _thinks(exchange: Exchange) -> None:
    exchange.opens()
    for _ in range(4):
        exchange.sends({"choices": [{"delta": {"reasoning_content": "hm"}}]})
        time.sleep(1)
    exchange.sends({"choices": [{"delta": {"content": TRUE}, "finish_reason": "stop"}]})


def _falls_silent(exchange: Exchange) -> None:
    exchange.says(f"{TRUE}\nThe arrests", finish=None)
    exchange.waits()


def test_a_model_that_thinks_first_is_waited_for(written_by: Ask) -> None:
    """Events without text are signs of life."""
    asking, _ = written_by(_thinks, endpoint_timeout_seconds=3)
    assert asking.ask(QUESTION).answerer == "llm"


def test_a_silence_in_the_middle_has_its_own_limit(written_by: Ask) -> None:
    """What was proven until then is the answer."""
    asking, _ = written_by(_falls_silent, endpoint_silence_seconds=2)
    answer = asking.ask(QUESTION)

    assert (answer.answerer, len(answer.claims)) == ("llm", 1)
    assert "sent nothing for 2 s. The answer may be incomplete." in answer.notices[0]


def test_the_transport_does_not_cut_a_longer_silence(written_by: Ask) -> None:
    """The limit for the first words is none for those in the middle."""
    asking, _ = written_by(_falls_silent, endpoint_timeout_seconds=2, endpoint_silence_seconds=4)

    assert "sent nothing for 4 s." in asking.ask(QUESTION).notices[0]


def test_a_lost_connection_costs_little(written_by: Ask) -> None:
    """One more try; the extractive answer is ready by then."""
    asking, endpoint = written_by(_closes)
    answer = asking.ask(QUESTION)

    assert (answer.answerer, len(endpoint.requests)) == ("extractive", 2)


def test_the_rewriter_knows_what_the_writer_found_out(written_by: Ask) -> None:
    """One circuit for all that ask the model: a stall is paid for once."""
    asking, endpoint = written_by(
        Exchange.waits, endpoint_timeout_seconds=0.3, endpoint_pause_seconds=600
    )
    talk = Conversations(asking, open_rewriter(asking.chat_model))
    session = talk.sessions.create().id
    talk.ask(session, "Who sent a letter to Congress?")
    turn = talk.ask(session, "And when?").turn
    endpoint.wait_for_requests(1)

    assert len(endpoint.requests) == 1
    assert turn.rewritten_by == "rules"
    assert all("is left alone" in notice for notice in turn.answer.notices)


def test_a_question_that_came_late_is_no_fault_of_the_endpoint(written_by: Ask) -> None:
    """A request that waited for its turn leaves little time; the next question asks again."""
    is_late = True

    def script(exchange: Exchange) -> None:
        exchange.waits() if is_late else exchange.says(TRUE)

    def ask_late() -> Answer:
        end_by(time.monotonic() + 0.1)
        return asking.ask(QUESTION)

    asking, _ = written_by(script)
    late = copy_context().run(ask_late)
    is_late = False

    assert "had not finished after" in late.notices[0]
    assert "llm" == asking.ask(QUESTION).answerer
