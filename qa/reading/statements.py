"""What a question takes for granted, as a statement: 'Why did X buy Y?' says that X bought Y."""

import re
from dataclasses import dataclass

from qa.reading.verbs import is_irregular_base, is_past, past_of, third_person_of

_AUXILIARY = (
    r"(?:did|does|do|is|are|am|was|were|has|have|had|can|could|will|would|should|may|might|must)"
)
_DENIED = r"(?:n['\u2019]t|\s+not)?"
_YES_NO = re.compile(rf"^\W*{_AUXILIARY}{_DENIED}\b(?!\s+you\s+know\b)", re.IGNORECASE)
_PREFACED = re.compile(
    r"(?P<preface>[^?]*?(?:[.!;:]|,|\s[-\u2013\u2014]))\s+"
    rf"{_AUXILIARY}{_DENIED}\s+\w[^?]*\?\W*",
    re.IGNORECASE,
)
_CIRCUMSTANCE = re.compile(
    r"\W*(?:in|on|at|by|from|since|before|after|during|until|under|of|as of|according to)\b",
    re.IGNORECASE,
)
_ASKS_ITSELF = re.compile(
    r"\b(?:who|whom|whose|what|which|why|how)\b"
    rf"|^\W*(?:when|where)(?:\W*$|,|\s+{_AUXILIARY}\b)|\b(?:when|where)\W*$",
    re.IGNORECASE,
)
_TRUE_THAT = re.compile(
    r"^\W*(?:(?:is|was) it (?:true|correct|the case|so)|am i (?:right|correct)(?: in thinking)?)"
    r" that\s+(.+)$",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"(?<=[a-z])n['\u2019]t\b", re.IGNORECASE)
_ASKED = re.compile(
    rf"^\W*+(?P<asking>.*?\b)(?P<auxiliary>{_AUXILIARY})(?P<denied>{_DENIED})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=\w)\W+\Z")
