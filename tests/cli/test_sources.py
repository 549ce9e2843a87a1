"""`qa sources` on the bundled corpus."""

import io
import json
from pathlib import Path

from rich.text import Text

from qa.pipeline import Pipeline
from qa.terminal.screen import Screen
from qa.terminal.sources import show_source, show_sources
from qa.types import Source
from tests.cli.conftest import Qa

SOURCE_ID = "002_moratorium-broadcast-news.txt"
BROKEN = Source(
    source_id="a.txt",
    title="A very long title that has to go over several lines of a narrow terminal",
    published=None,
    encoding="cp1252",
    content_hash="0f" * 32,
    characters=200,
    masked_characters=50,
    passages=3,
    indexed_at="2026-01-01T00:00:00Z",
    error="it is locked",
    warnings=("one byte is broken",),
)


def test_the_table_has_a_row_for_each_source(qa: Qa, index: Path) -> None:
    """In a pipe a tab parts the columns, nothing is cut or filled up, and no line is wrapped."""
    header, *rows = qa("sources", "--data-dir", index).output.splitlines()
    assert header.split("\t") == [
        *("source", "title", "author", "date", "lang"),
        *("passages", "masked", "notes"),
    ]
    assert len(rows) == 5
    title = "Amazon halts police use of its facial recognition technology for a year"
    assert rows[2].split("\t")[:6] == [SOURCE_ID, title, "-", "2020-06-10", "en", "5"]


def test_json_is_the_list_of_the_pipeline(qa: Qa, index: Path, pipeline: Pipeline) -> None:
    """The same values as `GET /v1/sources`."""
    printed = json.loads(qa("sources", "--data-dir", index, "--json").output)
    assert [source["source_id"] for source in printed] == [
        source.source_id for source in pipeline.sources()
    ]


def test_one_source_is_shown_in_detail(qa: Qa, index: Path) -> None:
    """Its id, title, date and size."""
    output = qa("sources", SOURCE_ID, "--data-dir", index).output
    assert f"source      {SOURCE_ID}\n" in output
    assert "date        2020-06-10\n" in output


def test_text_is_printed_exactly(qa: Qa, index: Path, pipeline: Pipeline) -> None:
    """Nothing is added, not even a line end."""
    printed = qa("sources", SOURCE_ID, "--text", "--data-dir", index).output
    assert printed == pipeline.source_text(SOURCE_ID)


def test_an_unknown_source_ends_with_2(qa: Qa, index: Path) -> None:
    """The message names what was asked for."""
    ended = qa("sources", "nowhere.txt", "--data-dir", index)
    assert ended.code == 2
    assert "nowhere.txt" in ended.errors


def test_text_of_no_source_is_a_wrong_call(qa: Qa, index: Path) -> None:
    """`--text` needs to know which."""
    ended = qa("sources", "--text", "--data-dir", index)
    assert ended.code == 2
    assert "SOURCE_ID" in ended.errors


def test_a_table_in_a_narrow_terminal_becomes_paragraphs(
    terminal: Screen, paper: io.StringIO
) -> None:
    """At 40 columns nothing is cut, and no line passes the width."""
    show_sources(terminal, [BROKEN])
    shown = Text.from_ansi(paper.getvalue()).plain.splitlines()
    assert shown == [
        "a.txt",
        "    title: A very long title that has to",
        "    go over several lines of a narrow",
        "    terminal  passages: 3  masked: 25%",
        "    notes: error, 1 warning",
    ]


def test_the_detail_tells_warnings_and_errors(pipe: Screen, paper: io.StringIO) -> None:
    """The table counts them; the detail has their text."""
    show_source(pipe, BROKEN)
    assert "warning: one byte is broken\nerror: it is locked\n" in paper.getvalue()
    assert "masked      50 (25%)\n" in paper.getvalue()


def test_tags_have_a_column_where_a_source_has_any(qa: Qa, tmp_path: Path) -> None:
    """And none where it would hold nothing."""
    folder = tmp_path / "tagged"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntags: [roads, sea]\n---\nThe bridge is closed.\n")
    (folder / "b.md").write_text("The ferry leaves at seven.\n")
    assert qa("ingest", folder, "--data-dir", tmp_path / "index").code == 0
    header, *rows = qa("sources", "--data-dir", tmp_path / "index").output.splitlines()

    assert "tags" == header.split("\t")[-1]
    assert ["roads, sea", "-"] == [row.split("\t")[-1] for row in rows]


def test_only_sources_with_a_tag_are_asked(qa: Qa, tmp_path: Path) -> None:
    """`qa ask --tag` cites them alone."""
    folder = tmp_path / "tagged"
    folder.mkdir()
    for tag, length in (("old", 90), ("new", 120)):
        text = f"---\ntags: [{tag}]\n---\nThe bridge of Norvik is {length} metres long.\n"
        (folder / f"{tag}.md").write_text(text)
    assert qa("ingest", folder, "--data-dir", tmp_path / "index").code == 0
    question = "How long is the bridge of Norvik?"
    ended = qa("ask", question, "--tag", "new", "--data-dir", tmp_path / "index", "--json")

    assert {"new.md"} == {each["source_id"] for each in json.loads(ended.output)["citations"]}
