"""Which language a text is in."""

import re
from functools import cache
from typing import Any

_ENOUGH_BYTES = 40  # of letters, in UTF-8; a shorter text may be a name or a list of figures
_SAMPLE_CHARACTERS = 4_000
_SURE = 0.95
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_WORDS = frozenset(("the", "of", "and", "to", "that", "with", "from", "which"))
_ENGLISH_SHARE = 0.1  # of all words: English prose has about 0.17, other languages 0.03 at most
_ENOUGH_WORDS = 30


def language_of_text(text: str) -> str | None:
    """An ISO 639-1 code, or None where the text is too short or fits several languages.

    English is told by its commonest words (Grefenstette, JADT 1995), because the model for all
    languages takes half a second to load: langid.py's naive Bayes over byte n-grams (Lui and
    Baldwin, ACL 2012).
    """
    sample = text[:_SAMPLE_CHARACTERS]
    words = _WORD.findall(sample.lower())
    if len("".join(words).encode()) < _ENOUGH_BYTES:
        return None
    if _is_english(words):
        return "en"
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SURE else None


def _is_english(words: list[str]) -> bool:
    common = sum(map(_ENGLISH_WORDS.__contains__, words))
    return len(words) >= _ENOUGH_WORDS and common >= _ENGLISH_SHARE * len(words)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
