"""Loading a set: what is right is kept in order, what is wrong is named by line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.questions import BUNDLED_SET, Question, load_questions
from qa.errors import CorpusError

WriteSet = Callable[..., Path]
GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "How many?",
    "kind": "number",
    "answerable": True,
    "answers": [["28"]],
}


@pytest.fixture
def write_set(tmp_path: Path) -> WriteSet:
    """Writes lines, given as text or as fields, to a set file."""

    def write(*lines: str | dict[str, Any]) -> Path:
        path = tmp_path / "set.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return write


def test_a_question_keeps_its_fields(write_set: WriteSet) -> None:
    """Lists become tuples; what is not given is empty."""
    fields = {**GOOD, "answers": [["28", "xxviii"], ["2"]], "sources": ["a.txt"], "tags": ["t"]}
    expected = Question(
        id="q1",
        question="How many?",
        kind="number",
        answerable=True,
        answers=(("28", "xxviii"), ("2",)),
        sources=("a.txt",),
        tags=("t",),
    )
    assert [expected] == load_questions(write_set(fields))


def test_blank_lines_and_a_byte_order_mark_are_passed_over(write_set: WriteSet) -> None:
    """Editors add them."""
    path = write_set("\ufeff" + json.dumps(GOOD), "", "  ", {**GOOD, "id": "q2"}, "")
    assert [question.id for question in load_questions(path)] == ["q1", "q2"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": ', "broken JSON at character 8: Expecting value"),
        ("[1, 2]", "a question is a JSON object, this is list"),
        ({"id": "q1", "question": "?"}, "missing field 'kind', 'answerable'"),
        ({**GOOD, "answer": "28"}, "unknown field 'answer'; known: id, question"),
        ({**GOOD, "kind": "howmany"}, "unknown kind 'howmany'; known: number, who"),
        ({**GOOD, "answers": []}, "answerable without answers"),
        ({**GOOD, "answerable": False}, "not answerable, yet with answers"),
        ({**GOOD, "kind": "unanswerable"}, "kind 'unanswerable' needs"),
        ({**GOOD, "answerable": "yes"}, "answerable must be true or false, this is 'yes'"),
        ({**GOOD, "id": 7}, "id must be text"),
        ({**GOOD, "question": " "}, "question must be text that is not empty"),
        ({**GOOD, "question": "\ud800"}, "question must be text"),
        ({**GOOD, "answers": ["28"]}, "each a list of accepted forms"),
        ({**GOOD, "answers": [[]]}, "a fact without an accepted form"),
        ({**GOOD, "answers": [[28]]}, "a fact of answers must be a list of texts"),
        ({**GOOD, "answers": [["28", "The!"]]}, "'The!' is only punctuation and articles"),
        ({**GOOD, "quotes": ["x"]}, "quotes without sources"),
        ({**GOOD, "sources": "a.txt"}, "sources must be a list of texts"),
        ({**GOOD, "as_of": "2020"}, "as_of must be a day as '2020-12-31', this is '2020'"),
        ({**GOOD, "dialogue": "Who?"}, "dialogue must be a list of texts"),
    ],
)
def test_a_wrong_line_is_named(write_set: WriteSet, line: str, message: str) -> None:
    """The message has the number of the line and what is wrong with it."""
    path = write_set({**GOOD, "id": "q0"}, line)
    with pytest.raises(CorpusError, match="line 2: ") as caught:
        load_questions(path)
    assert message in caught.value.message
    assert str(path) in caught.value.message


def test_a_repeated_id_names_both_lines(write_set: WriteSet) -> None:
    """Rows of a run are found by id, so two questions cannot share one."""
    with pytest.raises(CorpusError, match="line 3: id 'q1' is on line 1"):
        load_questions(write_set(GOOD, {**GOOD, "id": "q2"}, GOOD))


def test_all_wrong_lines_are_told_at_once(write_set: WriteSet) -> None:
    """Ten in full and how many more, so that a set is mended in one go."""
    with pytest.raises(CorpusError, match="12 wrong lines") as caught:
        load_questions(write_set(*["{"] * 12))
    assert "line 10: " in caught.value.message
    assert "line 11: " not in caught.value.message
    assert "and 2 more" in caught.value.message


@pytest.mark.parametrize("lines", [(), ("", " ")])
def test_an_empty_set_is_refused(write_set: WriteSet, lines: tuple[str, ...]) -> None:
    """A run without a question would score nothing."""
    with pytest.raises(CorpusError, match="holds no question"):
        load_questions(write_set(*lines))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The message has the path and the reason of the system."""
    with pytest.raises(CorpusError, match=r"none\.jsonl cannot be read: No such file"):
        load_questions(tmp_path / "none.jsonl")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A set is one file."""
    with pytest.raises(CorpusError, match="cannot be read"):
        load_questions(tmp_path)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    """The message has the place of the byte that does not decode."""
    path = tmp_path / "set.jsonl"
    path.write_bytes(b'{"id": "\xff"}')
    with pytest.raises(CorpusError, match="not UTF-8: byte 8"):
        load_questions(path)


def test_the_bundled_set_is_as_large_as_promised() -> None:
    """At least 80 questions, 20 unanswerable and 8 with a false premise."""
    kinds = [question.kind for question in load_questions(BUNDLED_SET)]
    assert len(kinds) >= 80
    assert kinds.count("unanswerable") >= 20
    assert kinds.count("false_premise") >= 8
