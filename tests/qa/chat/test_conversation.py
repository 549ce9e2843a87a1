"""Sessions over a real pipeline: follow-ups find the evidence of what they are about."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from qa.answering.chat_model import open_chat_model
from qa.chat.conversation import Conversations
from qa.chat.model_rewriter import open_rewriter
from qa.errors import QuestionError, SessionNotFound
from qa.pipeline import Pipeline
from qa.settings import Settings
from tests.conftest import MakePipeline

FILES = {
    "mill.txt": "The mill\n\nThe mill of Norvik was built by Ada Lund in 1884.\n",
    "ferry.txt": "The ferry\n\nThe ferry at Sund was built by Per Holm in 1921.\n",
    "cake.txt": "The cake\n\nBake the cake for an hour at 180 degrees.\n",
}


@pytest.fixture
def pipeline(make_pipeline: MakePipeline) -> Pipeline:
    """Three short articles."""
    return make_pipeline(FILES)


@pytest.fixture
def talk(pipeline: Pipeline) -> Conversations:
    """Sessions over them, without a language model."""
    return Conversations(pipeline)


def test_a_follow_up_is_answered_from_what_it_is_about(talk: Conversations) -> None:
    """The turn keeps what was typed beside how it was asked."""
    session = talk.sessions.create().id
    talk.ask(session, "Who built the mill of Norvik?")
    turn = talk.ask(session, "And when?").turn

    assert ("And when?", "rules", 2) == (turn.question, turn.rewritten_by, turn.number)
    assert turn.asked_as == turn.answer.question
    assert "1884" == (turn.answer.short_answer or "").removeprefix("in ")


def test_a_slip_of_the_keyboard_hides_no_follow_up(talk: Conversations) -> None:
    """What it is read as is told."""
    session = talk.sessions.create().id
    talk.ask(session, "When was the mill of Norvik built?")
    turn = talk.ask(session, "Waht about the ferry?").turn

    assert "When was the ferry built?" == turn.asked_as
    assert "Read 'Waht' as 'What'." in turn.answer.notices
    assert "1921" == (turn.answer.short_answer or "").removeprefix("in ")


def test_questions_at_one_time_in_one_session_are_all_answered(talk: Conversations) -> None:
    """Two windows of one chat, or requests at once: each is a turn with a number of its own."""
    session = talk.sessions.create().id
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(talk.ask, session, "Who built the mill?") for _ in range(3)]

    assert [1, 2, 3] == sorted(each.result().turn.number for each in asked)
    assert [1, 2, 3] == [turn.number for turn in talk.sessions.turns(session)]


def test_a_session_can_be_asked_as_of_a_day(make_pipeline: MakePipeline) -> None:
    """What was published later answers neither the question nor the one that leans on it."""
    files = {
        "old.txt": "January 4, 2001\n\nAda Lund is the head of the mill of Norvik.\n",
        "new.txt": "January 4, 2011\n\nPer Holm is the head of the mill of Norvik.\n",
    }
    talk = Conversations(make_pipeline(files))
    session, day = talk.sessions.create().id, date(2005, 1, 1)
    talk.ask(session, "Where is Ada Lund the head of the mill?", as_of=day)
    turn = talk.ask(session, "Who is the head of it?", as_of=day).turn

    assert {"old.txt"} == {citation.source_id for citation in turn.answer.citations}
    assert "Ada Lund" == turn.answer.short_answer


def test_a_change_of_subject_is_followed(talk: Conversations) -> None:
    """The follow-up leans on the newest turn."""
    session = talk.sessions.create().id
    for question in ("Who built the mill of Norvik?", "Who built the ferry at Sund?"):
        talk.ask(session, question)
    turn = talk.ask(session, "when?").turn

    assert "1921" in (turn.answer.short_answer or "")


def test_a_question_that_stands_alone_is_asked_as_it_is(talk: Conversations) -> None:
    """And is recorded so."""
    session = talk.sessions.create().id
    talk.ask(session, "Who built the mill of Norvik?")
    exchange = talk.ask(session, "Who built the ferry at Sund?")

    assert (None, None) == (exchange.turn.asked_as, exchange.turn.rewritten_by)
    assert exchange.receipt.typed is None


def test_earlier_evidence_stays_available(talk: Conversations) -> None:
    """The passage that the last answer rests on is read again, and the receipt names it."""
    session = talk.sessions.create().id
    first = talk.ask(session, "Who built the mill of Norvik?", 1).turn
    receipt = talk.ask(session, "How long must the cake be baked?", 1).receipt

    assert ("mill.txt#0000",) == first.passage_ids == receipt.brought
    read = [p.passage_id for p in receipt.parts[0].passages if p.fate != "not_read"]
    assert {"cake.txt#0000", "mill.txt#0000"} >= set(read)


def test_the_receipt_has_what_was_typed(talk: Conversations, pipeline: Pipeline) -> None:
    """And the session it belongs to."""
    session = talk.sessions.create().id
    talk.ask(session, "Who built the mill of Norvik?")
    turn = talk.ask(session, "when?").turn
    receipt = pipeline.receipts.find(turn.answer.id)

    assert ("when?", session) == (receipt.typed, receipt.session_id)


def test_deleting_a_session_deletes_its_receipts(talk: Conversations, pipeline: Pipeline) -> None:
    """Nothing that was asked in it is left."""
    session = talk.sessions.create().id
    talk.ask(session, "Who built the mill of Norvik?")
    talk.sessions.delete(session)

    assert [] == pipeline.receipts.latest(9)


def test_a_question_of_a_session_deleted_meanwhile_leaves_no_receipt(
    talk: Conversations, pipeline: Pipeline
) -> None:
    """Nothing that was asked in it is left, an answer that comes late included."""
    session = talk.sessions.create().id
    steps = talk.stream(session, "Who built the mill of Norvik?")
    next(steps)
    talk.sessions.delete(session)

    with pytest.raises(SessionNotFound, match=session):
        list(steps)
    assert [] == pipeline.receipts.latest(9)


def test_a_model_that_fails_leaves_it_to_the_rules(pipeline: Pipeline) -> None:
    """A notice says so."""
    settings = Settings(llm_model="m", openai_base_url="http://127.0.0.1:1/v1")
    talk = Conversations(pipeline, open_rewriter(open_chat_model(settings)))
    session = talk.sessions.create().id
    talk.ask(session, "Who built the mill of Norvik?")
    turn = talk.ask(session, "when?").turn

    assert "rules" == turn.rewritten_by
    [notice] = turn.answer.notices
    assert "by rule, without the language model: The endpoint http://127.0.0.1:1/v1" in notice


def test_a_question_that_cannot_be_asked_is_no_turn(talk: Conversations) -> None:
    """The session stays as it was."""
    session = talk.sessions.create().id
    with pytest.raises(QuestionError):
        talk.ask(session, "???")

    assert [] == talk.sessions.turns(session)


def test_an_unknown_session_answers_nothing(talk: Conversations) -> None:
    """It is said before anything is looked up."""
    with pytest.raises(SessionNotFound):
        talk.ask("ses_unknown", "Who built the mill of Norvik?")


def test_a_long_question_after_a_long_talk_still_fits(talk: Conversations) -> None:
    """A rewriting never grows past what can be asked."""
    session = talk.sessions.create().id
    talk.ask(session, "What of " + "the mill of Norvik and " * 160 + "the ferry?")
    turn = talk.ask(session, "Why, where and when was it that they built " + "it and " * 400).turn

    assert len(turn.answer.question) <= 4000
