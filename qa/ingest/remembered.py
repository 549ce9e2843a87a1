"""A number for each word, worked out once: texts repeat their words."""

from collections.abc import Callable

_WORDS = 30_000  # about 4 MB
_CHARACTERS = 40


class Remembered(dict[str, int]):
    """What `work_out` gives for a word; those met first, which are the common ones, stay."""

    def __init__(self, work_out: Callable[[str], int]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, word: str) -> int:
        found = self._work_out(word)
        if len(self) < _WORDS and len(word) <= _CHARACTERS:
            self[word] = found
        return found
