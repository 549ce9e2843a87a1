"""On which days of the week something is so: 'Tuesday to Saturday', 'every day except Monday'."""

import re

from qa.reading.word_lists import SHORT_DAYS, WEEKDAYS

# Short ones with a capital: 'sat', 'sun' and 'wed' are words.
_SHORT = rf"(?-i:{'|'.join(day.title() for day in SHORT_DAYS)}|Tues|Thurs?)\b\.?"
_DAY = rf"(?:(?:{'|'.join(WEEKDAYS)})s?|{_SHORT})"
_ALL = r"(?:every day|daily|seven days a week|all week)"
_GROUP = r"(?:(?:on )?(?:weekdays|working days|workdays)|(?:at|on) (?:the )?weekends?)"
_DAYS = re.compile(
    rf"\b(?:(?P<first>{_DAY})\s*(?:to|till|until|through|-|\u2013|\u2014)\s*(?P<last>{_DAY})"
    rf"|(?P<one>{_DAY})|(?P<group>{_GROUP})|(?P<all>{_ALL}))(?!\w)",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:except|excepting|but not|other than|apart from|save|but)\b", re.IGNORECASE
)
_HABITUAL = re.compile(r"\W*(?:is|are|do|does|can|may|could|will)\b", re.IGNORECASE)
_BY_NAME = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})s\b")


def asks_of_days(question: str) -> bool:
    """Whether it asks if something is so on a day of the week, as a rule."""
    return bool((_HABITUAL.match(question) or _BY_NAME.search(question)) and days_of(question))


def days_of(text: str) -> frozenset[int]:
    """The days that a text names, Monday 0; those behind 'except' are taken out of the others.

    Empty where it names none.
    """
    held, *left_out = _EXCEPT.split(text, maxsplit=1)
    return _named(held) - _named(" ".join(left_out))


def before_exceptions(text: str) -> str:
    """What it says before it names exceptions: 'daily' of 'daily but not on Sundays'."""
    return _EXCEPT.split(text, maxsplit=1)[0]


def _named(text: str) -> frozenset[int]:
    days: set[int] = set()
    for found in _DAYS.finditer(text):
        if found["all"]:
            days.update(range(7))
        elif found["group"]:
            days.update((5, 6) if "weekend" in found["group"].lower() else range(5))
        elif found["one"]:
            days.add(_number(found["one"]))
        else:
            first, last = _number(found["first"]), _number(found["last"])
            days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return frozenset(days)


def _number(day: str) -> int:
    return SHORT_DAYS.index(day[:3].lower())
