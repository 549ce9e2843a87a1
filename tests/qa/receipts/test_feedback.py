"""Feedback: what people say of an answer, kept with its receipt."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.chat.conversation import Conversations
from qa.errors import AnswerNotFound, FeedbackError
from qa.history import FILE_NAME
from qa.pipeline import Pipeline, open_pipeline
from qa.receipts.values import Feedback
from tests.conftest import MakePipeline, SettingsFor

QUESTION = "When did the dam of Sund break?"


@pytest.fixture
def dam(make_pipeline: MakePipeline) -> Pipeline:
    """A pipeline over one short article."""
    return make_pipeline({"dam.txt": "The dam of Sund broke on Monday because of the flood.\n"})


@pytest.fixture
def forgetful(dam: Pipeline) -> Iterator[Pipeline]:
    """The same index with a single receipt kept."""
    with open_pipeline(dam.settings.model_copy(update={"receipts": 1})) as opened:
        yield opened


def rows(pipeline: Pipeline) -> int:
    """How many answers the file holds feedback on, whatever the receipts say."""
    with sqlite3.connect(pipeline.settings.data_dir / FILE_NAME) as connection:
        counted = connection.execute("SELECT count(*) FROM feedback").fetchone()
    connection.close()
    return int(counted[0])


def test_feedback_stands_in_the_receipt(dam: Pipeline) -> None:
    """As it was given, blanks around it gone; a receipt without has None."""
    answer = dam.ask(QUESTION)
    before = dam.receipts.find(answer.id).feedback
    given = dam.give_feedback(answer.id, "bad", expected=" on Friday ", comment="  ")

    assert (None, given) == (before, dam.receipts.find(answer.id).feedback)
    assert Feedback("bad", "on Friday", None, given.given_at) == given


def test_what_is_said_later_replaces_what_was_said(dam: Pipeline) -> None:
    """All of it: a correction of an answer that is good after all goes too."""
    answer = dam.ask(QUESTION)
    dam.give_feedback(answer.id, "bad", expected="on Friday")
    last = dam.give_feedback(answer.id, "good")

    assert last == dam.receipts.find(answer.id).feedback
    assert 1 == rows(dam)


def test_answers_are_listed_by_rating(dam: Pipeline) -> None:
    """Newest first, as all are."""
    answers = [dam.ask(QUESTION).id for _ in range(3)]
    for answer_id in answers[:2]:
        dam.give_feedback(answer_id, "bad")

    assert answers[1::-1] == [heading.id for heading in dam.receipts.latest(rating="bad")]
    assert [None, "bad", "bad"] == [heading.rating for heading in dam.receipts.latest(9)]


def test_feedback_goes_with_its_receipt(forgetful: Pipeline) -> None:
    """Where a newer answer takes its place, and where it is deleted."""
    first = forgetful.ask(QUESTION)
    forgetful.give_feedback(first.id, "good")
    second = forgetful.ask(QUESTION)
    assert 0 == rows(forgetful)

    forgetful.give_feedback(second.id, "good")
    forgetful.receipts.delete(second.id)
    assert 0 == rows(forgetful)


def test_feedback_goes_with_its_session(dam: Pipeline) -> None:
    """Deleting a conversation leaves nothing that was said about it."""
    conversations = Conversations(dam)
    session = conversations.sessions.create()
    answer = conversations.ask(session.id, QUESTION).turn.answer
    dam.give_feedback(answer.id, "bad", comment="no")
    conversations.sessions.delete(session.id)

    assert 0 == rows(dam)


def test_an_answer_without_a_receipt_takes_none(dam: Pipeline) -> None:
    """Unknown, or never recorded."""
    for answer_id in ("ans_1", dam.ask(QUESTION, record=False).id):
        with pytest.raises(AnswerNotFound):
            dam.give_feedback(answer_id, "good")


def test_no_receipts_no_feedback(dam: Pipeline) -> None:
    """The setting that turns receipts off turns feedback off; nothing is written."""
    with open_pipeline(dam.settings.model_copy(update={"receipts": 0})) as off:
        with pytest.raises(AnswerNotFound) as refused:
            off.give_feedback(off.ask(QUESTION).id, "good")
        assert "QA_RECEIPTS" in refused.value.hint
        assert not off.history.exists


@pytest.mark.parametrize(
    ("rating", "expected", "message"),
    [("fine", None, "'fine'"), ("bad", "x" * 4001, "4001 characters; at most 4000")],
)
def test_what_cannot_be_kept_is_refused(
    dam: Pipeline, rating: str, expected: str | None, message: str
) -> None:
    """The message has the value and the limit; what was said before stays."""
    answer = dam.ask(QUESTION)
    before = dam.give_feedback(answer.id, "good")
    with pytest.raises(FeedbackError, match=message):
        dam.give_feedback(answer.id, rating, expected=expected)  # type: ignore[arg-type]

    assert before == dam.receipts.find(answer.id).feedback


def test_half_a_character_can_be_kept(dam: Pipeline) -> None:
    """As a question with one can be asked."""
    answer = dam.ask(QUESTION)
    dam.give_feedback(answer.id, "bad", expected="Fri\udc80day")

    kept = dam.receipts.find(answer.id).feedback
    assert kept is not None
    assert "Fri?day" == kept.expected


def test_a_history_of_before_takes_feedback(settings_for: SettingsFor, dam: Pipeline) -> None:
    """A file without the table gets it when it is opened; its receipts stay."""
    answer = dam.ask(QUESTION)
    dam.close()
    path: Path = dam.settings.data_dir / FILE_NAME
    connection = sqlite3.connect(path)
    connection.executescript("DROP TABLE feedback; PRAGMA user_version = 1;")
    connection.close()

    with open_pipeline(settings_for(dam.settings.data_dir)) as reopened:
        given = reopened.give_feedback(answer.id, "good")
        assert given == reopened.receipts.find(answer.id).feedback
