"""Copies of the embedded models' files, to be damaged."""

import shutil
from pathlib import Path

from qa.models import MODELS


def copy_model(name: str, folder: Path) -> Path:
    """The model with what it needs to be opened, in `folder`; its own path there."""
    for each in (name, "tokenizer.json", "checksums.txt"):
        shutil.copy(MODELS / each, folder / each)
    return folder / name


def flip_a_bit(path: Path) -> None:
    """In the middle of the file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
