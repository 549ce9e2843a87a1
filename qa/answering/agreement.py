"""Same or different: how two exact answers to one question stand to each other.

Only what can be told from values is called contradictory. Two phrases never are: models of
textual entailment call far too many of them so, and a false alarm costs more than a miss.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal

from qa.answering.spellings import is_same_noun, is_same_word
from qa.answering.values import OPEN_END, Bound, Kind, Value, number_tokens

Relation = Literal[
    "equivalent", "more_specific", "less_specific", "compatible", "contradictory", "unrelated"
]
AGREEING: frozenset[Relation] = frozenset({"equivalent", "more_specific", "less_specific"})

_ABOUT = Decimal("0.1")  # 'nearly 40' may be 38; 'about 40' is not 45
_OPEN_BOUNDS: frozenset[Bound] = frozenset({"least", "below", "limit"})
_NEAR_END = Decimal("1.5")  # 'more than 20' may be 28 and is not 90
_SAME_LENGTH = Decimal("0.03")  # in other units: twelve months are a year, 52 weeks too
_BY_VALUE: frozenset[Kind] = frozenset({"time", "quantity"})  # '-5' has the words of '5'
_HALVES = frozenset({"am", "pm"})
_MAY_LACK = _HALVES | {"", "point"}  # what may be left out; '5' of '5 percent' is something else
_LONG_NAME = 3  # words; two long names that differ in one of them are rivals, not strangers


def compare(one: Value, other: Value) -> Relation:
    """How `one` stands to `other`; 'more_specific' where it says all the other does and more."""
    if one.words == other.words and one.words and one.kind == other.kind not in _BY_VALUE:
        return "equivalent"
    if one.kind != other.kind:
        is_one_amount = _numbers(one) == _numbers(other)
        return _by_words(one.words, other.words) if is_one_amount else "unrelated"
    return _COMPARERS[one.kind](one, other)


def _numbers(value: Value) -> set[str]:
    return {token for token in number_tokens(value.text.casefold()) if token[0].isdigit()}


def _quantities(one: Value, other: Value) -> Relation:
    """Numbers of different things have no quarrel: 25,000 photos, 28 members."""
    relation = _ranges(one, other)
    units = {one.unit, other.unit}
    if units == _HALVES and one.low == other.low:
        return "contradictory"
    if one.unit and one.high * other.high < 0:  # '-5 %' is what fell by 5 %
        return "unrelated"
    is_one_noun = not one.counted or not other.counted or share_noun(one.counted, other.counted)
    is_one_unit = len(units) == 1 or ("" in units and units <= _MAY_LACK)
    if not is_one_unit or (relation == "contradictory" and not is_one_noun):
        return "unrelated"
    return relation


def share_noun(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a word of one is a word of the other, in the singular or plural."""
    return any(is_same_noun(a, b) for a in one for b in other)


def _ranges(one: Value, other: Value, slack: Decimal = Decimal(0)) -> Relation:
    low, high = _reach(one, slack)
    other_low, other_high = _reach(other, slack)
    if (one.low, one.high, one.bound) == (other.low, other.high, other.bound):
        return "equivalent"
    if high < other_low or other_high < low:
        return "contradictory"
    are_exact = not one.bound and not other.bound
    are_single = one.low == one.high and other.low == other.high
    if (one.low, one.high) == (other.low, other.high) or (are_exact and are_single):
        return "equivalent"  # or two spellings of one length
    if one.bound in _OPEN_BOUNDS or other.bound in _OPEN_BOUNDS:
        return _bounds(one, other, slack)
    if other_low <= low and high <= other_high:
        return "more_specific"
    return "less_specific" if low <= other_low and other_high <= high else "compatible"


def _bounds(one: Value, other: Value, slack: Decimal) -> Relation:
    """Amounts that do not exclude each other, of which at least one has an open end.

    Two limits are two rules. Else what the open end holds agrees with it only where it is near.
    """
    if one.bound == other.bound:
        if abs(one.high - other.high) <= slack * max(one.high, other.high):
            return "equivalent"
        return "contradictory" if one.bound == "limit" else "compatible"
    if other.bound not in _OPEN_BOUNDS:
        return "less_specific" if _is_near(one, other) else "compatible"
    return "more_specific" if _is_near(other, one) else "compatible"


