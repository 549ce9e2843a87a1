"""Sessions on disk: kept, listed, resumed, deleted."""

import stat
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from qa.chat.exporting import as_markdown
from qa.chat.sessions import Sessions
from qa.chat.turns import Turn
from qa.errors import HistoryError, SessionNotFound
from qa.history import FILE_NAME, History
from tests.cli.values import ABSTAINED, ANSWERED

TURN = Turn(1, "when?", "When does the ferry leave?", "rules", ANSWERED, ("notes/ferry.txt#0000",))


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    """Sessions in an empty folder."""
    return Sessions(History.beside(tmp_path))


def test_a_turn_comes_back_as_it_was(sessions: Sessions, tmp_path: Path) -> None:
    """Also for another program, which opens the file anew."""
    session = sessions.create()
    sessions.append(session.id, TURN)

    assert [TURN] == Sessions(History.beside(tmp_path)).turns(session.id)


def test_the_first_question_is_the_title(sessions: Sessions) -> None:
    """Later ones do not change it."""
    session = sessions.create()
    sessions.append(session.id, TURN)
    sessions.append(session.id, replace(TURN, number=2, question="and why?"))

    assert ("when?", 2) == (sessions.get(session.id).title, sessions.get(session.id).turns)


def test_sessions_are_listed_newest_first_in_pages(sessions: Sessions) -> None:
    """Each page begins where the one before ended."""
    made = sorted((sessions.create().id for _ in range(5)), reverse=True)
    page = sessions.latest(2)
    rest = sessions.latest(9, before=page[-1].id)

    assert made == [session.id for session in [*page, *rest]]


def test_last_is_the_session_that_was_used_last(sessions: Sessions) -> None:
    """An older one that somebody went on with; lists for people begin with it too."""
    older, newer = (sessions.create().id for _ in range(2))
    for session_id in (older, newer, older):
        sessions.append(session_id, TURN)
        time.sleep(0.002)  # times are kept to the millisecond

    assert older == sessions.named("last").id
    assert [older, newer] == [session.id for session in sessions.last_used(5)]


def test_last_is_no_session_without_a_turn(sessions: Sessions) -> None:
    """A first question that failed or was given up does not hide the talk before it."""
    talk = sessions.create()
    sessions.append(talk.id, TURN)
    time.sleep(0.002)
    sessions.create()

    assert talk.id == sessions.named("last").id


def test_the_last_turns_are_given_in_their_order(sessions: Sessions) -> None:
    """What a follow-up may lean on."""
    session = sessions.create()
    for number in range(1, 6):
        sessions.append(session.id, replace(TURN, number=number))

    assert [4, 5] == [turn.number for turn in sessions.turns(session.id, last=2)]


def test_a_deleted_session_is_gone(sessions: Sessions) -> None:
    """With its turns; nothing can be added to it."""
    session = sessions.create()
    sessions.append(session.id, TURN)
    sessions.delete(session.id)

    with pytest.raises(SessionNotFound, match=session.id):
        sessions.turns(session.id)
    with pytest.raises(SessionNotFound):
        sessions.append(session.id, TURN)
    with sessions._history.transaction() as connection:
        assert 0 == connection.scalar(sa.text("SELECT count(*) FROM turns"))


@pytest.mark.parametrize("name", ["", "ses_1", "last", "../x", "\x00", "🙂"])
def test_an_unknown_session_is_said_to_be_unknown(sessions: Sessions, name: str) -> None:
    """And looking for one makes no file."""
    with pytest.raises(SessionNotFound):
        sessions.named(name)
    assert not sessions._history.exists


def test_the_file_is_for_its_owner_alone(sessions: Sessions, tmp_path: Path) -> None:
    """What people ask is nobody else's to read."""
    sessions.create()
    files = list(tmp_path.glob(f"{FILE_NAME}*"))

    assert {0o600} == {stat.S_IMODE(file.stat().st_mode) for file in files}


