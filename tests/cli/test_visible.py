"""Hostile text: nothing that a terminal obeys gets through."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import api
from qa.terminal.machine import as_json
from qa.terminal.visible import UNSAFE, all_visible, one_line, visible
from tests.cli.values import ANSWERED, FERRY

texts = st.text(
    st.characters() | st.sampled_from("\x00\x07\x1b\x7f\x9b\u202e\u2066\ud800\r\n\t[]0;m")
)


def test_an_escape_sequence_becomes_readable() -> None:
    """The escape character is shown as its picture, so that what was tried can be seen."""
    assert visible("\x1b[2J\x07\x9b31m") == "\u241b[2J\u2407\ufffd31m"


def test_text_cannot_run_backwards() -> None:
    """A right-to-left override, which makes 'exe.txt' of 'txt.exe', is replaced."""
    assert visible("invoice\u202etxt.exe") == "invoice\ufffdtxt.exe"


def test_ordinary_text_in_any_script_stays() -> None:
    """Accents, emoji, Arabic and Chinese are left alone, and so are tabs and line ends."""
    text = "caf\u00e9 \U0001f600 \u0645\u0631\u062d\u0628\u0627 \u4f60\u597d\ta\nb"
    assert visible(text) == text


def test_the_page_and_the_terminal_show_the_same_characters() -> None:
    """Their sets are one, but for the carriage return, which a browser shows as a line's end."""
    script = (Path(api.__file__).parent / "page" / "dom.js").read_text(encoding="utf-8")
    [page] = re.findall(r"const UNSAFE = /(.+)/gu;", script)
    everything = "".join(map(chr, range(sys.maxunicode + 1)))

    assert set(UNSAFE.findall(everything)) - {"\r"} == set(re.findall(page, everything))


@given(texts)
@settings(deadline=None)  # a busy machine is no failure
def test_nothing_unsafe_is_left(text: str) -> None:
    """No control character, lone surrogate or bidirectional control survives; lengths stay."""
    shown = visible(text)
    assert UNSAFE.search(shown) is None
    assert len(text) == len(shown)
    shown.encode("utf-8")


@given(texts)
@settings(deadline=None)  # a busy machine is no failure
def test_one_line_is_one_line(text: str) -> None:
    """No line end of any kind and no doubled blank is left."""
    assert len(one_line(text).splitlines()) <= 1
    assert not re.search(r"\s\s", one_line(text))


@given(texts)
@settings(deadline=None)  # a busy machine is no failure
def test_json_keeps_the_value_and_holds_nothing_unsafe(text: str) -> None:
    """What is escaped for the terminal means the same to a parser."""
    written = as_json({"text": text})
    assert UNSAFE.search(written) is None
    assert json.loads(written) == {"text": text}


def test_every_field_of_an_answer_is_made_visible() -> None:
    """Nested values are reached: citations inside the tuple of an answer."""
    hostile = replace(ANSWERED, citations=(replace(FERRY, quote="\x1b[31mred", title="\x07"),))
    assert "\x1b" not in str(all_visible(hostile).citations)
    assert all_visible(hostile).citations[0].quote == "\u241b[31mred"
    assert all_visible(ANSWERED) == ANSWERED
