"""The values that travel through the pipeline."""

from hypothesis import given
from hypothesis import strategies as st

from qa.types import line_number

lines = st.lists(st.sampled_from(["a", "日本", "🙂", "\n", "\r\n", "\r", "\x85", "\u2028"])).map(
    "".join
)


@given(lines, st.data())
def test_a_line_number_is_what_counting_gives(text: str, data: st.DataObject) -> None:
    """`\\n`, `\\r\\n` and a lone `\\r` end lines, nothing else does."""
    offset = data.draw(st.integers(0, len(text)))
    if text[:offset].endswith("\r") and text[offset:].startswith("\n"):
        return  # inside a line end: no citation begins there
    plain = text[:offset].replace("\r\n", "\n").replace("\r", "\n")

    assert len(plain.split("\n")) == line_number(text, offset)
