"""Whether two words, in lower case and without accents, are one word spelt in two ways."""

import re
from functools import cache

_LETTERS = str.maketrans({"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00e6": "ae"})
# What writers choose between for one sound. No rule makes 'Petra' of 'Peter' or 'Ian' of 'Jan'.
_SOUNDS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"ph", "f"),
        (r"(?<=[btf])re$", "er"),  # 'centre' and 'center'
        (r"our\b", "or"),  # 'harbour' and 'harbor'
        (r"z|c(?=es?$)", "s"),  # 'organization', 'defence'
        (r"c(?!h)", "k"),
        (r"(?<=\w)y|(?<=[aeou])j", "i"),  # 'Sergey' and 'Sergej'
        (r"(?<=[aou])e(?=[^aeiou])", ""),  # 'Mueller' and 'M\u00fcller'
        (r"([b-df-hj-np-tv-zi])\1", r"\1"),  # 'Philipp', 'Zelenskyy'
    )
)
_LONG_ENOUGH = 8  # letters; in shorter words one letter makes another word: 'planes', 'places'
_EQUAL_START, _EQUAL_END = 2, 3  # letters; an ending tells a form of the word


def is_same_word(one: str, other: str) -> bool:
    """Whether two words of names are one: equal, an initial of the other, or another spelling.

    Only such spellings count as writers choose between: 'Zelensky' and 'Zelenskyy', 'Centre' and
    'Center'. One letter makes another person or place: 'Petra' is not 'Peter'.
    """
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) == 1 and short.isalpha():
        return long.startswith(short)
    return one.isalpha() and other.isalpha() and _by_sound(one) == _by_sound(other)


def is_same_noun(one: str, other: str) -> bool:
    """Whether two words that are no names are one, in the singular or plural, or mistyped."""
    singular, of_other = one.rstrip("s"), other.rstrip("s")
    return singular == of_other or is_same_word(one, other) or _is_slip(singular, of_other)


@cache
def _by_sound(word: str) -> str:
    word = word.translate(_LETTERS)
    for pattern, spelling in _SOUNDS:
        word = pattern.sub(spelling, word)
    return word


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter inside is another one."""
    if len(one) != len(other) or len(one) < _LONG_ENOUGH or not (one + other).isalpha():
        return False
    differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(differing) == 1 and _EQUAL_START <= differing[0] < len(one) - _EQUAL_END
