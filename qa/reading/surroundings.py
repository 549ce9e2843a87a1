"""The question in what a person typed: 'Hi, my aunt was there. What was the encore? Thanks!'."""

import re

from qa.reading.word_lists import ASKING, AUXILIARIES, DETERMINERS, FUNCTION_WORDS, LEADS

_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb"
_LABEL = re.compile(r"\A\s*(?:q|question|query)\s*[:.]\s+", re.IGNORECASE)
_GREETING = (
    r"(?:(?:(?:hi|hello|hey)(?: there| all| everyone| team| folks)?"
    r"|good (?:morning|afternoon|evening)|morning|please|so|well|ok|okay|sorry"
    r"|(?:many )?thanks|thank you|cheers|in advance"
    r"|(?:just )?(?:a )?quick (?:question|one))\b[\s,.!:;\u2013\u2014-]*)"
)
_GREETINGS = re.compile(rf"{_GREETING}*", re.IGNORECASE)
_BOUNDARY = re.compile(
    rf"(?:\A|[.!?:;)\u2026\n]\s*|\s[\u2013\u2014-]+\s){_GREETING}*", re.IGNORECASE
)
_OPENS = re.compile(
    rf"(?:(?:{LEADS})\s+)?(?:(?:{ASKING})(?:['\u2019](?:s|re|d))?|{AUXILIARIES})\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?](?=\s|\Z)|\n|\Z")
_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")
_FEW = 4  # words of which nobody has all capitalised by chance
_SMALL = frozenset(f"{LEADS}|{DETERMINERS}|and|or|but".split("|"))  # in a title too
_FEWEST = 3  # words besides those of grammar: with fewer a question says nothing by itself
# What is meant stands before the question, or the question is about the one who asks.
_LEANS = re.compile(
    rf"\b(?:{AUXILIARIES}|\w+['\u2019]s)\s+(?:it|they|he|she|this|that|these|those|its|their|his|her)\b"
    r"|\b(?:it|them|him|her|that|those|this|these|there|here|so|mine|ours)\W*\Z"
    r"|\b(?:ones?|i|me|my|we|us|our)\b",
    re.IGNORECASE,
)
_THEN = re.compile(r"(?<!until)(?<!since)(?<!till)(?<!by)(?<!\s)\s+then(?=\W*\Z)", re.IGNORECASE)


def without_surroundings(typed: str) -> str:
    """The sentence that asks, from its first word to its '?', where it stands by itself.

    Else the text as it is: 'I am no member. May I row?' asks nothing without what it follows.
    """
    text = _calm(_unquoted(_LABEL.sub("", typed).strip()))
    for boundary in _BOUNDARY.finditer(text):
        start = boundary.end()
        if not _OPENS.match(text, start):
            continue
        end = _END.search(text, start)
        assert end is not None  # the end of the text is one
        is_last = not text[end.end() :].strip()
        if end.group() != "?" and not (is_last and "?" not in text):
            continue
        last = text.rfind("?") + 1 or len(text)
        asked = text[start:last].strip()
        around = f"{text[:start]} {text[last:]}".strip()
        is_greeted = _GREETINGS.fullmatch(around)
        if not around or not (is_greeted or _stands_alone(asked)):
            return text
        return _THEN.sub("", asked)
    return text


def _calm(text: str) -> str:
    """The text in small letters where its capitals tell no name: all in them, or like a title."""
    words = [word for word in _WORD.findall(text) if word[0].isalpha()]
    told = [word for word in words if word.lower() not in _SMALL]
    return text.lower() if len(words) >= _FEW and all(w[0].isupper() for w in told) else text


def _stands_alone(asked: str) -> bool:
    words = [word.lower() for word in _WORD.findall(asked)]
    named = [word for word in words if word.partition("'")[0] not in FUNCTION_WORDS]
    return len(named) >= _FEWEST and not _LEANS.search(asked)


def _unquoted(text: str) -> str:
    """The text without quotation marks around all of it."""
    inner = text.strip(_QUOTES + " ")
    is_quoted = text[:1] in _QUOTES and not any(
        mark in inner for mark in '"\u201c\u201d\u00ab\u00bb'
    )
    return inner if inner and is_quoted else text
