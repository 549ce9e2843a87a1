"""Tantivy's index: what a kill leaves behind, and what is gone."""

import shutil
from pathlib import Path

import pytest

from qa.errors import IndexDamaged
from qa.index.lexical import LexicalIndex
from qa.index.places import Places
from qa.index.tables import FileVersion
from qa.index.vectors import Record
from qa.types import Passage


def record(number: int) -> Record:
    """A passage of a file of its own."""
    name = f"{number}.txt"
    passage = Passage(f"{name}#0000", name, f"Bridge {number} fell.", 0, 15, "A title")
    return Record(passage, FileVersion(name, 1), "hash")


def test_a_deletion_that_was_killed_can_be_made_again(tmp_path: Path) -> None:
    """Its file is on disk and the index does not know it: the same name is wanted again."""
    places = Places(tmp_path)
    LexicalIndex.open(places, create=True).add([record(number) for number in range(4)])
    meta = places.lexical / "meta.json"
    before = meta.read_bytes()
    LexicalIndex.open(places).delete([record(1).version])
    meta.write_bytes(before)  # the kill came just before the commit's last step
    index = LexicalIndex.open(places)
    assert 4 == index.count()
    index.delete([record(1).version])

    assert {record(number).id for number in (0, 2, 3)} == index.record_ids()


def test_a_folder_that_is_gone_is_said_in_words(tmp_path: Path) -> None:
    """Not in those of the library, which names a lock."""
    index = LexicalIndex.open(Places(tmp_path), create=True)
    shutil.rmtree(Places(tmp_path).lexical)
    with pytest.raises(IndexDamaged) as raised:
        index.search("tower", 1)

    assert raised.value.message.endswith("lexical cannot be used: the folder is not there.")
