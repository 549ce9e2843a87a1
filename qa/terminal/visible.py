"""Text that is safe to print: a file cannot move the cursor, recolour or reorder the screen."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

# C0 but tab and newline, DEL and C1, which terminals obey; bidirectional embeddings, overrides and
# isolates, which show text in another order than it has; lone surrogates, which cannot be encoded.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_FIRST_C0_PICTURE = 0x2400  # U+2400 to U+241F picture U+0000 to U+001F
_DELETE = 0x7F
_DELETE_PICTURE = "\u2421"
_REPLACEMENT = "\ufffd"

Value = TypeVar("Value")


def visible(text: str) -> str:
    """`text` with every unsafe character replaced by one that can be seen; tab and newline stay."""
    return UNSAFE.sub(_picture, text)


def one_line(text: str) -> str:
    """`text` made visible, with every run of blanks and line ends as one space."""
    return visible(" ".join(text.split()))


def all_visible(value: Value) -> Value:
    """A copy of `value` in which every string, however deep, is visible.

    Commands call it once on what the pipeline returns, so that no renderer can forget a field.
    """
    result: Any = value
    if isinstance(value, str):
        result = visible(value)
    elif isinstance(value, tuple | list):
        result = type(value)(all_visible(item) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        changes = {field.name: all_visible(getattr(value, field.name)) for field in fields(value)}
        result = replace(value, **changes)
    return result  # type: ignore[no-any-return]  # the same type as `value` by construction


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == _DELETE:
        return _DELETE_PICTURE
    return chr(_FIRST_C0_PICTURE + code) if code < _DELETE else _REPLACEMENT
