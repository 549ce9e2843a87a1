"""Text as a reader sees it, whatever characters it was written with, so that words can be found."""

import base64
import codecs
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_REVERSED = re.compile("\u202e([^\u202c\n]*)")  # shown from right to left until told otherwise
_WORD = re.compile(r"[^\W_]+")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,}={0,2}")
_LATIN_AND_DIGITS = re.compile(
    r"(?<![a-z0-9])(?=[a-z0-9]*[a-z])(?=[a-z0-9]*[013457])[a-z0-9]{3,}", re.IGNORECASE
)
_SPACED = re.compile(r"(?<!\w)\w(?:[ .\-_*]\w){4,}(?!\w)")
# Letters of Cyrillic and Greek that look Latin: the commonest rows of Unicode's confusables.txt
# (UTS 39), small letters only; capitals are folded by case first.
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0455\u0458\u0501\u051b\u051d\u043a\u043c"
    "\u0442\u043d\u0432\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c5",
    "aeopcxyisjdqwkmthbaopviku",
)
_FIGURES = str.maketrans("013457", "oieast")
_BRACKETS = str.maketrans("\u2039\u203a\u3008\u3009\u27e8\u27e9\u00ab\u00bb", "<><><><>")


def folded(text: str) -> str:
    """`text` in plain letters: compatibility forms, lookalikes and figures for letters resolved.

    Letters of another script stay where their whole word is of that script; letters that are set
    apart are joined; what is shown backwards is turned round. For finding only: it is no text to
    show, and offsets do not fit.
    """
    text = _REVERSED.sub(lambda found: found[1][::-1], text)
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_BRACKETS)
    text = _SPACED.sub(lambda found: re.sub(r"[ .\-_*]", "", found[0]), text)
    text = _WORD.sub(_latin, text)
    return _LATIN_AND_DIGITS.sub(lambda found: found[0].translate(_FIGURES), text)


def ciphered(text: str, telling: Sequence[str]) -> Iterator[str]:
    """What `text` may say in a simple cipher: letters moved by 13, backwards, in base64.

    The first two only where a word of `telling`, in small letters, is in them then.
    """
    for each in (codecs.encode(text, "rot13"), text[::-1]):
        small = each.lower()
        if any(word in small for word in telling):
            yield each
    for found in _BASE64.findall(text):
        bare = found.rstrip("=")
        with suppress(ValueError):
            yield base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode()


def _latin(word: re.Match[str]) -> str:
    """A word that mixes scripts, in Latin letters."""
    if word[0].isascii() or not any("a" <= each.lower() <= "z" for each in word[0]):
        return word[0]
    return word[0].casefold().translate(_LOOKALIKES)
