"""Statements turned into questions, where the first words of a sentence tell its grammar.

'The ban was imposed in June 2020' gives 'When was the ban imposed?' with the answer 'June 2020'.
Only plain sentences are turned: a subject at the start, a verb after it, no second clause. Most
sentences give nothing, which costs less than a question that nobody would ask.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from eval.matching import tokens

_NAME_WORD = r"[A-Z][\w'\u2019.-]*[\w]"
NAME = rf"{_NAME_WORD}(?:\s+(?:(?:of|the|de|van|von|for)\s+)?{_NAME_WORD})*"
PERSON = rf"{_NAME_WORD}\s+(?:[A-Z]\.\s+)?{_NAME_WORD}"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DATE = rf"(?:(?:\d{{1,2}}\s+)?{_MONTH}(?:\s+\d{{1,2}})?(?:,?\s+\d{{4}})?|(?:1[0-9]|20)\d\d)"
_SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"
_ROLE = (
    r"(?:president|director|founder|chief|minister|professor|spokes\w+|author|leader|officer|head|"
    r"chair\w*|secretary|judge|editor|mayor|manager|lawyer|analyst|researcher|activist|captain|"
    r"governor|senator|historian|engineer|architect|doctor|coach|owner|commissioner)"
)
_ADVERBIALS = (
    ("When", re.compile(rf"\s(?:in|on|since)\s+(?P<answer>{_DATE})$")),
    ("Since when", re.compile(rf"\ssince\s+(?P<answer>{_DATE})$")),
    (
        "For how long",
        re.compile(rf"\sfor\s+(?P<answer>(?:\d+|{_SMALL})\s+(?:year|month|week|day|hour)s)$"),
    ),
    ("Where", re.compile(rf"\s(?:in|at)\s+(?:the\s+)?(?P<answer>{NAME})$")),
)
_WHO_IS = re.compile(
    rf"^(?P<name>{PERSON}),\s+(?P<answer>(?:[^,.;]+?\s)?{_ROLE}\b[^,.;]*),\s+(?P<verb>\w+)\b"
)
_LONGEST_SUBJECT = 6  # words of a subject that starts with an article
_COUNT = re.compile(
    rf"^(?:Only\s|About\s|Nearly\s|Almost\s|Some\s|At least\s)?(?P<answer>\d[\d,.]*|{_SMALL})\s"
    r"(?P<rest>(?!(?:is|are|was|were|of|and|hundred|thousand|million|billion)\s)[a-z].*)$",
    re.IGNORECASE,
)
_LONGEST_THING = 4  # words between a number and its verb
_BE = frozenset(("was", "were", "is", "are"))
_MODALS = frozenset(
    "will would can could may might must shall should do does did has have had".split()
)
_NO_SUBJECT = frozenset(
    "there here what who which when where how why some most many few fewer several all both each "
    "one another other after before since during by from with under in on at of for to as while "
    "once although though whereas but because if unless despite and or so yet not no like".split()
)
_LEADING = re.compile(rf"^(?:In|On|Since)\s(?P<date>{_DATE}),?\s(?P<left>.*)$")
_OBJECT_COUNT = re.compile(
    rf"^(?:about\s|nearly\s|almost\s|some\s|at least\s|over\s)?(?P<answer>\d[\d,.]*|{_SMALL})\s"
    r"(?P<things>[a-z-]+(?:\s[a-z-]+)?(?:\sof\s[\w-]+)?)"
    r"(?P<left>(?:\s(?:in|with|for|to|from|by|at|on|as)\s.*)?)$"
)
# What a question alone does not say, second clauses, and marks of a sentence torn apart
_UNCLEAR = re.compile(
    r"\b(?:it|he|she|they|them|this|these|those|here|there|him|its|his|her|their|we|our|I|you|my|former|"
    r"latter|above|below|following|also|It|He|She|They|This|These|Those|His|Her|Their|We|You|which|who|whose|where|while|that|because|although|but)\b"
    r"|[\"\u201c\u201d:;,()\[\]\u2026\u2013\u2014]",
)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would)\b")  # 'did' has its verb
_TORN = re.compile(r"\b(?:and|or|of|to|the|a|an)\?$")
_LONGEST_QUESTION = 20  # words; longer ones are sentences with a question mark
_FEWEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Turned:
    """A question, and the words of the sentence that answer it."""

    question: str
    answer: str


def turned(sentence: str) -> Turned | None:
    """The question that a sentence answers, by the first way that fits; None for most."""
    plain = " ".join(sentence.split())
    if not plain.endswith("."):
        return None
    whole = plain[:-1]
    main, comma, left = whole.partition(", ")
    # 'the University of California, Berkeley's Institute' is one thing
    is_parted = bool(comma) and not re.match(r"\w+['\u2019]s\b", left)
    for statement in (whole, main) if is_parted else (whole,):
        for way in _WAYS:
            made = way(statement)
            if made and _is_clear(made):
                return made
    return None


def _is_clear(made: Turned) -> bool:
    opening, _, rest = made.question.partition(" ")
    has_second_verb = any(_past_of(word) for word in re.findall(r"\band (\w+)", rest))
    asks_did = " did " in f" {rest}"
    return (
        not (asks_did and (has_second_verb or _FINITE.search(rest)))
        and not _TORN.search(rest)
        and (opening == "Who" or len(made.question.split()) >= _FEWEST_WORDS)
        and len(made.question.split()) <= _LONGEST_QUESTION
        and not _UNCLEAR.search(rest)
        and made.answer.casefold() not in made.question.casefold()
        and bool(tokens(made.answer))
    )


def _who_is(sentence: str) -> Turned | None:
    match = _WHO_IS.match(sentence)
    if not match or not _past_of(match["verb"]) or match["answer"].startswith("who "):
        return None
    return Turned(f"Who is {match['name']}?", match["answer"])


def _who_did(sentence: str) -> Turned | None:
    """A name may be that of a person, a firm or a river: the wording leaves it open."""
    match = re.match(rf"(?P<answer>{PERSON})\s(?P<rest>(?P<verb>[a-z]+)\s.*)$", sentence)
    if (
        not match
        or not _past_of(match["verb"])
        or _is_no_subject(match["answer"].split(maxsplit=1)[0])
    ):
        return None
    return Turned(f"Who or what {match['rest']}?", match["answer"])


def _how_many(sentence: str) -> Turned | None:
    match = _COUNT.match(sentence)
    words = match["rest"].split()[1 : _LONGEST_THING + 1] if match else []
    if match is None or not any(word in _BE or _past_of(word) for word in words):
        return None
    return Turned(f"How many {match['rest']}?", match["answer"])


def _when_where(sentence: str) -> Turned | None:
    """The adverbial at the end is asked for: 'The ban was imposed in June 2020'."""
    found = _subject_and_verb(sentence)
    if found is None:
        return None
    opened, rest = found
    for word, pattern in _ADVERBIALS:
        if match := pattern.search(f" {rest}"):
            left = f" {rest}"[: match.start()].strip()
            return Turned(f"{word} {opened} {left}".strip() + "?", match["answer"])
    return None


def _date_first(sentence: str) -> Turned | None:
    """'In July 2018 the ACLU put it to a test' gives 'When did the ACLU put it to a test?'."""
    match = _LEADING.match(sentence)
    found = _subject_and_verb(match["left"][:1].upper() + match["left"][1:]) if match else None
    if match is None or found is None:
        return None
    opened, rest = found
    return Turned(f"When {opened} {rest}".strip() + "?", match["date"])


def _how_many_things(sentence: str) -> Turned | None:
    """'Ann Lee bought 12 boats in May' gives 'How many boats did Ann Lee buy in May?'."""
    found = _subject_and_verb(sentence)
    if found is None or not found[0].startswith("did "):
        return None
    match = _OBJECT_COUNT.match(found[1])
    if match is None:
        return None
    return Turned(f"How many {match['things']} {found[0]}{match['left']}?", match["answer"])


def _subject_and_verb(sentence: str) -> tuple[str, str] | None:
    """'did the ACLU test' and what follows; None where the start is no plain subject and verb."""
    words = sentence.split()
    if not words or _is_no_subject(words[0]):
        return None
    for length in _subject_lengths(sentence, words):
        subject, verb, rest = words[:length], words[length], " ".join(words[length + 1 :])
        if any(_is_verb_form(word) for word in subject):
            return None  # the verb stands further left than it was looked for
        if opened := _opening(verb, rest, _lowered(subject)):
            return opened, rest
    return None


def _subject_lengths(sentence: str, words: list[str]) -> range:
    """How many words the subject may have, with a verb left after it."""
    if words[0] in ("The", "A", "An"):
        return range(2, min(_LONGEST_SUBJECT, len(words) - 1) + 1)
    name = re.match(NAME, sentence)
    length = len(name[0].split()) if name else len(words)
    return range(length, length + 1) if length < len(words) else range(0)


def _is_no_subject(first: str) -> bool:
    return first.lower() in _NO_SUBJECT or first.lower().endswith("ly")


def _opening(verb: str, rest: str, subject: str) -> str | None:
    """Auxiliary, subject and infinitive: 'did the ACLU test', or 'was the ban'."""
    if rest.startswith("not "):
        return None
    if verb in _BE:
        return f"{verb} {subject}" if _is_participle(rest.partition(" ")[0]) else None
    infinitive = _past_of(verb)
    return f"did {subject} {infinitive}" if infinitive else None


def _lowered(subject: list[str]) -> str:
    first = subject[0].lower() if subject[0] in ("The", "A", "An") else subject[0]
    return " ".join([first, *subject[1:]])


@lru_cache(maxsize=4096)
def _past_of(word: str) -> str | None:
    """The infinitive of which the word is the simple past; None where it is none."""
    from lemminflect import getAllLemmas, getInflection

    for lemma in getAllLemmas(word, upos="VERB").get("VERB", ()):
        if lemma != "be" and word in getInflection(lemma, "VBD"):
            return str(lemma)
    return None


@lru_cache(maxsize=4096)
def _is_participle(word: str) -> bool:
    from lemminflect import getAllLemmas, getInflection

    lemmas = getAllLemmas(word, upos="VERB").get("VERB", ())
    return any(word in getInflection(lemma, "VBN") for lemma in lemmas)


def _is_verb_form(word: str) -> bool:
    return (
        word in _BE
        or word in _MODALS
        or (word.islower() and word.endswith("ed") and _past_of(word) is not None)
    )


_WAYS: tuple[Callable[[str], Turned | None], ...] = (
    _who_is,
    _how_many,
    _how_many_things,
    _date_first,
    _when_where,
    _who_did,
)
