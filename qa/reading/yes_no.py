"""Yes or no by rules: what a sentence's words make of a yes/no question."""

import re

from qa.ingest.splitting import ASKS
from qa.reading.opposites import denials, opposites_in
from qa.reading.statements import bare_question
from qa.reading.support import names_in, numbers_in, words_in
from qa.reading.weekdays import asks_of_days, before_exceptions, days_of
from qa.reading.word_lists import ASKING
from qa.types import Evidence, Verdict

_CLAUSE = re.compile(
    r"[,;:()\u2013\u2014]\s+|(?<!\s)\s+(?:but|while|although|though|whereas|because|when|after|before)\s+"
)
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_HAPPENED = re.compile(r"(?:did|was|were|has|have|had)\b", re.IGNORECASE)
YET_TO_COME = re.compile(  # in small letters: 'May' is a month
    r"\b(?:will|would|shall|may|might|could|should|if|(?:is|are|was|were) to|"
    r"(?:plan|hope|want|intend|aim|expect|threaten|promise|propose|schedule|due|set|agree)\w* to)\b"
)
_SPEAKER = r"\W*+(?:(?:[QA]|[A-Z][\w.'\u2019-]*(?: [A-Z][\w.'\u2019-]*){0,3})\W*:\W*)?"
_QUESTION_BEFORE = re.compile(rf"{_SPEAKER}(?P<question>[^?]+){ASKS}\s")
_ASKS_FOR_MORE = re.compile(rf"(?:{ASKING})\b", re.IGNORECASE)
_OUTRIGHT = re.compile(
    rf"{_SPEAKER}(?:(?P<yes>yes|yeah|yep|sure|certainly|of course|absolutely|indeed|definitely)\b"
    r"|(?P<no>no(?=\s*[.,;:!\u2013\u2014-])|(?:nope|not(?! only\b)|never|none|nobody"
    r"|unfortunately(?: not|,? no)|sorry,? no|(?:i am|i'm|we are|we're) afraid (?:not|no))\b))",
    re.IGNORECASE,
)
_BEFORE = 200  # characters: about a sentence
_SHORTEST = 4  # letters of a word that two clauses can share; shorter ones are mostly glue
_STEM = 5  # letters that stand for a word here: 'stopped' and 'stopping'


def verdict(question: str, sentence: str, before: str = "") -> Verdict | None:
    """Whether the sentence says yes or no to the question; None where it leaves it open.

    The sentence is taken to be about what is asked: it was chosen for that. It says no where it
    has another number, year or weekday in place of the asked one, or where just one of question and
    sentence denies or uses the opposite word. It leaves the question open where a number that is
    asked about is missing without another in its place, or where it has another name than the one
    asked about; `before` is what goes before it, which a pronoun may stand for.
    """
    asked = bare_question(question)
    if _is_about_another(asked, sentence, before):
        return None
    if outright := said_outright(asked, sentence) or said_of_days(asked, sentence):
        return outright
    missing = numbers_in(asked) - numbers_in(sentence)
    if missing:
        rivals = numbers_in(sentence) - numbers_in(asked)
        return "no" if any(_is_year(m) == _is_year(r) for m in missing for r in rivals) else None
    clause = _deciding_clause(asked, sentence)
    if _is_yet_to_come(asked, clause):
        return None
    return "no" if _is_contrary(asked, clause) else "yes"


def _is_contrary(question: str, text: str) -> bool:
    """Whether just one of them denies or uses the opposite word; two of these cancel out."""
    opposed = opposites_in(words_in(question), text)
    said = [word for word in denials(text) if word not in opposed.values()]
    return (bool(said) != bool(denials(question))) != bool(opposed)


def _is_yet_to_come(question: str, clause: str) -> bool:
    """Whether the question is about what happened, and the clause about what may happen."""
    asks_of_the_past = _HAPPENED.match(question.strip()) and not YET_TO_COME.search(question)
    return bool(asks_of_the_past and YET_TO_COME.search(clause))


def _is_about_another(question: str, sentence: str, before: str) -> bool:
    """Whether a name of the question is missing, and the sentence has one that was not asked."""
    asked, said = names_in(question), _starts(f"{sentence} {before}")
    is_missing = any(not _starts(name) & said for name in asked if _starts(name))
    return is_missing and any(not _starts(name) & _starts(question) for name in names_in(sentence))


def _deciding_clause(question: str, sentence: str) -> str:
    """The clause that shares most words with the question; the first of equals."""
    asked = _starts(question)
    return max(_CLAUSE.split(sentence), key=lambda clause: len(asked & _starts(clause)))


def _starts(text: str) -> set[str]:
    return {word[:_STEM] for word in words_in(text) if len(word) >= _SHORTEST}


def decide(question: str, evidence: Evidence) -> Verdict | None:
    """What the evidence says, where a model was asked; otherwise what the rules make of it."""
    return evidence.verdict or by_rules(question, evidence)


def said_outright(question: str, text: str) -> Verdict | None:
    """The yes or no that a question of the text gets at once: 'Can I pay cash? No, by card.'

    Turned where just one of the two questions denies or uses the opposite word. None where the
    text opens with no such question, or its answer with neither word; and none where a number that
    is asked about is missing.
    """
    opening = _QUESTION_BEFORE.match(text) if "?" in text else None
    found = _OUTRIGHT.match(text, opening.end()) if opening else None
    if not opening or not found or _ASKS_FOR_MORE.match(opening["question"]):
        return None
    if numbers_in(question) - numbers_in(text):
        return None
    is_turned = _is_contrary(question, opening["question"])
    return "yes" if bool(found["yes"]) != is_turned else "no"


def said_of_days(question: str, text: str) -> Verdict | None:
    """The yes or no for days of the week by those that the text names or leaves out.

    Open 'every day except Monday' is open on Tuesdays; what opens 'on Tuesdays and Thursdays' is
    not on Mondays. None where no day is asked about or named, some of them are, or the text has
    both the word of the question and its opposite.
    """
    asked, told = days_of(question) if asks_of_days(question) else None, days_of(text)
    if not asked or not told or (asked & told and not asked <= told):
        return None
    shared = words_in(question) & words_in(text)
    if opposites_in(shared, " ".join(words_in(text) - shared)):
        return None
    is_contrary = _is_contrary(question, before_exceptions(text))
    return "yes" if (asked <= told) != is_contrary else "no"


def is_plain(question: str, evidence: Evidence) -> bool:
    """Whether the rules are best: the text says yes or no, or the opposite of a word asked."""
    asked, text = bare_question(question), evidence.text
    opposed = opposites_in(words_in(asked), _deciding_clause(asked, text))
    return bool(opposed or said_outright(asked, text) or said_of_days(asked, text))


def by_rules(question: str, evidence: Evidence) -> Verdict | None:
    """The verdict of the evidence's sentence, its title and what goes before it at hand."""
    passage = evidence.passage
    start = evidence.sentence.start - passage.start
    before = f"{passage.title}\n{passage.text[max(0, start - _BEFORE) : start]}"
    return verdict(question, evidence.text, before)


def _is_year(number: str) -> bool:
    return bool(_YEAR.fullmatch(number))