_ALONE = re.compile(rf"^\W*(when|where|why|how)\s+{_AUXILIARY}\b", re.IGNORECASE)
_SUBJECT_ASKED = re.compile(
    r"^\W*(?:(?P<who>who)|(?P<what>what)|(?:which|what)\s+(?P<noun>[a-z-]+))\s+"
    r"(?P<verb>[a-z]+)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_PRONOUNS = frozenset("it he she they we i you this that these those there".split())
_DETERMINERS = frozenset(
    "the a an his her its their our my your this that these those any some all every no "
    "each".split()
)
_ASKING_FOR_A_PART = frozenset("which what who whom whose how".split())
_HOW = frozenset("how long often far soon well".split())
_ASKING = _ASKING_FOR_A_PART | {"when", "where", "why"}
_JOINING = frozenset("of for and de van von der la le al bin the &".split())
_NOT_VERBS = frozenset(
    "of in on at by for from to with about into over under after before between among during "
    "and or but as than that which who whose when where while because if so then also too very "
    "first ever really actually most more much many other another same".split()
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement in three parts; `verb` has the form that it takes in `text`.

    `is_whole` is false where 'anyone' or 'any' stands for what was asked.
    """

    subject: str
    verb: str
    rest: str
    is_whole: bool = True

    @property
    def text(self) -> str:
        """The whole statement, without a full stop."""
        return " ".join(part for part in (self.subject, self.verb, self.rest) if part)


def is_yes_no(question: str) -> bool:
    """Whether a question is answered by yes or no, whatever is told before it."""
    return bool(_YES_NO.match(question) or _preface(question))


def asking_word(question: str) -> str | None:
    """The 'when', 'where', 'why' or 'how' that alone comes before the auxiliary; else None."""
    match = _ALONE.match(question)
    return match.group(1).lower() if match else None


def bare_question(question: str) -> str:
    """A yes/no question without the 'not' of its first word: "Didn't it close?" asks if it did.

    And without what is told before it: "I am no member. May I row?" asks about rowing. A time or
    place before it stays.
    """
    preface = _preface(question) or ""
    bare = question if _CIRCUMSTANCE.match(preface) else question[len(preface) :].lstrip()
    return _CONTRACTED.sub("", bare, count=1)


def _preface(question: str) -> str | None:
    """What is told before the part that asks for a yes or no, with its stop; None where nothing."""
    found = None if _YES_NO.match(question) else _PREFACED.fullmatch(question)
    return found["preface"] if found and not _ASKS_ITSELF.search(found["preface"]) else None


def presupposed(question: str) -> Statement | None:
    """What an answer to the question would rest on, or None where its grammar is not plain.

    'Why did X buy Y?' gives 'X bought Y'; 'Who bought Y?' gives 'anyone bought Y'; a yes/no
    question gives what it asks about. Nothing but the order and form of words is looked at, so a
    subject of several common nouns is often not found.
    """
    question = _END.sub("", question)
    if stated := _TRUE_THAT.match(question):
        return Statement("", "", stated.group(1))
    asked = _ASKED.match(bare_question(question) if is_yes_no(question) else question)
    if asked and not _is_subject_question(asked):
        return _reordered(asked)
    by_subject = _SUBJECT_ASKED.match(question)
    if by_subject and is_past(by_subject["verb"].lower()):
        anyone = "anyone" if by_subject["who"] else "anything"
        subject = f"any {by_subject['noun']}" if by_subject["noun"] else anyone
        return Statement(subject, by_subject["verb"], by_subject["rest"], is_whole=False)
    return None


def _is_subject_question(asked: re.Match[str]) -> bool:
    """'Who replaced X after he was fired': the auxiliary belongs to a later clause."""
    before = asked["asking"].split()
    return any(is_past(word.lower()) for word in before)


def _reordered(asked: re.Match[str]) -> Statement | None:
    words = asked["rest"].split()
    length = _subject_length(words)
    if length is None or not _is_verb(words, length, asked["auxiliary"].lower()):
        return None
    asking = asked["asking"].lower().split()
    if (asking and not _ASKING & set(asking)) or words[-1].lower() in _ASKING:
        return None  # 'It is possible to do what?'
    if asking and asking[0] in _ASKING_FOR_A_PART and asking[-1] not in _HOW:
        return None  # what is asked for would be missing: 'X bought'
    auxiliary, subject = asked["auxiliary"].lower(), " ".join(words[:length])
    verb, rest = words[length], " ".join(words[length + 1 :])
    if asked["denied"]:
        return Statement(subject, f"{auxiliary} not {verb}", rest)
    if auxiliary in {"did", "does", "do"}:
        inflected = {"did": past_of, "does": third_person_of}.get(auxiliary, str)(verb)
        return Statement(subject, inflected, rest)
    return Statement(subject, f"{auxiliary} {verb}", rest)


def _is_verb(words: list[str], at: int, auxiliary: str) -> bool:
    """Whether the word there can only be the verb: 'test' in 'did the ACLU test show' cannot."""
    word = words[at].lower()
    after = words[at + 1] if at + 1 < len(words) else ""
    is_followed_well = not word.endswith("s") and (
        not _is_verb_like(after) or after.endswith(("ly", "ing", "s"))
    )
    if auxiliary in {"did", "does", "do"}:
        return is_irregular_base(word) or is_followed_well
    return is_past(word) or word.endswith("ing") or is_followed_well


def _subject_length(words: list[str]) -> int | None:
    """How many words at the beginning are the subject; None where that is not plain."""
    first = words[0].strip(",").lower()
    if first in _PRONOUNS and len(words) > 1 and words[1].islower():
        return 1
    at = 1 if first in _DETERMINERS else 0
    if at < len(words) and not _is_name(words[at]):
        is_plain = words[at].isalpha()  # 'the civil-liberties group' goes on after its first word
        at += 1  # one common noun: 'the court', 'sales'
        return at if is_plain and at < len(words) and _is_verb_like(words[at]) else None
    while at < len(words) and (
        _is_name(words[at])
        or (words[at].lower() in _JOINING and at + 1 < len(words) and _is_name(words[at + 1]))
    ):
        at += 1
    if at < len(words) and words[at - 1].endswith(("'s", "\u2019s")):
        return None  # a possessive: the noun that follows is the subject
    return at if 0 < at < len(words) and _is_verb_like(words[at]) else None


def _is_name(word: str) -> bool:
    return word[:1].isupper() or word[:1].isdigit()


def _is_verb_like(word: str) -> bool:
    bare = word.strip(",").lower()
    return word[:1].islower() and bare.isalpha() and bare not in _NOT_VERBS | _DETERMINERS
