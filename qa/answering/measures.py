"""What a number measures: its currency, unit, sign and half of the day, and the dates of a text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa.answering.facts import DIGIT_ONE, normalised, tokens
from qa.answering.numbers import NUMBER
from qa.reading.word_lists import MONTHS

_SIGNS = {"$": "dollar", "\u20ac": "euro", "\u00a3": "pound", "\u00a5": "yen", "\u20b9": "rupee"}
_CODES = {
    "usd": "dollar", "eur": "euro", "gbp": "pound", "jpy": "yen", "inr": "rupee",
    "cad": "canadian dollar", "aud": "australian dollar", "nzd": "new zealand dollar",
    "hkd": "hong kong dollar", "sgd": "singapore dollar",
}  # fmt: skip
CURRENCIES = frozenset((*_SIGNS.values(), *_CODES.values()))
_NATIONAL = {"US": "usd", "C": "cad", "CA": "cad", "A": "aud", "AU": "aud", "NZ": "nzd"}
_NATIONAL |= {"HK": "hkd", "S": "sgd", "SG": "sgd"}
_NATIONAL_SIGN = re.compile(rf"\b({'|'.join(_NATIONAL)})\$")
_UNITS = {  # each with its other spellings; a plural 's' is taken off before
    "dollar": "buck", "euro": "", "pound": "sterling quid lb", "yen": "", "rupee": "", "franc": "",
    "crown": "krone kroner krona kronor kronur", "yuan": "renminbi", "ruble": "rouble",
    "cent": "", "penny": "pence", "peso": "", "won": "", "rand": "",
    "percent": "", "point": "", "degree": "", "celsius": "centigrade", "fahrenheit": "",
    "mile": "mi", "mph": "", "kilometre": "kilometer km", "kph": "kmh", "metre": "meter m",
    "centimetre": "centimeter cm", "millimetre": "millimeter mm", "foot": "feet ft",
    "inch": "inche", "yard": "", "kilogram": "kilo kilogramme kg", "gram": "gramme g",
    "milligram": "mg", "tonne": "ton", "ounce": "oz", "litre": "liter", "millilitre": "ml",
    "gallon": "", "hectare": "ha", "acre": "", "watt": "", "kilowatt": "kw", "megawatt": "mw",
    "gigawatt": "gw", "second": "sec", "minute": "min", "hour": "hr", "day": "", "week": "",
    "month": "", "year": "yr", "decade": "", "century": "centurie",
}  # fmt: skip
_UNIT_OF = {
    spelling: unit for unit, others in _UNITS.items() for spelling in (unit, *others.split())
}
_BEFORE_UNIT = frozenset(
    "us american canadian australian british swiss danish norwegian swedish indian square cubic "
    "metric nautical full whole calendar working more other".split()
)
_KINDS = frozenset("square cubic canadian australian".split())
_KINDS_OF_DEGREES = frozenset(("celsius", "fahrenheit"))
_HALF = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
_IN_THE = re.compile(r"\bin the (morning|afternoon|evening)\b", re.IGNORECASE)
_HALVES = {"morning": "am", "afternoon": "pm", "evening": "pm"}
_PERCENT_POINTS = re.compile(r"(?:%|\bper\s?cent(?:age)?)[\s-]points?\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bper\s?cent\b", re.IGNORECASE)
_DEGREES = re.compile(r"\u00b0\s?([CF]?)\b")
_DEGREE_SCALES = {"C": " celsius ", "F": " fahrenheit ", "": " degree "}
_MINUS = re.compile(
    r"(?<![\w)])[-\u2212\u2013](?=[$\u20ac\u00a3\u00a5]?\d)|\b(?:minus|negative)\s(?=\W?\w)",
    re.IGNORECASE,
)
_BELOW_ZERO = re.compile(rf"({NUMBER}[^.;,\d]{{0,20}}?)\bbelow (?:zero|freezing)\b", re.IGNORECASE)
_NUMBER_RANGE = re.compile(r"(?<=\d)\s?[-\u2013]\s?(?=[$\u20ac\u00a3\u00a5]?\d)")
_SIGN = re.compile("[" + "".join(map(re.escape, _SIGNS)) + "]")
_MARKS = (
    "".join(_SIGNS) + ",;:()\u2013\u2014"
)  # commas, so that no two numbers of a list are read as one
_DOWN = re.compile(
    r"\b(?:fell|fall(?:s|en)?|drop(?:s|ped)?|declin\w+|decreas\w+|los[est]\w*|down|below|shr[aiu]nk\w*"
    r"|lower\w*|deficit|cut|reduc\w+|under)\b",
    re.IGNORECASE,
)
_RANGE = frozenset("to and or until till".split())
_LAST_WORD = re.compile(r"\S*\s?$")
_OLD = re.compile(r"\byears? (?:old|of age)\b|\byear-old|\baged?\b", re.IGNORECASE)
_MONTHS = frozenset(month.lower() for month in MONTHS)
_LAST_DAY = 31
_YEAR = re.compile(r"1\d{3}|20\d\d")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a text, in one spelling, with what stands beside it; '' where nothing does.

    `unit` is a currency or a unit, `half` is 'am' or 'pm'.
    """

    number: str
    unit: str = ""
    half: str = ""
    is_negative: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """A month with the days and the year that stand beside it."""

    month: str
    days: frozenset[str]
    year: str


