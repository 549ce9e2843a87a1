"""Questions in their parts: lead, question word, auxiliary and the rest."""

import re
from dataclasses import dataclass

from qa.chat.phrases import counted_noun
from qa.chat.words import core
from qa.reading.word_lists import AUXILIARIES, LEADS, PERSONAL

_FULL = re.compile(
    rf"^(?:(?P<lead>{LEADS})\s+)?(?P<asking>how\s+(?:many|much)(?:\s+\w+){{0,4}}?|how(?:\s+\w+)??"
    rf"|(?:what|which|whose)(?:\s+\w+){{0,4}}?|whom?|when|where|why)"
    rf"\s+(?P<aux>{AUXILIARIES})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"^about [^:?]+: ", re.IGNORECASE)  # as a topic is put before a question
_SUBJECT = re.compile(r"^(?P<asking>who|what)\s+(?P<rest>.+)$", re.IGNORECASE)
_YES_NO = re.compile(rf"^(?P<aux>{AUXILIARIES})\s+(?P<rest>.+)$", re.IGNORECASE)
OF_BEING = frozenset({"is", "are", "was", "were", "isn't", "aren't", "wasn't", "weren't"})
DOING = frozenset({"do", "does", "did"})
_CLAUSE = re.compile(rf";|\b(?:{AUXILIARIES}|{PERSONAL})\b", re.IGNORECASE)
_LONGEST_ANSWER = 8  # words; a longer one is a sentence and fits into no gap


@dataclass(frozen=True, slots=True)
class Asked:
    """A full question in its parts: 'In | which year | did | Amazon stop'; `aux` '' where none."""

    lead: str
    asking: str
    aux: str
    rest: str


def parsed(question: str) -> Asked | None:
    """The parts of a question that begins with a question word or an auxiliary, else None."""
    text = _TOPIC.sub("", core(question))
    if found := _FULL.match(text):
        return Asked(found["lead"] or "", found["asking"], found["aux"], found["rest"])
    if found := _YES_NO.match(text):
        return Asked("", "", found["aux"].lower(), found["rest"])
    if (noun := counted_noun(text)) and (at := text.find(noun)) > 0:
        end = at + len(noun)
        return Asked("", text[:end], "", text[end:].strip())
    if found := _SUBJECT.match(text):
        return Asked("", found["asking"], "", found["rest"])
    return None


def fits_a_gap(answer: str) -> bool:
    """Whether an answer can stand in the place of a question word: no sentence, and not long."""
    return bool(answer) and len(answer.split()) <= _LONGEST_ANSWER and not _CLAUSE.search(answer)
