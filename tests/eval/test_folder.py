"""The files of a run survive a kill."""

import json
from pathlib import Path

import pytest

from eval.folder import QUESTIONS, RowFile, create_folder, read_json, write_json
from qa.errors import CorpusError, SettingsError


def row(question_id: str, **fields: object) -> dict[str, object]:
    """The row of a question that failed: the shortest there is."""
    return {
        "id": question_id,
        "question": "Who left?",
        "kind": "who",
        "answerable": True,
        "expected": {"answers": [["Ann"]], "sources": [], "quotes": []},
        "result": None,
        "error": {"code": "internal", "message": ""},
        "retrieved": [],
        "verdict": {"outcome": "failed", "reason": ""},
        "scores": {"accuracy": [0.0, 1.0]},
        **fields,
    }


def test_the_name_says_when_and_what(tmp_path: Path) -> None:
    """UTC time and set name; folders above are made."""
    folder = create_folder(tmp_path / "new" / "runs", "mine")
    assert folder.is_dir()
    stamp, name = folder.name.split("-")
    assert name == "mine"
    assert (stamp[8], stamp[-1], len(stamp)) == ("T", "Z", 16)


def test_two_runs_never_share_a_folder(tmp_path: Path) -> None:
    """Started in one second, they are numbered."""
    assert len({create_folder(tmp_path, "mine") for _ in range(3)}) == 3


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    """`--out` that cannot be a folder is an error with what to do."""
    (tmp_path / "runs").write_text("")
    with pytest.raises(SettingsError, match="cannot be created") as caught:
        create_folder(tmp_path / "runs", "mine")
    assert "--out" in caught.value.hint


def test_json_is_written_whole(tmp_path: Path) -> None:
    """The finished file is readable and nothing else is left."""
    write_json(tmp_path / "summary.json", {"name": "Zo\u00eb"})
    assert read_json(tmp_path, "summary.json") == {"name": "Zo\u00eb"}
    assert [path.name for path in tmp_path.iterdir()] == ["summary.json"]


def test_an_unfinished_file_does_not_replace_the_old_one(tmp_path: Path) -> None:
    """A value that cannot be written leaves the file as it was."""
    write_json(tmp_path / "summary.json", {"n": 1})
    with pytest.raises(TypeError):
        write_json(tmp_path / "summary.json", {"n": object()})
    assert read_json(tmp_path, "summary.json") == {"n": 1}


def test_rows_come_back_in_order(tmp_path: Path) -> None:
    """What was appended is read, one line a row."""
    file = RowFile(tmp_path)
    rows = [row("q1", text="a\nb\u2028c"), row("q2")]
    for one in rows:
        file.append(one)
    assert rows == file.read()
    assert (tmp_path / QUESTIONS).read_bytes().count(b"\n") == 2


def test_no_file_holds_no_rows(tmp_path: Path) -> None:
    """A run killed before its first answer can go on."""
    assert RowFile(tmp_path).read() == []


def test_a_broken_end_is_cut_off(tmp_path: Path) -> None:
    """A line without its end was being written when the run was killed."""
    path = tmp_path / QUESTIONS
    path.write_bytes(json.dumps(row("q1")).encode() + b'\n{"id": "q2", "que')
    assert RowFile(tmp_path).read() == [row("q1")]
    RowFile(tmp_path).append(row("q2"))
    assert [json.loads(line)["id"] for line in path.read_bytes().splitlines()] == ["q1", "q2"]


@pytest.mark.parametrize("line", [b"{broken", b"[]", b'{"kind": "who"}'])
def test_a_broken_line_inside_is_told(tmp_path: Path, line: bytes) -> None:
    """A kill cannot cause it, so it is not mended in silence."""
    (tmp_path / QUESTIONS).write_bytes(line + b'\n{"id": "q2"}\n')
    with pytest.raises(CorpusError, match="damaged: line 1"):
        RowFile(tmp_path).read()


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"id": 7}, "id: input should be a valid string"),
        ({"verdict": {}}, "verdict.outcome: field required"),
        ({"scores": {"accuracy": 0.5}}, "scores.accuracy: input should be a valid list"),
        ({"scores": {"accuracy": [1.0]}}, "scores.accuracy: list should have at least 2"),
        ({"result": {"status": "answered"}}, "result.answer: field required"),
    ],
)
def test_a_row_changed_by_hand_is_told(
    tmp_path: Path, fields: dict[str, object], place: str
) -> None:
    """The message has the line and the place in it."""
    RowFile(tmp_path).append(row("q1"))
    RowFile(tmp_path).append(row("q2", **fields))
    with pytest.raises(CorpusError, match="line 2 is not the row of a question") as caught:
        RowFile(tmp_path).read()
    assert place in caught.value.message


def test_two_rows_of_one_question_are_told(tmp_path: Path) -> None:
    """Which of them counts nobody could say."""
    for question_id in ("q1", "q2", "q1"):
        RowFile(tmp_path).append(row(question_id))
    with pytest.raises(CorpusError, match="lines 1 and 3 are both of the question 'q1'"):
        RowFile(tmp_path).read()


def test_another_folder_is_not_a_run(tmp_path: Path) -> None:
    """The message says which file a run would have."""
    with pytest.raises(CorpusError, match=r"not the folder of a run: settings\.json is missing"):
        read_json(tmp_path, "settings.json")


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_damaged_file_is_told(tmp_path: Path, text: str) -> None:
    """Neither broken JSON nor another kind of value passes."""
    (tmp_path / "settings.json").write_text(text)
    with pytest.raises(CorpusError, match="is damaged"):
        read_json(tmp_path, "settings.json")
