"""The time that a question is about: the present, a past time, or none."""

import re
from dataclasses import dataclass

from qa.answering.periods import Period, period_of

_PRESENT = re.compile(
    r"\b(?:current(?:ly)?|(?<!at the )latest|(?:most )?recent(?:ly)?|newest|still|now|today"
    r"|at present|present(?= \w+ (?:of|at|in)\b)|at the moment|these days|so far|nowadays|any ?more"
    r"|as of (?:now|today)|up to date|last reported|by now)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"\b(?:at first|originally|initially|first reported|at the time|back then|previously"
    r"|former(?:ly)?)\b",
    re.IGNORECASE,
)
# 'in 2019' sets a time; 'the census of 2010' or 'in which year' does not ask for then
_SET_TIME = re.compile(r"\b(?:in|on|during|as of|by|at the end of|before)\s+(?P<time>[^?,]+)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`is_present` where the newest counts, `is_first` where the earliest does."""

    is_present: bool = False
    is_first: bool = False
    period: Period | None = None

    @property
    def is_set(self) -> bool:
        """Whether the question asks for any time in particular."""
        return self.is_present or self.is_first or self.period is not None


def wanted_time(question: str) -> Wanted:
    """The time that the question names."""
    if _PRESENT.search(question):
        return Wanted(is_present=True)
    if _FIRST.search(question):
        return Wanted(is_first=True)
    for match in _SET_TIME.finditer(question):
        period = period_of(match["time"])
        if period is not None:
            return Wanted(period=period)
    return Wanted()
