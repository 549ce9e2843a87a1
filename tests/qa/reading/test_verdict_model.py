"""The verdict model: what one text makes of a question for a yes or no."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import ModelError
from qa.reading.verdict_model import FILE, VerdictModel
from tests.qa.model_files import copy_model, flip_a_bit

MODEL = VerdictModel()
QUESTION = "Will the tram run at night?"
OTHER = "Barley was sown late that year because the river had flooded the lower fields."


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Did the council keep the old bridge?", "The council had it pulled down in May.", "no"),
        ("Did the council keep the old bridge?", "The old bridge stays where it is.", "yes"),
        ("Do members pay for the coffee?", "Coffee is free for members.", "no"),
        ("Can visitors take pictures inside?", "You may photograph everything there.", "yes"),
    ],
)
def test_it_tells_yes_from_no_in_other_words(question: str, text: str, expected: str) -> None:
    """No text denies anything; none has a number or the opposite of a word of the question."""
    (judged,) = MODEL.judge(question, [text])

    assert judged.says == expected
    assert judged.decided > 0


def test_a_text_about_something_else_leaves_it_open() -> None:
    """Less decided than one that says it."""
    says, other = MODEL.judge(QUESTION, ["The tram will run at night.", OTHER])

    assert other.decided < 0 < says.decided


def test_neighbours_do_not_change_a_text() -> None:
    """To the digit, whatever is judged with it and by whichever instance."""
    text = "The tram will run at night."
    among = VerdictModel(threads=1).judge(QUESTION, [OTHER * 5, text])[1]

    assert [among] == MODEL.judge(QUESTION, [text])


@given(st.text(min_size=1, max_size=3000), st.text(max_size=3000))
@settings(max_examples=25)
def test_any_text_is_judged(question: str, text: str) -> None:
    """Of any length, in any characters: what is too long is cut off."""
    assert len(MODEL.judge(question, [text])) == 1


def test_nothing_to_judge_gives_nothing() -> None:
    """No texts, no judgements."""
    assert MODEL.judge(QUESTION, []) == []


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    """One byte off: the message names the file."""
    flip_a_bit(copy_model(FILE, tmp_path))

    with pytest.raises(ModelError, match=r"verdict\.onnx is damaged"):
        VerdictModel(folder=tmp_path).judge(QUESTION, [OTHER])
