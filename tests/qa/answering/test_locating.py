"""Quoted words are found where they stand, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.locating import locate, plain

AROUND = " \t\n\"'\u201c\u201d\u2018\u2019.,;:"
TEXT = (
    "Lund said:  \u201cThe mill\u2019s wheel \u2013 all oak \u2013 broke.\u201d It shut in\n1931."
)
WHEEL = "The mill\u2019s wheel \u2013 all oak \u2013 broke"


def found(words: str, text: str = TEXT) -> str | None:
    """What stands at the place that was found."""
    span = locate(words, text)
    return None if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("It shut", "It shut"),
        ("it SHUT in 1931", "It shut in\n1931"),
        ('"The mill\'s wheel - all oak - broke."', WHEEL),
        ("Lund said: ... broke", f"Lund said:  \u201c{WHEEL}"),
        ("Lund said ... shut in 1931", TEXT[:-1]),
        ("It opened in 1931", None),
        ("...", None),
        ("1", None),
    ],
)
def test_the_span_is_the_sources_own(words: str, there: str | None) -> None:
    """Case, blanks and kinds of quotation marks and dashes do not matter; letters do."""
    assert found(words) == there


def test_hidden_characters_do_not_matter() -> None:
    """Neither in the words nor in the source."""
    assert found("closed", "It clo\u200bsed.") == "clo\u200bsed"
    assert found("clo\u00adsed", "It closed.") == "closed"


def test_a_far_end_is_another_place() -> None:
    """An ellipsis stands for a part of a sentence, not for a page."""
    assert locate("It ... closed", "It was. " + "So it was. " * 50 + "It closed.") is None


@given(st.text(min_size=1, max_size=60), st.data())
def test_what_is_found_says_what_was_quoted(text: str, data: st.DataObject) -> None:
    """But for case, blanks and marks, for any stretch of any text."""
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start, len(text)))]
    span = locate(words, text)

    if span is not None and "\u2026" not in words and "..." not in words:
        assert plain(text[span.start : span.end]) == plain(words.strip(AROUND))
