"""`qa sources show`: a text with its passages and masks marked."""

import io
import json
from pathlib import Path

from rich.console import Console

from qa.pipeline import Pipeline
from qa.terminal.marked import Stretch, show_marked, stretches_of
from qa.terminal.screen import Screen
from qa.types import Passage, Span
from tests.cli.conftest import Qa

SOURCE_ID = "003_moratorium-extended.txt"


def passage(text: str, start: int, end: int, ordinal: int) -> Passage:
    """The passage of a text at this place."""
    return Passage(f"a.txt#{ordinal:04d}", "a.txt", text[start:end], start, end, "")


def test_every_line_is_marked_as_passage_or_mask(qa: Qa, index: Path, pipeline: Pipeline) -> None:
    """No line of the text is missing."""
    rows = qa("sources", "show", SOURCE_ID, "--data-dir", index).output.splitlines()
    marked = [row.split(" ", 1) for row in rows if row]
    lines = [line.strip() for line in pipeline.source_text(SOURCE_ID).splitlines() if line.strip()]

    assert lines == [line for _, line in marked]
    assert {"----", "0000", "0005"} <= {margin for margin, _ in marked}


def test_json_has_the_offsets_of_passages_and_masks(qa: Qa, index: Path) -> None:
    """They share no character, and between them there are only blanks."""
    shown = json.loads(qa("sources", "show", SOURCE_ID, "--json", "--data-dir", index).output)
    places = sorted((each["start"], each["end"]) for each in shown["passages"] + shown["masks"])
    ends = [0, *(end for _, end in places)]

    assert shown["masks"]
    for end, (start, _) in zip(ends, places, strict=False):
        assert not shown["text"][end:start].strip()
        assert end <= start


def test_what_lies_between_passages_is_masked() -> None:
    """Blanks apart, before, between and after them."""
    text = "x One. y Two. z"
    found = list(stretches_of(text, [passage(text, 2, 6, 0), passage(text, 9, 13, 1)]))

    assert [
        Stretch(Span(0, 1), None),
        Stretch(Span(2, 6), "0000"),
        Stretch(Span(7, 8), None),
        Stretch(Span(9, 13), "0001"),
        Stretch(Span(14, 15), None),
    ] == found


def test_control_characters_are_shown_and_not_obeyed() -> None:
    """A file cannot move the cursor."""
    written = io.StringIO()
    screen = Screen(Console(file=written, highlight=False, markup=False, emoji=False))
    show_marked(screen, "a\x1b[2Jb\fc", [Stretch(Span(0, 8), "0000")])

    assert "0000 a\u241b[2Jb\u240cc\n" == written.getvalue()


def test_an_unknown_source_is_an_error(qa: Qa, index: Path) -> None:
    """The exit code says that the call can be mended."""
    ended = qa("sources", "show", "no-such.txt", "--data-dir", index)

    assert 2 == ended.code
    assert "no-such.txt" in ended.errors


def test_two_names_are_refused(qa: Qa, index: Path) -> None:
    """Only `show` may stand before a name."""
    assert 2 == qa("sources", "a.txt", "b.txt", "--data-dir", index).code
