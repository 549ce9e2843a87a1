"""Receipts: every answer can be looked up and asked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.errors import AnswerNotFound, HistoryError
from qa.history import History
from qa.pipeline import Pipeline, open_pipeline
from qa.receipts.keeping import Receipts
from qa.receipts.replay import compare
from qa.receipts.values import Receipt
from qa.types import FollowUp
from tests.conftest import MakePipeline, SettingsFor

DAM = "The dam\n\nThe dam of Sund broke on Monday because of the flood. Nobody was hurt.\n"
QUESTION = "When did the dam of Sund break?"


@pytest.fixture
def dam(make_pipeline: MakePipeline) -> Pipeline:
    """A pipeline over one short article."""
    return make_pipeline({"dam.txt": DAM, "cake.txt": "The cake\n\nBake the cake for an hour."})


@pytest.fixture
def receipt(dam: Pipeline) -> Receipt:
    """The receipt of an answer, not kept."""
    return dam.ask_in_full(QUESTION, record=False)


def named(receipt: Receipt, name: str) -> Receipt:
    """The same receipt of another answer."""
    return replace(receipt, answer=replace(receipt.answer, id=name))


def test_an_answer_can_be_looked_up(dam: Pipeline) -> None:
    """Whatever surface asked: the pipeline keeps it."""
    answer = dam.ask(QUESTION)

    assert answer == dam.receipts.find(answer.id).answer


def test_a_receipt_says_what_became_of_every_passage(receipt: Receipt) -> None:
    """What was cited, with its scores; what was not, and why."""
    [part] = receipt.parts
    fates = {passage.source_id: passage for passage in part.passages}

    assert ("cited", "cited as [1]", 1) == (
        fates["dam.txt"].fate,
        fates["dam.txt"].why,
        fates["dam.txt"].rank,
    )
    assert fates["dam.txt"].dense is not None
    assert fates["cake.txt"].fate != "cited"
    assert all(passage.why for passage in part.passages)


def test_a_sentence_below_the_threshold_says_so(receipt: Receipt) -> None:
    """With both numbers."""
    cut = [one for part in receipt.parts for one in part.sentences if one.fate == "cut"]

    assert any(f"below the threshold {receipt.threshold:.2f}" in one.why for one in cut)


def test_an_abstention_has_a_receipt_too(dam: Pipeline) -> None:
    """Its nearest places are named as such."""
    receipt = dam.ask_in_full("Who won the election in Mongolia?", record=False)

    assert "abstained" == receipt.answer.status
    assert {"cited"}.isdisjoint(p.fate for part in receipt.parts for p in part.passages)


def test_every_part_of_a_compound_question_is_told(dam: Pipeline) -> None:
    """Each was searched for by itself."""
    receipt = dam.ask_in_full("When did the dam break, and why?", record=False)

    assert 2 == len(receipt.parts)


def test_the_same_question_gives_the_same_answer(dam: Pipeline) -> None:
    """Nothing changed, so nothing is told."""
    replay = dam.replay(dam.ask(QUESTION).id)

    assert (True, ()) == (replay.is_same, replay.changes)


def test_a_replay_says_what_changed(dam: Pipeline, tmp_path: Path) -> None:
    """The answer, and the index it came from; the replay itself is not recorded."""
    answer = dam.ask(QUESTION)
    (tmp_path / "corpus0" / "dam.txt").write_text(DAM.replace("Monday", "Friday"))
    dam.sync(tmp_path / "corpus0")
    replay = dam.replay(answer.id)

    assert not replay.is_same
    assert "the short answer was 'on Monday', is 'on Friday'".replace("on ", "") in " ".join(
        replay.changes
    ).replace("on ", "")
    assert any(change.startswith("index fingerprint") for change in replay.changes)
    assert [answer.id] == [heading.id for heading in dam.receipts.latest(9)]


def test_a_replay_uses_the_passages_that_were_read_then(dam: Pipeline) -> None:
    """A follow-up's earlier evidence belongs to how it was asked."""
    follow_up = FollowUp(None, "when?", ("cake.txt#0000", "gone.txt#0000"))
    receipt = dam.ask_in_full(QUESTION, 1, follow_up=follow_up)
    replay = dam.replay(receipt.answer.id)

    assert replay.is_same
    read = [p.passage_id for p in replay.now.parts[0].passages if p.fate != "not_read"]
    assert {"dam.txt#0000", "cake.txt#0000"} == set(read)
    assert "when?" == replay.now.typed


