"""Does an answer state a fact? Decided on whole tokens, never on a bare substring.

Normalised after SQuAD (Rajpurkar et al. 2016): lower case, no punctuation, no articles, blanks
folded. On top of it, so that a long answer can be searched for a short form: hyphens part words
('one-year' holds 'one year'), a possessive 's' goes, numbers have one spelling, '%' is 'percent',
and scripts written without blanks are compared by character.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from qa.answering.numbers import NUMBER, canonical, fold_number_words
from qa.types import Answer

_ARTICLES = frozenset({"a", "an", "the"})
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['\u2019](?=[^\W\d_])")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_PERCENT = re.compile(r"%|\bper cent\b")
# Thai, Lao, Burmese, Khmer, kana and Han put no blank between words.
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_VERDICTS = (["yes"], ["no"])
_DISPUTED = (["yes", "or", "no"], ["no", "or", "yes"])
_TOKEN = re.compile(rf"({NUMBER})|[0-9]+[.,][0-9]+\w+|{_UNSPACED}|(?:(?!{_UNSPACED})[^\W_])+")


def tokens(text: str) -> list[str]:
    """The words and numbers that are compared: "The 25,000 photos" gives ['25000', 'photos']."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _APOSTROPHE.sub("", _POSSESSIVE.sub("", text))
    text = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text)
    text = _PERCENT.sub(" percent ", text)
    found = [canonical(match[1]) if match[1] else match[0] for match in _TOKEN.finditer(text)]
    return fold_number_words([token for token in found if token not in _ARTICLES])


def states(answer: Sequence[str], forms: Iterable[str]) -> bool:
    """Whether the tokens of an answer hold those of one of the accepted forms, side by side."""
    return any(_holds(answer, tokens(form)) for form in forms)


def facts_stated(answer: Answer | None, facts: Sequence[Sequence[str]]) -> list[bool]:
    """For each fact, whether the answer states it; no answer and an abstention state nothing.

    A form that is 'yes' or 'no' is a verdict, as in HotpotQA (Yang et al. 2018): the answer's own
    has to be that. A 'no' somewhere in a sentence is none. Of sources that disagree 'yes or no'
    states both.
    """
    if answer is None or answer.answer is None:
        return [False] * len(facts)
    stated, verdict = tokens(_without_markers(answer)), _verdict(answer)
    return [
        any(_holds(verdict if form in _VERDICTS else stated, form) for form in map(tokens, forms))
        for forms in facts
    ]


def _verdict(answer: Answer) -> list[str]:
    """The short answer where it is a verdict, else the first word of an answer in prose."""
    short = tokens(answer.short_answer or "")
    return short if short in (*_VERDICTS, *_DISPUTED) else tokens(answer.answer or "")[:1]


def _without_markers(answer: Answer) -> str:
    """The text of an answer without its citation marks: '[2]' must not pass for the fact '2'."""
    text = answer.answer or ""
    for citation in answer.citations:
        text = text.replace(f"[{citation.marker}]", " ")
    return text


def _holds(answer: Sequence[str], form: Sequence[str]) -> bool:
    starts = range(len(answer) - len(form) + 1)
    return bool(form) and any(
        list(answer[start : start + len(form)]) == list(form) for start in starts
    )
