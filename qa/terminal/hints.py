"""Hints that fit the call: what they tell to run goes to the data directory that the call named."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

_FLAG = "--data-dir"
_COMMAND = re.compile(rf"`(qa (?:ingest|sources|doctor)\b(?![^`]*{_FLAG})[^`]*)`")


def for_data_dir(hint: str, data_dir: Path | str | None) -> str:
    """`hint` with `--data-dir` in each command in backticks that reads or writes the index.

    Unchanged where `data_dir` is None: the settings then lead the next command to the same place.
    """
    if data_dir is None:
        return hint
    option = f"{_FLAG} {shlex.quote(str(data_dir))}"
    return _COMMAND.sub(lambda command: f"`{command[1]} {option}`", hint)


def named_data_dir(arguments: Sequence[str]) -> str | None:
    """The value of `--data-dir` among the arguments of a command, the last one; None without."""
    named = None
    for number, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if argument == "--":
            break
        if name == _FLAG:
            named = value if equals else "".join(arguments[number + 1 : number + 2])
    return named or None