def test_other_settings_are_a_change(receipt: Receipt) -> None:
    """Even where the answer is the same."""
    now = replace(receipt, settings={**receipt.settings, "fusion": "rank"}, threshold=0.9)
    replay = compare(receipt, now)

    assert replay.is_same
    assert "setting fusion was 'score', is 'rank'" in replay.changes


def test_only_the_newest_are_kept(receipt: Receipt, tmp_path: Path) -> None:
    """As many as the setting says."""
    receipts = Receipts(History.beside(tmp_path), 3, 0)
    for number in range(5):
        receipts.keep(named(receipt, f"ans_{number}"))

    assert ["ans_4", "ans_3", "ans_2"] == [heading.id for heading in receipts.latest(9)]
    with pytest.raises(AnswerNotFound, match="ans_0"):
        receipts.find("ans_0")


def test_old_ones_are_not_shown_and_go(receipt: Receipt, tmp_path: Path) -> None:
    """Also where nobody has asked since."""
    old = (datetime.now(UTC) - timedelta(days=8)).isoformat(timespec="milliseconds")
    Receipts(History.beside(tmp_path), 9, 0).keep(replace(named(receipt, "a"), asked_at=old))
    receipts = Receipts(History.beside(tmp_path), 9, 7)

    assert [] == receipts.latest(9)
    with pytest.raises(AnswerNotFound):
        receipts.find("a")
    receipts.keep(named(receipt, "b"))
    assert ["b"] == [heading.id for heading in Receipts(History.beside(tmp_path), 9, 0).latest(9)]


def test_off_writes_nothing(make_pipeline: MakePipeline, settings_for: SettingsFor) -> None:
    """And deletes nothing: a call without receipts must not cost those of others."""
    indexed = make_pipeline({"dam.txt": DAM})
    kept = indexed.ask(QUESTION)
    with open_pipeline(settings_for(indexed.settings.data_dir, receipts=0)) as off:
        off.ask(QUESTION)
    assert [kept.id] == [heading.id for heading in indexed.receipts.latest(9)]


def test_a_disk_that_fails_does_not_cost_the_answer(dam: Pipeline) -> None:
    """A notice says that no receipt was kept; nothing raises."""
    dam.history.close()
    (dam.settings.data_dir / "history.sqlite").mkdir()
    answer = dam.ask(QUESTION)

    assert "answered" == answer.status
    [notice] = answer.notices
    assert notice.startswith("No receipt of this answer was kept: ")


def test_a_receipt_that_cannot_be_read_is_reported(dam: Pipeline) -> None:
    """Another version wrote it; no traceback."""
    answer = dam.ask(QUESTION)
    from qa.history import RECEIPTS, pack

    with dam.history.transaction() as connection:
        connection.execute(RECEIPTS.update().values(body=pack('{"answer": 1}')))
    with pytest.raises(HistoryError, match=f"receipt of {answer.id} cannot be read"):
        dam.receipts.find(answer.id)


def test_a_rebuild_loses_no_receipt(dam: Pipeline, tmp_path: Path) -> None:
    """They lie beside the index, not in it."""
    answer = dam.ask(QUESTION)
    dam.sync(tmp_path / "corpus0", rebuild=True)

    assert answer.id == dam.receipts.find(answer.id).answer.id


def test_a_deleted_receipt_is_gone(dam: Pipeline) -> None:
    """Deleting it twice says so."""
    answer = dam.ask(QUESTION)
    dam.receipts.delete(answer.id)

    with pytest.raises(AnswerNotFound):
        dam.receipts.delete(answer.id)
