"""The SQuAD 2.0 normalisation, kept as published so that exact match and F1 can be compared."""

import re
import string

from eval.questions import Question

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")


def normalise(text: str) -> str:
    """Lower case, no ASCII punctuation, no English articles, blanks folded; in this order.

    Source: `normalize_answer` of the evaluation script (Rajpurkar et al. 2016, 2018). 'One-year'
    gives 'oneyear' and numbers keep their spelling: accepted forms have to list the variants.
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def short_forms(question: Question) -> tuple[str, ...]:
    """The accepted forms of a question with one fact; none where it has several, or no answer."""
    return question.answers[0] if len(question.answers) == 1 else ()
