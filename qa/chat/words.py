"""Words of a question that tell how it leans on what was said before."""

import re

from qa.reading.word_lists import FUNCTION_WORDS

_THANKS = r"(?:(?:many )?thanks|thank you|cheers)(?: (?:a lot|a bunch|so much|very much))?"
_MARKERS = re.compile(
    r"^(?:(?:and|but|so|or|ok|okay|also|well|now|then|yes|no|nope|right|great|h+m+|oh|ah|wait|hi|"
    rf"hello|hey|sorry|please|actually|{_THANKS}|i see|got it|"
    r"i (?:meant|mean)(?: to ask)?(?: about)?)\b[\s,.!:;\u2026-]*)+",
    re.IGNORECASE,
)
_AFTERTHOUGHTS = re.compile(
    r"(?<![\s,.!?;])(?:[\s,.!?;]+(?:(?<!since )(?<!until )(?<!by )(?<!till )then|please"
    rf"|{_THANKS}|exactly|though|too|as well|again|actually|anyway|precisely))+\s*$",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"really|seriously|wow+|a?ha+|(?:ha)+h?|lol|interesting|nice|cool|good|perfect|fine|awesome|"
    r"amazing|fair enough|understood|sure|of course|exactly|true|indeed|bye|goodbye|never ?mind|"
    r"(?:that |it )?makes sense|(?:that(?:'s| is) |it'?s |what a |very |so |too )"
    r"(?:(?:very|so|quite|really|too|a) )*[\w-]+|good to know|no way|is that so|"
    r"(?:that )?(?:helps|helped)(?: a lot| me)?|my (?:bad|mistake)|you(?:'re| are) welcome|"
    r"i (?:understand|agree|thought so|did not know(?: that)?|didn't know(?: that)?)",
    re.IGNORECASE,
)
_END = " \t?!.,;:\u2026"


def opening_marker(question: str) -> str:
    """'And' of 'And when?', with what parts it from the rest; '' where there is none."""
    found = _MARKERS.match(question)
    return found.group() if found else ""


def core(question: str) -> str:
    """The question without the words that only tie it to the talk, and without its end marks."""
    bare = _MARKERS.sub("", question.strip().rstrip(_END), count=1)
    return _AFTERTHOUGHTS.sub("", bare).strip(_END)


def is_remark(text: str) -> bool:
    """Whether it asks nothing: 'Thanks!', 'Really?', 'ok, good to know'; later turns pass it by."""
    rest = core(text)
    return not re.search(r"\w", rest) or bool(_REMARK.fullmatch(rest))


def capitalised(text: str) -> str:
    """The text with a capital at its start and the rest as it is."""
    return text[:1].upper() + text[1:]


def content_words(text: str) -> list[str]:
    """The words of a text that belong to no closed class, in small letters."""
    return [word for word in re.findall(r"\w+", text.lower()) if word not in FUNCTION_WORDS]


def as_question(text: str) -> str:
    """The text as one question: single blanks, a capital, a question mark."""
    return f"{capitalised(' '.join(text.split()).strip(_END))}?"
