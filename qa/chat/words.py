"""Words of a question that tell how it leans on what was said before."""

import re

from qa.reading.word_lists import FUNCTION_WORDS

_MARKERS = re.compile(
    r"^(?:(?:and|but|so|or|ok|okay|also|well|now|then|yes|no|right|thanks|thank you|great|hmm|oh|"
    r"sorry|please)\b[\s,.!:;-]*)+",
    re.IGNORECASE,
)
_AFTERTHOUGHTS = re.compile(
    r"[\s,]+(?:(?<!since )(?<!until )(?<!by )(?<!till )then|please|exactly|though|too|as well|"
    r"again|actually|precisely)\s*$",
    re.IGNORECASE,
)
_END = " \t?!.,;:"


def opening_marker(question: str) -> str:
    """'And' of 'And when?', with what parts it from the rest; '' where there is none."""
    found = _MARKERS.match(question)
    return found.group() if found else ""


def core(question: str) -> str:
    """The question without the words that only tie it to the talk, and without its end marks."""
    bare = _MARKERS.sub("", question.strip().rstrip(_END), count=1)
    return _AFTERTHOUGHTS.sub("", bare).strip(_END)


def capitalised(text: str) -> str:
    """The text with a capital at its start and the rest as it is."""
    return text[:1].upper() + text[1:]


def content_words(text: str) -> list[str]:
    """The words of a text that belong to no closed class, in small letters."""
    return [word for word in re.findall(r"\w+", text.lower()) if word not in FUNCTION_WORDS]


def as_question(text: str) -> str:
    """The text as one question: single blanks, a capital, a question mark."""
    return f"{capitalised(' '.join(text.split()).strip(_END))}?"