def foreign_measures(claim: str, source: str) -> list[str]:
    """What `claim` says of its numbers, and of its dates, that `source` does not say of the same.

    A number that has no unit in the source may take one that stands there beside no number, as in
    the head of a table. A number that the source does not have at all is no matter of this.
    """
    said, loose = _measures(source)
    by_number: dict[str, list[Measure]] = {}
    for each in said:
        by_number.setdefault(each.number, []).append(each)
    is_down = bool(_DOWN.search(claim))
    is_age = bool(_OLD.search(claim))
    found = []
    for own in _measures(claim)[0]:
        others = by_number.get(own.number, [])
        if not others or (own.number == "1" and not DIGIT_ONE.search(claim)):
            continue
        if not any(_agrees(own, other, loose, is_down=is_down, is_age=is_age) for other in others):
            found.append(_shown(own))
    dates = list(_dates(source))
    for date in _dates(claim):
        alike = [other for other in dates if other.month == date.month]
        if alike and not any(_may_be(date, other) for other in alike):
            found.append(" ".join([*sorted(date.days), date.month, date.year]).strip())
    return list(dict.fromkeys(found))


def _agrees(
    own: Measure, other: Measure, loose: frozenset[str], *, is_down: bool, is_age: bool
) -> bool:
    if own.is_negative != other.is_negative and not is_down:
        return False
    if own.half and other.half != own.half and (other.half or own.half not in loose):
        return False
    if not own.unit:
        return other.unit != "percent"
    if own.unit == other.unit or (own.unit == "degree" and other.unit in _KINDS_OF_DEGREES):
        return True
    return not other.unit and (own.unit in loose or (own.unit == "year" and is_age))


def measure_of(number: str, text: str, before: str = "", after: str = "") -> Measure:
    """What a number measures that is the last one of `text`, where it is one of a sentence.

    `before` and `after` are what stands around `text` in the sentence; a sign or unit may be there.
    """
    near = _LAST_WORD.search(before)
    lead = near[0] if near else ""
    found = _measures(f"{lead}{text}{after}")[0]
    at = len(_measures(lead)[0]) + len(_measures(text)[0]) - 1
    is_found = 0 <= at < len(found) and found[at].number == number
    return found[at] if is_found else Measure(number)


def _shown(measure: Measure) -> str:
    sign = "-" if measure.is_negative else ""
    return (
        " ".join([f"{sign}{measure.number}", measure.unit, measure.half]).strip().replace("  ", " ")
    )


def _measures(text: str) -> tuple[list[Measure], frozenset[str]]:
    """The numbers of a text with what they measure, and the units that stand beside none."""
    words = _words(text)
    numbers = [at for at, word in enumerate(words) if word[:1].isdigit()]
    taken: set[int] = set()
    found = []
    for at in numbers:
        places = _beside(words, at)
        taken.update(places)
        unit, half = _read(words, places)
        found.append(
            Measure(words[at], unit, half, at > 0 and "minus" in words[max(at - 2, 0) : at])
        )
    for left, right in zip(range(len(found) - 1), range(1, len(found)), strict=True):
        between = words[numbers[left] + 1 : numbers[right]]
        is_range = bool(_RANGE & set(between)) and _RANGE.union(_SIGNS).issuperset(between)
        if is_range and not found[left].unit and not found[left].half:
            of = found[right]
            found[left] = Measure(found[left].number, of.unit, of.half, found[left].is_negative)
        elif is_range and not found[right].unit and _is_currency(found[left].unit):
            of = found[right]
            found[right] = Measure(of.number, found[left].unit, of.half, of.is_negative)
    loose = {_unit(word) or word for at, word in enumerate(words) if at not in taken}
    return found, frozenset(loose)