def test_threads_write_side_by_side(sessions: Sessions) -> None:
    """As the requests of a server do."""
    ids = [sessions.create().id for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        jobs = [
            threads.submit(sessions.append, id_, replace(TURN, number=number))
            for id_ in ids
            for number in range(1, 6)
        ]
    assert dict.fromkeys(range(1, 6), 4) == Counter(job.result().number for job in jobs)
    assert [5] * 4 == [sessions.get(id_).turns for id_ in ids]


def test_threads_that_append_to_one_session_each_get_a_number(sessions: Sessions) -> None:
    """Nobody's turn is lost, whichever number it was made with."""
    session = sessions.create()
    with ThreadPoolExecutor(4) as threads:
        added = list(threads.map(lambda _: sessions.append(session.id, TURN), range(12)))

    assert [*range(1, 13)] == sorted(turn.number for turn in added)
    assert sorted(added, key=lambda turn: turn.number) == sessions.turns(session.id)


def test_a_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    """With its name and what to do."""
    (tmp_path / FILE_NAME).write_bytes(b"not a database, though long enough to look at" * 50)
    with pytest.raises(HistoryError, match=r"history\.sqlite cannot be used") as caught:
        Sessions(History.beside(tmp_path)).latest(5)
    assert "QA_KEEP_SESSIONS=false" in caught.value.hint


def test_a_data_directory_made_anew_is_written_into(sessions: Sessions, tmp_path: Path) -> None:
    """What is open is noticed to be gone, as that of the index is."""
    gone = sessions.create()
    for file in tmp_path.iterdir():
        file.unlink()
    assert [] == sessions.latest(5)
    assert [] == list(tmp_path.iterdir())
    others = Sessions(History.beside(tmp_path)).create()
    with pytest.raises(SessionNotFound, match=gone.id):
        sessions.append(gone.id, TURN)
    sessions.append(others.id, TURN)

    assert [TURN] == Sessions(History.beside(tmp_path)).turns(others.id)


def test_a_file_of_a_newer_version_is_left_alone(sessions: Sessions, tmp_path: Path) -> None:
    """An older program must not write into it."""
    sessions.create()
    with sessions._history.transaction() as connection:
        connection.execute(sa.text("PRAGMA user_version = 99"))
    with pytest.raises(HistoryError, match="newer version"):
        Sessions(History.beside(tmp_path)).latest(5)


def test_sessions_in_memory_leave_no_file(tmp_path: Path) -> None:
    """They serve all threads and end with the program."""
    sessions = Sessions(History(None))
    session = sessions.create()
    with ThreadPoolExecutor(1) as other:
        other.submit(sessions.append, session.id, TURN).result()

    assert [TURN] == sessions.turns(session.id)
    assert [] == list(tmp_path.iterdir())


def test_a_markdown_page_has_questions_answers_and_places(sessions: Sessions) -> None:
    """Abstentions too, and how a follow-up was asked."""
    session = sessions.create()
    sessions.append(session.id, TURN)
    abstained = Turn(2, "Why?", None, None, ABSTAINED)
    sessions.append(session.id, abstained)
    page = as_markdown(sessions.get(session.id), sessions.turns(session.id))

    assert page.startswith("# when?\n")
    assert "*Asked as: When does the ferry leave?*" in page
    assert "- [1] `notes/ferry.txt:3` (Ferry times, 2020-06-10): The ferry leaves at 7" in page
    assert "## Why?\n\nThe corpus does not say." in page


def test_a_markdown_page_tells_nearest_passages_from_citations(sessions: Sessions) -> None:
    """Where there is no answer, with the reason."""
    session = sessions.create()
    sessions.append(session.id, Turn(1, "Why?", None, None, ABSTAINED))
    page = as_markdown(sessions.get(session.id), sessions.turns(session.id))

    assert "\n\nWhy: No passage is about this. (no_relevant_passage)\n" in page
    nearest = "- [2] `harbour.txt:12` (Ferry times): It leaves at 8."
    assert f"\n\nNearest passages:\n\n{nearest}\n" in page
