"""Output for programs: JSON that any terminal, locale and parser can take."""

import json
import sys
from typing import Any

from qa.terminal.visible import UNSAFE


def print_json(value: Any) -> None:
    """Write `value` as JSON: indented on a terminal, one line in a pipe (`>>` makes JSONL)."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = as_json(value, indent=2 if sys.stdout.isatty() else None, ascii_only=not is_utf8)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def as_json(value: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """`value` as JSON text without raw control characters.

    `json` leaves DEL, C1, bidirectional controls and lone surrogates as they are; they can only
    stand inside strings, so an escape there means the same and is safe to print.
    """
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    return UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