def _is_near(end: Value, value: Value) -> bool:
    """Whether one would say so of this value, or range: 'more than 20' of 28, not of 90."""
    if value.bound in _OPEN_BOUNDS or end.bound == "limit":
        return False
    if end.bound == "least":
        return end.low <= value.low and value.high <= end.low * _NEAR_END
    return value.high <= end.high <= value.low * _NEAR_END


def _reach(value: Value, slack: Decimal) -> tuple[Decimal, Decimal]:
    """The amounts that a value may stand for."""
    low, high = value.low * (1 - slack), value.high * (1 + slack)
    if value.bound == "about":
        return low - abs(low) * _ABOUT, high + abs(high) * _ABOUT
    if value.bound == "least":
        return low, Decimal("Infinity")
    return (Decimal("-Infinity"), high) if value.bound in _OPEN_BOUNDS else (low, high)


def _scores(one: Value, other: Value) -> Relation:
    return "equivalent" if (one.low, one.high) == (other.low, other.high) else "contradictory"


def _durations(one: Value, other: Value) -> Relation:
    if OPEN_END in (one.low, other.low):
        return "equivalent" if one.low == other.low else "contradictory"
    return _ranges(one, other, Decimal(0) if one.unit == other.unit else _SAME_LENGTH)


def _times(one: Value, other: Value) -> Relation:
    here, there = one.period, other.period
    if here is None or there is None:
        return "unrelated"
    if (here.first, here.last) == (there.first, there.last):
        return "equivalent"
    if not here.is_near(there):
        return "contradictory"
    if there.holds(here):
        return "more_specific"
    return "less_specific" if here.holds(there) else "compatible"


def _names(one: Value, other: Value) -> Relation:
    return _by_names(one.words, other.words)


def _phrases(one: Value, other: Value) -> Relation:
    return _by_words(one.words, other.words)


_COMPARERS: dict[Kind, Callable[[Value, Value], Relation]] = {
    "quantity": _quantities,
    "score": _scores,
    "duration": _durations,
    "time": _times,
    "name": _names,
    "phrase": _phrases,
}


def _by_names(one: Sequence[str], other: Sequence[str]) -> Relation:
    if _is_acronym(one, other):
        return "less_specific"
    if _is_acronym(other, one):
        return "more_specific"
    here, there = _unmatched(one, other, is_same_word), _unmatched(other, one, is_same_word)
    if not here and not there:
        return "equivalent"
    if not there:
        return "more_specific"
    if not here:
        return "less_specific"
    return "contradictory"


def _by_words(one: Sequence[str], other: Sequence[str]) -> Relation:
    here, there = _unmatched(one, other, is_same_noun), _unmatched(other, one, is_same_noun)
    if not one or not other or (len(here) == len(one) and len(there) == len(other)):
        return "unrelated"
    if not here and not there:
        return "equivalent"
    if not there:
        return "more_specific"
    return "less_specific" if not here else "unrelated"


def are_rival_names(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two long names differ in one word: 'International Center for ...', 'National ...'."""
    if min(len(one), len(other)) < _LONG_NAME or len(one) != len(other):
        return False
    return sum(not is_same_word(a, b) for a, b in zip(one, other, strict=True)) == 1


def _unmatched(
    words: Sequence[str], others: Sequence[str], is_same: Callable[[str, str], bool]
) -> list[str]:
    return [word for word in words if not any(is_same(word, other) for other in others)]


def _is_acronym(short: Sequence[str], long: Sequence[str]) -> bool:
    """'ACLU' of 'American Civil Liberties Union'."""
    if len(short) != 1 or len(long) <= 1 or len(short[0]) <= 1:
        return False
    return short[0] == "".join(word[0] for word in long)
