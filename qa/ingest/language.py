"""Which language a text is in."""

from functools import cache
from typing import Any

_ENOUGH_BYTES = 40  # of letters, in UTF-8; a shorter text may be a name or a list of figures
_SAMPLE_CHARACTERS = 4_000
_SURE = 0.95


def language_of_text(text: str) -> str | None:
    """An ISO 639-1 code, or None where the text is too short or fits several languages.

    The model is langid.py's naive Bayes over byte n-grams (Lui and Baldwin, ACL 2012).
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if len("".join(filter(str.isalpha, sample)).encode()) < _ENOUGH_BYTES:
        return None
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SURE else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
