"""Reports of a change: 'risen to 17', 'extended until further notice', '70 and not 90 million'.

Such a sentence names the new value, often beside the old one. Which is which is told by the words
before each.
"""

import re
from collections.abc import Sequence

from qa.reading.word_lists import NUMBERS_BY_WORD
from qa.types import Span

_COUNTS = tuple(NUMBERS_BY_WORD)

# A change that the sentence reports. 'Still' or 'remains' report that there is none.
_CHANGE = re.compile(
    r"\b(?:risen|(?<!pay )(?<!wage )(?<!salary )rises?|rose|climbed|grown|grew|gone (?:up|down)"
    r"|went (?:up|down)|increased?"
    r"|rais(?:es|ed)|(?:fell|fallen)(?! (?:ill|asleep|in love|silent|apart|over))|dropped|reduced"
    r"|cuts?|lower(?:s|ed)|improved|put off|extend(?:s|ed|ing)?|shortened|postponed"
    r"|(?:up|down) from|delayed|rescheduled|moved|brought forward|correct(?:s|ed|ion)"
    r"|revis(?:ed|es|ing|ion)|updat(?:ed|es)|retract(?:s|ed|ion)|replac(?:es|ed)|succeed(?:s|ed)"
    r"|took over|takes over|disqualified|stripped|no longer|instead of|rather than"
    r"|first reported|previously|earlier|originally|at first|initially"
    r"|mis(?:stated|counted|reported)|and not|not(?= [$\u20ac\u00a3]?\d)"
    r"|more than first|larger than|smaller than)\b"
    # alone the word says nothing: 'what we know now', 'who now live in Tarn'
    rf"|\bnow (?:(?!live|stand|lie)\w+ ){{0,3}}?[$\u20ac\u00a3]?"
    rf"(?:\d|(?:{'|'.join(_COUNTS)})\b|(?-i:[A-Z]))",
    re.IGNORECASE,
)
_OLD_BEFORE = re.compile(
    r"(?:\bfrom\b[^.;\d]{0,20}"
    r"|\bnot\b(?:(?!\b(?:but|until|till|before|only|just|(?:more|less|fewer) than)\b)[^.,;]){0,40}"
    r"|\b(?:instead of|rather than|previously|originally|initially|at first|earlier"
    r"|first(?! (?:\w+ )?(?:hour|day|week|month|quarter|half|year)s?\b)"
    r"|had (?:first |earlier )?(?:said|spoken of|counted|reported)"
    r"|spoken of|was to|were to|had (?:hoped|planned|expected)|planned for|due(?! to)|original)\b"
    r"(?:(?!\bbut\b)[^.;]){0,40}"
    r"|\bwas (?:then |at first )?given as\s+(?:\w+\s+)?[$\u20ac\u00a3]?)$",
    re.IGNORECASE,
)
_OLD_VERSION = re.compile(  # all that it said is old, up to what it was changed to
    r"\b(?:earlier|previous|first|original) (?:version|report|draft)s?\b"
    r"(?:(?!\b(?:correct|chang|revis|updat|amend)ed\b)(?:[^.;]|\.(?=\d)))*$",
    re.IGNORECASE,
)
_NEW_BEFORE = re.compile(
    r"(?:(?<!was )(?<!were )\bto\s+(?:\w+\s+)?|\b(?:until|till|at|by)\s+(?:\w+\s+)?"
    r"|\bnow\s+(?:\w+\s+){0,4}?)[$\u20ac\u00a3]?$",
    re.IGNORECASE,
)
_NEW_AFTER = re.compile(
    r"(?:\s+[^\W\d]+)?\s+(?:is|was) (?:the )?(?:right|correct|true)\b", re.IGNORECASE
)
_LEFT_BEFORE = re.compile(
    r"\b(?:succeed(?:s|ed|ing)|replac(?:es|ed|ing)|(?:took|takes|taking) over from|former|ex-"
    r"|late|predecessor,?)\s*(?:\w+\s+)?$",
    re.IGNORECASE,
)
_LEFT_AFTER = re.compile(
    r",?\s+(?:who|which)\s+(?:had\s+|has\s+)?(?:stepped down|retired|resigned|quit|died"
    r"|left(?! (?:out|behind|over|open|alone)\b)"
    r"|was (?:ousted|dismissed|fired|sacked|removed|replaced)|came second)"
    r"|\s+(?:has been disqualified|was disqualified|was stripped|loses)",
    re.IGNORECASE,
)
_LEAVES_AFTER = re.compile(r"\s+(?:ha[sd] )?(?:stepped down|resigned|retired)\b", re.IGNORECASE)
_ENTERED_BEFORE = re.compile(
    r"\b(?:succeeded|replaced|followed) by\s*$|\bhand(?:ed|s) over to\s*$", re.IGNORECASE
)
_ENTERED_AFTER = re.compile(
    r"\s+(?:has |have )?(?:tak(?:es?|en) over|took over|succeed(?:s|ed)|replac(?:es|ed)"
    r"|(?:was|has been) (?:elected|appointed|named|chosen))\b",
    re.IGNORECASE,
)
_NEW_ITSELF = re.compile(r"until|indefinite|permanent", re.IGNORECASE)
_OLD_WORDS = re.compile(
    r"\b(?:original(?:ly)?|initial(?:ly)?|at first|former(?:ly)?|previous(?:ly)?|at the time"
    r"|back then|used to|first said|succeeds|stepped down|retired)\b",
    re.IGNORECASE,
)