def _is_currency(unit: str) -> bool:
    return unit in CURRENCIES


def _beside(words: Sequence[str], at: int) -> list[int]:
    """Where the words are that may say what the number at `at` measures."""
    places = [at - 1] if at and (words[at - 1] in _SIGNS or words[at - 1] in _CODES) else []
    after = at + 1
    while after < len(words) and words[after] in _BEFORE_UNIT:
        after += 1
    while after < len(words) and (_unit(words[after]) or words[after] in ("am", "pm")):
        places.append(after)
        after += 1
    return places


def _read(words: Sequence[str], places: Sequence[int]) -> tuple[str, str]:
    units = [unit for at in places if (unit := _unit(words[at]))]
    halves = [words[at] for at in places if words[at] in ("am", "pm")]
    kind = next((unit for unit in units if unit in _KINDS_OF_DEGREES), None)
    unit = kind or (units[0] if units else "")
    first = min(places, default=0)
    if unit and words[first - 1] in _KINDS:
        unit = f"{words[first - 1]} {unit}"
    return unit, halves[0] if halves else ""


def _unit(word: str) -> str:
    named = _SIGNS.get(word) or _CODES.get(word) or _UNIT_OF.get(word)
    return named or _UNIT_OF.get(word.removesuffix("s"), "")


def measured_words(text: str, marks: str = "") -> list[str]:
    """The words of a text and these marks in order, each number followed by its currency or unit.

    '$5 million', '5m dollars' and 'USD 5,000,000' are the same here, and so are '9am' and '9 a.m.'.
    """
    words = _words(text)
    found: list[str] = []
    for at, word in enumerate(words):
        if word in _SIGNS or word in _CODES:
            continue
        if not (word in _MARKS and word not in marks):
            found.append(
                word if at == 0 or not words[at - 1][:1].isdigit() else _unit(word) or word
            )
        if word[:1].isdigit() and at and (words[at - 1] in _SIGNS or words[at - 1] in _CODES):
            found.append(_unit(words[at - 1]))
    return found


def _words(text: str) -> list[str]:
    """The words of a text in lower case; signs, units and halves of the day as words."""
    text = normalised(text)
    text = _IN_THE.sub(lambda found: f" {_HALVES[found[1].lower()]} ", text)
    text = _HALF.sub(lambda found: f" {found[1].lower()}m ", text)
    text = _DEGREES.sub(lambda found: _DEGREE_SCALES[found[1]], text)
    text = _NUMBER_RANGE.sub(" to ", text)
    text = _MINUS.sub(" minus ", text)
    text = _BELOW_ZERO.sub(r" minus \1", text)
    text = _NATIONAL_SIGN.sub(lambda found: f" {_NATIONAL[found[1]]} ", text)
    text = _PERCENT_POINTS.sub(" point ", text)
    text = _PERCENT.sub(" percent ", text)
    return tokens(_SIGN.sub(r" \g<0> ", text), _MARKS)


def _dates(text: str) -> Iterator[Date]:
    words = tokens(normalised(text))
    for at, word in enumerate(words):
        if word not in _MONTHS:
            continue
        days = list(_days(reversed(words[:at]))) or list(_days(words[at + 1 :]))
        after = next((word for word in words[at + 1 :] if not _is_day(word)), "")
        year = after if _YEAR.fullmatch(after) else ""
        if days or year:
            yield Date(word, frozenset(days), year)


def _days(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if not _is_day(word):
            if word in ("and", "to", "of", "the"):
                continue
            return
        yield word


def _is_day(word: str) -> bool:
    return word.isdigit() and 1 <= int(word) <= _LAST_DAY


def _may_be(date: Date, other: Date) -> bool:
    days = not date.days or not other.days or date.days <= other.days
    return days and (not date.year or not other.year or date.year == other.year)
