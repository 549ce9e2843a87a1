"""A question about something that it only describes: 'Who leads the firm that bought Ringo?'.

Where no text says it in one, it takes two steps: what is described is asked for, and its name put
in its place. The first question is one of those that the wording allows; only reading tells which.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.reading.verbs import is_past
from qa.types import Evidence

_DETERMINER = r"\b(?:the|a|an)\s+"
_PREPOSITION = r"(?:of|in|on|at|by|for|from|to|with|about|near|over|under)\b"
_NOUN = rf"(?P<noun>(?:(?!{_PREPOSITION})[\w'’-]+\s+){{0,2}}?(?!{_PREPOSITION})[\w'’-]+)"
_RELATIVE = re.compile(
    rf"{_DETERMINER}{_NOUN},?\s+(?P<link>who|that|which|whose|where)\s+(?P<clause>\S.*)$",
    re.IGNORECASE,
)
_WORD = r"[A-Z0-9][\w'’&.-]{0,60}"
_NAME = rf"{_WORD}(?:\s+(?:(?:of|the|de|van|von)\s+)?{_WORD}){{0,9}}"  # bounded for its speed
_ROLE = (
    r"(?:[\w-]+\s+)?(?:\w+(?:er|or|ist|ian|ent|man|woman)|head|chief|chair|captain|coach|boss|wife"
    r"|husband|widow|mother|father|son|daughter|brother|sister|heir|bride|secretary|king|queen)"
)
_HOLDER = re.compile(rf"{_DETERMINER}(?P<role>{_ROLE})\s+of\s+(?P<of>(?:the\s+)?{_NAME})")
_OWNED = re.compile(rf"\b(?P<of>{_NAME})['’]s\s+(?P<role>{_ROLE})\b")
_HELPING = r"did|does|do|has|have|had|can|could|will|would"  # a verb is still to come
_TURNED = re.compile(rf"\b(?:{_HELPING}|is|are|was|were)\b", re.IGNORECASE)
_TURNED_HERE = re.compile(rf"\b(?:{_HELPING})\s+$", re.IGNORECASE)
_EMPTY = frozenset(
    "who whom whose what which when where why how did does do is are was were be been has have had"
    " can could will would the a an name of in on at".split()
)
_LEADING_ON = frozenset("the a an of in on at by for from to with its his her their and".split())
_LONGEST_TAIL = 3  # words of the question after the description: 'born', 'go out of business'
_SHORTEST_CLAUSE = 2  # words
_MOST = 4
_LONGEST_NAME = 6  # words


@dataclass(frozen=True, slots=True)
class Bridge:
    """`first` asks for what the question describes, between `before` and `after` it."""

    first: str
    before: str
    after: str

    def second(self, name: str) -> str:
        """The question about the thing of that name."""
        return f"{self.before}{name}{' ' if self.after else ''}{self.after}?"


def bridges_of(question: str) -> list[Bridge]:
    """The ways to ask in two steps, at most four; none where nothing is described."""
    text = question.strip().rstrip("?").rstrip()
    found = [*_relative(text), *_held(text)]
    return [bridge for bridge in found if _asks_more(bridge)][:_MOST]


def name_in(evidence: Sequence[Evidence]) -> str | None:
    """The best exact answer, where it is a name that a question can be asked about."""
    name = next(((best.short_answer or "") for best in evidence), "").strip(" ,.;:'\"‘’“”")
    is_name = name[:1].isupper() and len(name.split()) <= _LONGEST_NAME
    return name if is_name else None


def _relative(text: str) -> Iterator[Bridge]:
    """'the firm that bought Ringo', to the end of the question or short of its last words."""
    match = _RELATIVE.search(text)
    if match is None:
        return
    before, words = text[: match.start()], match["clause"].split()
    tails = list(range(1, _LONGEST_TAIL + 1)) if _TURNED.search(before) else []
    if not _TURNED_HERE.search(before):  # 'When did the firm … close?': the verb comes after it
        tails.insert(0, 0)
    for end in (len(words) - tail for tail in tails):
        if end >= _SHORTEST_CLAUSE and words[end - 1].lower() not in _LEADING_ON:
            clause = " ".join(words[:end])
            first = _asking_for(match["noun"], match["link"].lower(), clause)
            yield Bridge(first, before, " ".join(words[end:]))


def _asking_for(noun: str, link: str, clause: str) -> str:
    opening = clause.split(maxsplit=1)[0]
    if link == "whose":
        return f"Whose {clause}?"
    if link == "where":
        return f"Where is it that {clause}?"
    if opening[0].islower() and (is_past(opening) or opening.endswith("s")):
        return f"Which {noun} {clause}?"
    return f"Which {noun} is it that {clause}?"


def _held(text: str) -> Iterator[Bridge]:
    """'the mayor of Rome' and 'Rome's mayor': the text may know them by their own name."""
    for pattern, asking in (
        (_HOLDER, "Who is the {role} of {of}?"),
        (_OWNED, "Who is {of}'s {role}?"),
    ):
        for match in pattern.finditer(text):
            first = asking.format(role=match["role"], of=match["of"])
            yield Bridge(first, text[: match.start()], text[match.end() :].strip())


def _asks_more(bridge: Bridge) -> bool:
    """Whether the question wants to know anything but who or what is described."""
    words = re.findall(r"[\w'’-]+", f"{bridge.before} {bridge.after}".lower())
    return any(word not in _EMPTY for word in words)
