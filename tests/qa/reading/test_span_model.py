"""The span model finds where an answer stands, alone or among others, in short texts and long."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import ModelError
from qa.reading.span_model import PassageScores, SpanModel, Window
from qa.types import Passage, Span
from tests.qa.model_files import copy_model, flip_a_bit

MODEL = SpanModel()
QUESTION = "Where did the committee meet?"
ANSWERING = "The committee met in Geneva on 4 May and heard eleven witnesses."
OTHER = "Barley was sown late that year because the river had flooded the lower fields."


def passage(text: str, title: str = "") -> Passage:
    """A whole document as one passage."""
    return Passage("a.txt#0000", "a.txt", text, 0, len(text), title)


def read(text: str, question: str = QUESTION, title: str = "") -> PassageScores:
    """The scores of one text."""
    (scores,) = MODEL.read(question, [passage(text, title)])
    return scores


def best_text(text: str, title: str = "") -> str:
    """The words of the best span."""
    best = read(text, title=title).best_span()
    return text[best[1].start : best[1].end] if best else ""


def test_the_best_span_is_the_answer() -> None:
    """Exact characters of the passage."""
    assert best_text(ANSWERING) == "Geneva"


def test_a_title_does_not_shift_the_span() -> None:
    """The model reads it before the passage; places count from the passage."""
    assert best_text(ANSWERING, title="Minutes of the committee") == "in Geneva"


def test_a_passage_with_the_answer_scores_above_one_without() -> None:
    """Both by its best span's margin and as a whole."""
    with_answer, without = MODEL.read(QUESTION, [passage(ANSWERING), passage(OTHER)])
    best, other = with_answer.best_span(), without.best_span()

    assert best is not None
    assert other is not None
    assert best[0] > other[0]
    assert with_answer.answerable > without.answerable


def test_neighbours_do_not_change_a_passage() -> None:
    """To the digit, whatever is read with it and by whichever instance."""
    among = SpanModel(threads=1).read(QUESTION, [passage(OTHER * 5), passage(ANSWERING)])[1]
    alone = read(ANSWERING)

    assert among.best_span() == alone.best_span()
    assert among.answerable == alone.answerable


def test_an_answer_far_into_a_long_passage_is_found() -> None:
    """Beyond the model's window: the place is mapped back."""
    text = f"{OTHER} " * 40 + ANSWERING

    assert best_text(text) == "in Geneva"
    assert len(read(text).windows) > 1


@pytest.mark.parametrize("question", ["Wo " * 400, "何" * 600, "x" * 3000, "?!"])
def test_any_question_leaves_room_for_the_passage(question: str) -> None:
    """A question longer than the model's window is shortened, not refused."""
    assert read(ANSWERING, question).best_span() is not None


@given(st.text(min_size=1, max_size=80), st.text(max_size=200))
@settings(max_examples=40)
def test_spans_lie_in_the_passage(question: str, text: str) -> None:
    """Whatever the characters; a text without a word piece has no span."""
    best = read(text, question).best_span()

    assert best is None or 0 <= best[1].start < best[1].end <= len(text)


def test_a_span_inside_a_sentence_stays_inside_it() -> None:
    """The best elsewhere does not count."""
    text = f"{OTHER} {ANSWERING}"
    within = Span(0, len(OTHER))
    best = read(text).best_span(within)

    assert best is not None
    assert within.start <= best[1].start < best[1].end <= within.end


def test_ties_go_to_the_first_span() -> None:
    """Equal scores everywhere: one token, the first."""
    places = np.array([[0, 2], [3, 5]], dtype=np.int32)
    zeros = np.zeros(2, dtype=np.float32)

    assert Window(places, zeros, zeros, 0.0).best_span() == (0.0, Span(0, 2))


def test_nothing_to_read_gives_nothing() -> None:
    """No passages, no scores."""
    assert MODEL.read(QUESTION, []) == []


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    """One byte off: the message names the file and what to do."""
    flip_a_bit(copy_model("reader.onnx", tmp_path))

    with pytest.raises(ModelError, match=r"reader\.onnx is damaged") as caught:
        SpanModel(folder=tmp_path).read(QUESTION, [passage(ANSWERING)])
    assert "Install corpus-qa again" in caught.value.hint
