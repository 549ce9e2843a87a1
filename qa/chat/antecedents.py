"""What a pronoun may stand for: the persons, things, places and times of earlier turns."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from qa.chat.phrases import Phrase, counted_noun, phrases_of, without_role
from qa.chat.rewriting import Earlier
from qa.reading.questions import AnswerType, asked_for
from qa.reading.word_lists import AUXILIARIES, LEADS

Sort = Literal["person", "several", "thing", "place", "time"]

_MOST = 3  # candidates; each costs a look into the index
_LONGEST = 8  # words of an answer that can stand in a question
_ORGANISATION = re.compile(
    r"\b(?:inc|ltd|corp|company|university|institute|council|museum|club|party|court|ministry|"
    r"foundation|association|agency|bank|school|city|river|island|county|state|act|union|team|"
    r"rovers|united|press|times|group)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:man|woman|boy|girl|king|queen|prince|princess|president|mayor|captain|chief|coach|head|"
    r"chair|doctor|nurse|judge|guard|bride|wife|husband|mother|father|son|daughter|brother|sister|"
    r"deputy|boss|assistant|secretary|friend|colleague|aunt|uncle|cousin|niece|nephew|"
    r"\w{3,}(?:er|or|ist|man|woman|ian|ant))$",
    re.IGNORECASE,
)
PLURAL = re.compile(
    r"(?:[^s\W]s|men|women|people|children|police)$|\band\b|;|\b(?:two|three|four|five)\b",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"\b(?:club|council|firm|company|team|band|government|committee|union|board|crew|agency|ministry|"
    r"association|society|museum|university|school|group|party|parliament|court|commission|bank|"
    r"press|office|department|authority|institute|family|couple|staff|jury|orchestra|choir)$",
    re.IGNORECASE,
)
_NO_ENTITY: frozenset[AnswerType] = frozenset(
    {"number", "money", "percent", "date", "duration", "reason"}
)
_LED_BY_PLACE = re.compile(r"\b(?:in|at|near|from|to|of|on)\s+(?:the\s+)?$", re.IGNORECASE)
_ASKS_FOR_A_THING = re.compile(rf"\W*(?:(?:{LEADS})\s+)?(?:what|which)\b", re.IGNORECASE)
_ASKS_WHICH = re.compile(
    rf"\W*(?:(?:{LEADS})\s+)?(?:which|what)\s+(?!(?:{AUXILIARIES})\b)\w", re.IGNORECASE
)
_LED = re.compile(rf"(?:{LEADS})\s", re.IGNORECASE)
_LED_OUT = re.compile(rf"\b(?:{LEADS})\s+$", re.IGNORECASE)


def antecedents(sort: Sort, earlier: Sequence[Earlier], besides: str = "") -> list[str]:
    """At most three phrases of that sort, likeliest first: of the last turn before older ones.

    None that stands in `besides`.

    What more than one question was about comes first, then what stands first in the last: the
    centre of attention (Grosz, Joshi & Weinstein 1995).
    """
    found: dict[str, str] = {}
    for turn in reversed(earlier):
        for phrase in _OF_A_TURN[sort](turn):
            if phrase.casefold() not in besides.casefold():
                found.setdefault(phrase.casefold(), phrase)
        if found:  # an older turn is looked at only where the newer ones have nothing
            break
    before = " ".join(f"{t.question} {t.short_answer or ''}" for t in earlier[:-1]).casefold()
    if sort == "several" and any(map(_is_several, found.values())):
        found = {key: phrase for key, phrase in found.items() if _is_several(phrase)}
    lasting = sorted(found, key=lambda phrase: not before or phrase not in before)
    return [found[phrase] for phrase in lasting][:_MOST]


def topic(earlier: Sequence[Earlier]) -> str | None:
    """What the talk is about: the first name of the newest question that has one, else a noun."""
    for kind in ("name", "noun"):
        for turn in reversed(earlier):
            for phrase in phrases_of(turn.question, turn.evidence):
                if phrase.kind == kind:
                    return phrase.text
    return None


def _persons(turn: Earlier) -> Iterator[str]:
    if asked_for(turn.question).answer_type == "person":
        yield from (text for text in _answer(turn) if _may_be_a_person(text))
    phrases = phrases_of(turn.question, turn.evidence)
    yield from (p.text for p in phrases if p.kind == "name" and _is_person(p, turn.question))
    yield from (p.text for p in phrases if p.kind in ("name", "noun") and _ROLE.search(p.text))
    yield from (name for name in _answer(turn) if _looks_like_a_person(name))
    # one capitalised word of a title or at the start of a sentence is seldom a person
    evidence = phrases_of(turn.evidence)
    yield from (
        p.text
        for p in evidence
        if p.kind == "name" and _is_full_name(p.text) and _is_person(p, turn.evidence)
    )


def _several(turn: Earlier) -> Iterator[str]:
    answer = list(_answer(turn))
    phrases = [p for p in phrases_of(turn.question, turn.evidence) if p.kind in ("name", "noun")]
    yield from (p.text for p in phrases if _COLLECTIVE.search(p.text))
    yield from (text for text in answer if PLURAL.search(text))
    if noun := counted_noun(turn.question):
        yield f"the {noun}"
    yield from (p.text for p in phrases if PLURAL.search(p.text))
    if asked_for(turn.question).answer_type == "person":
        yield from answer
    names = (p for p in phrases if p.kind == "name")
    yield from (p.text for p in names if not _LED_BY_PLACE.search(turn.question[: p.start]))


def _things(turn: Earlier) -> Iterator[str]:
    answer = [text for text in _answer(turn) if not text[:1].isdigit()]
    phrases = [
        p
        for p in phrases_of(turn.question, turn.evidence)
        if p.kind == "name" or (p.kind == "noun" and not _ROLE.search(p.text))
    ]
    asked = [
        p.text
        for p in phrases
        if not _LED_OUT.search(turn.question[: p.start]) and not _is_full_name(p.text)
    ]
    led = [p.text for p in phrases if p.text not in asked]
    if _ASKS_WHICH.match(turn.question) or (_ASKS_FOR_A_THING.match(turn.question) and not phrases):
        yield from answer[:1]
    yield from asked
    yield from led
    if asked_for(turn.question).answer_type != "person":
        yield from answer


def _places(turn: Earlier) -> Iterator[str]:
    if asked_for(turn.question).answer_type == "place":
        yield from _answer(turn)
    phrases = [p for p in phrases_of(turn.question, turn.evidence) if p.kind in ("name", "noun")]
    yield from (p.text for p in phrases if _LED_BY_PLACE.search(turn.question[: p.start]))
    yield from (p.text for p in phrases)


def _times(turn: Earlier) -> Iterator[str]:
    if asked_for(turn.question).answer_type == "date" and turn.short_answer:
        yield turn.short_answer
    for text in (turn.question, turn.short_answer or ""):
        yield from (p.text for p in phrases_of(text) if p.kind == "date")


_OF_A_TURN = {
    "person": _persons,
    "several": _several,
    "thing": _things,
    "place": _places,
    "time": _times,
}


def _answer(turn: Earlier) -> Iterator[str]:
    """The exact answer where it is the name of something and no number, time or reason."""
    answer = turn.short_answer
    kind = asked_for(turn.question).answer_type
    if not answer or kind in _NO_ENTITY or len(answer.split()) > _LONGEST:
        return
    if kind == "place" or not _LED.match(answer):  # 'on the second floor' names no thing
        yield without_role(answer)


def is_role(phrase: str) -> bool:
    """Whether a phrase ends with what a person is: 'her deputy' does not, 'his teacher' does."""
    return bool(_ROLE.search(phrase))


def _is_several(phrase: str) -> bool:
    return bool(PLURAL.search(phrase) or _COLLECTIVE.search(phrase))


def _is_person(phrase: Phrase, question: str) -> bool:
    is_place = _LED_BY_PLACE.search(question[: phrase.start])
    return not is_place and _looks_like_a_person(phrase.text)


def _may_be_a_person(answer: str) -> bool:
    """Not so a plain noun: 'asteroids'."""
    return not (answer.islower() and " " not in answer and not _ROLE.search(answer))


def _is_full_name(name: str) -> bool:
    return " " in name and _looks_like_a_person(name)


def _looks_like_a_person(name: str) -> bool:
    words = name.split()
    return (
        1 <= len(words) <= 4  # noqa: PLR2004  # 'Gabriel Garcia Marquez' with a title
        and all(word[:1].isupper() for word in words)
        and not _ORGANISATION.search(name)
        and not name.isupper()
        and words[0].lower() not in ("the", "a", "an")
    )
