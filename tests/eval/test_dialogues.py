"""The set of dialogues is sound, and asking it measures what it says."""

import json
from pathlib import Path

import pytest

from eval.dialogues import CHATS, CORPORA, STANDALONE, ask_dialogue, load_dialogues
from eval.places import find_quote
from qa.errors import CorpusError
from qa.pipeline import open_pipeline
from qa.settings import Settings

DIALOGUES = load_dialogues()


def test_there_are_sixty_dialogues_and_half_are_held_out() -> None:
    """Two or three turns each, over at least four corpora."""
    assert len(DIALOGUES) >= 60
    assert {2, 3} == {len(dialogue.turns) for dialogue in DIALOGUES}
    assert len({dialogue.id.split("-")[0] for dialogue in DIALOGUES}) >= 4
    held_out = [dialogue for dialogue in DIALOGUES if dialogue.split == "held_out"]
    assert abs(len(held_out) - len(DIALOGUES) / 2) <= 1


def test_no_corpus_is_in_both_splits() -> None:
    """What was looked at while the rules were written says nothing about the other half."""
    splits = {(dialogue.id.split("-")[0], dialogue.split) for dialogue in DIALOGUES}
    assert len(splits) == len({corpus for corpus, _ in splits})


def test_every_quote_stands_in_its_file() -> None:
    """And every first turn stands alone."""
    for dialogue in DIALOGUES:
        assert STANDALONE in dialogue.turns[0].tags
        for turn in dialogue.turns:
            for source_id, quote in zip(turn.sources, turn.quotes, strict=True):
                assert find_quote(quote, (CORPORA / source_id).read_text()), turn.id


def test_every_chat_is_about_a_folder_of_its_own() -> None:
    """Every quote stands in one of its files; the second half of the folders is held out."""
    chats = load_dialogues(CHATS)
    assert len(chats) == 64
    for chat in chats:
        assert ("dev" if int(chat.corpus) <= 8 else "held_out") == chat.split
        for turn in chat.turns:
            texts = [(chat.articles / name).read_text(encoding="utf-8") for name in turn.sources]
            assert all(any(quote in text for text in texts) for quote in turn.quotes), turn.id


def test_a_dialogue_is_asked_in_one_session(tmp_path: Path) -> None:
    """Alone, the follow-ups of the same dialogue cannot be understood."""
    dialogue = next(each for each in DIALOGUES if each.id == "club-02")
    with open_pipeline(Settings(data_dir=tmp_path, receipts=0)) as pipeline:
        pipeline.sync(CORPORA)
        together = ask_dialogue(pipeline, dialogue)
        alone = ask_dialogue(pipeline, dialogue, alone=True)

    assert [1.0, 1.0, 1.0] == [asked.accuracy.points for asked in together]
    assert sum(asked.accuracy.points for asked in alone) < 3
    assert [None, None, None] == [asked.asked_as for asked in alone]


@pytest.mark.parametrize(
    "line", ["{", "{}", json.dumps({"id": "x", "split": "dev", "turns": [{"id": "y"}]}), "[]"]
)
def test_a_line_that_is_no_dialogue_is_named(tmp_path: Path, line: str) -> None:
    """By its number."""
    path = tmp_path / "set.jsonl"
    path.write_text(f"{line}\n")
    with pytest.raises(CorpusError, match="Line 1 of"):
        load_dialogues(path)
