"""One spelling for numbers: 'twenty-eight' and '28', '25 000' and 'twenty-five thousand'."""

import re
from decimal import Decimal

from qa.reading.word_lists import NUMBERS_BY_WORD, TEENS, TENS, UNITS

_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

# The atomic group keeps '5' from being read out of '5.5' or '5th', and '25' out of '25 000'.
_PARTED = "[0-9]{1,3}(?:[, '\u2019][0-9]{3})+(?![0-9])(?:\\.[0-9]+)?"
NUMBER = rf"(?<![\w.,])(?>{_PARTED}|[0-9]+(?:[.,][0-9]+)?)(?!\w)"
_IS_PARTED = re.compile(_PARTED)
_SHORT_SCALES = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion"}
_SHORT_SCALE = re.compile(  # '5 m' are metres, '$5 m' are not; '5m' are where they are no length
    r"(?<![\d.,])(?P<sign>[$\u20ac\u00a3\u00a5\u20b9]\s?)?(?P<number>\d[\d.,]*+)(?P<gap>\s?)"
    rf"(?P<scale>{'|'.join(_SHORT_SCALES)})\b"
    r"(?!\s(?:high|long|wide|deep|tall|thick|away|apart|across|above|below)\b)",
    re.IGNORECASE,
)


def canonical(number: str) -> str:
    """What `NUMBER` matched, without separators and idle zeros: '25 000' gives '25000'.

    A comma that does not part thousands is a decimal comma: '3,50' gives '3.5'.
    """
    if _IS_PARTED.fullmatch(number):
        number = re.sub("[, '\u2019]", "", number)
    whole, _, fraction = number.replace(",", ".").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def with_long_scales(text: str) -> str:
    """The text with 'million' for the 'm' of '$5m' and '5m people'."""
    return _SHORT_SCALE.sub(_long_scale, text)


def _long_scale(match: re.Match[str]) -> str:
    if match["gap"] and len(match["scale"]) == 1 and not match["sign"]:
        return match[0]
    return f"{match['sign'] or ''}{match['number']} {_SHORT_SCALES[match['scale'].lower()]}"


def fold_number_words(tokens: list[str]) -> list[str]:
    """The tokens, every run that spells a number replaced by one token in digits.

    'five hundred and fifty million' and '550', 'million' both give '550000000', 'half', 'a',
    'million' '500000'. Years read in pairs ('nineteen', 'eighty') stay two numbers: nothing tells
    them from a list.
    """
    spoken = "".join(f"{token} " for token in tokens)
    spoken = _AND_A_HALF.sub(_with_half, spoken)
    return _SPELT.sub(_in_digits, _HALF_A.sub("0.5 ", spoken)).split()


_UNIT, _TENS = " |".join(UNITS[1:]) + " ", " |".join(TENS) + " "
_SMALL = f"(?:(?:{_TENS})(?:{_UNIT})?|{' |'.join(TEENS)} |{_UNIT}|zero )"
_AND_A_HALF = re.compile(rf"(?<!\S)(?P<whole>{_SMALL}|[0-9]{{1,15}} )and a half ")
_HALF_A = re.compile(rf"(?<!\S)half (?:a )?(?=(?:{'|'.join(_SCALES)}) )")


def _with_half(match: re.Match[str]) -> str:
    words = match["whole"].split()
    whole = sum(NUMBERS_BY_WORD[each] if each.isalpha() else int(each) for each in words)
    return f"{whole}.5 "


def _spelt_number() -> re.Pattern[str]:
    """Matches a spelt number where each word is followed by one blank; also matches nothing."""
    joint = "(?:(?:(?<=hundred )|(?<=thousand )|(?<=[mb]illion )|(?<=trillion ))and )?"
    group = f"(?:(?:{_SMALL})?hundred (?:{joint}{_SMALL}(?!hundred ))?|{_SMALL})"
    digits = r"[0-9]{1,15}(?:\.[0-9]{1,15})? "
    scales = list(reversed(_SCALES))
    steps = "".join(f"(?:{joint}(?:{group}|{digits})?{scale} )?" for scale in scales)
    return re.compile(rf"(?<!\S)(?!and ){steps}(?:{joint}{group}(?!{' |'.join(scales)} ))?")


_SPELT = _spelt_number()


def _in_digits(match: re.Match[str]) -> str:
    if not match[0]:
        return ""
    total, group = Decimal(0), Decimal(0)
    for word in match[0].split():
        if word == "hundred":
            group = (group or 1) * Decimal(100)
        elif word in _SCALES:
            total, group = total + (group or 1) * _SCALES[word], Decimal(0)
        elif word != "and":
            group += NUMBERS_BY_WORD[word] if word in NUMBERS_BY_WORD else Decimal(word)
    return canonical(format(total + group, "f")) + " "
