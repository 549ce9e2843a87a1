"""Where a question comes from: the command line, a pipe or a prompt."""

import sys
from collections.abc import Sequence

from qa.errors import QuestionError

_MOST_BYTES = 1_000_000  # far above the longest question; an endless pipe must not fill the memory


def question_from(words: Sequence[str]) -> str:
    """The question: `words` with spaces between, or standard input where they are `-` or none.

    Raises:
        QuestionError: there are no words and standard input is a terminal; or it is no text.
    """
    if words and list(words) != ["-"]:
        return _as_text(" ".join(words))
    if sys.stdin is None or (not words and sys.stdin.isatty()):
        raise QuestionError(
            "No question was given.", 'Write it after the command: qa ask "Who wrote the letter?"'
        )
    return decoded(sys.stdin.buffer.read(_MOST_BYTES)).strip()


def _as_text(question: str) -> str:
    """`question`, once it is sure to be text: wrong bytes of an argument are lone surrogates."""
    try:
        question.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QuestionError(
            f"Character {error.start + 1} of the question is no text in this locale.",
            "Use a UTF-8 locale (LC_ALL=C.UTF-8), or pipe it as UTF-8: qa ask - < question.txt.",
        ) from error
    return question


def decoded(data: bytes) -> str:
    """`data` as text; UTF-8 whatever the locale says, as questions in files are.

    Raises:
        QuestionError: it is not UTF-8; the message names the first wrong byte.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionError(
            f"The question on standard input is not UTF-8: byte {error.start + 1} is "
            f"0x{data[error.start]:02x}.",
            "Convert it first, for example with: iconv -f WINDOWS-1252 -t UTF-8.",
        ) from error