def reports_change(text: str) -> bool:
    """Whether the sentence or headline says that something is not as it was or was reported."""
    return bool(_CHANGE.search(text))


def speaks_of_the_past(text: str) -> bool:
    """Whether the sentence itself says that what it tells is over: 'the original ban'."""
    return bool(_OLD_WORDS.search(text))


def new_value(sentence: str, values: Sequence[Span]) -> Span | None:
    """Of the values in a sentence that reports a change, the one that holds now.

    None where the sentence reports no change or does not tell which of them is new.
    """
    if not reports_change(sentence):
        return None
    fresh = [value for value in values if not is_old(sentence, value)]
    marked = [value for value in fresh if _is_marked_new(sentence, value)]
    if len(marked) == 1:
        return marked[0]
    return fresh[0] if len(fresh) == 1 else None


def is_old(sentence: str, value: Span) -> bool:
    """Whether the words before a value say that it held before the change."""
    before = sentence[: value.start]
    if _OLD_VERSION.search(before):
        return True
    return bool(_OLD_BEFORE.search(before)) and not _is_marked_new(sentence, value)


def is_called_right(sentence: str, value: Span) -> bool:
    """Whether the words after a value say that it is the right one: '2,410 is right'."""
    return bool(_NEW_AFTER.match(sentence, value.end))


def has_left(sentence: str, name: Span) -> bool:
    """Whether a sentence says of a person or thing that it is in its place no more."""
    before, after = sentence[: name.start], sentence[name.end :]
    return bool(_LEFT_BEFORE.search(before) or _LEFT_AFTER.match(after))


def leaves(sentence: str, name: Span) -> bool:
    """Whether it is what the sentence reports that somebody leaves."""
    return bool(_LEAVES_AFTER.match(sentence[name.end :]))


def has_entered(sentence: str, name: Span) -> bool:
    """Whether a sentence says of a person or thing that it came into a place."""
    before, after = sentence[: name.start], sentence[name.end :]
    return bool(_ENTERED_BEFORE.search(before) or _ENTERED_AFTER.match(after))


def _is_marked_new(sentence: str, value: Span) -> bool:
    itself = _NEW_ITSELF.match(sentence, value.start)
    return bool(
        itself or _NEW_BEFORE.search(sentence[: value.start]) or is_called_right(sentence, value)
    )
