"""What speaks against a language model's rewriting of a question: it may add nothing of its own."""

import re
from collections.abc import Sequence

from qa.answering.facts import content, missing_facts, names
from qa.chat.references import leaning_mentions
from qa.chat.rewriting import Earlier
from qa.chat.words import content_words, core, opening_marker
from qa.reading.word_lists import FUNCTION_WORDS

_LONGEST = 400  # characters; more is an answer, not a question
_NEW = 1 / 3  # of its words may be in neither question nor talk: 'happen', 'called'
_PREFIX = 4  # letters by which 'build' and 'built' are no different words; 'buil'
_ASKED = {  # what a question asks for, in the words that may ask for it
    "who": r"who|whom|whose|which|what (?:person|people|company|name)",
    "when": r"when|(?:what|which) (?:year|day|date|month|time|decade|century)|how long ago",
    "where": r"where|(?:what|which) (?:place|city|town|country|state|street|part|region)",
    "why": r"why|what (?:reason|cause|made|led)|how come|for what",
    "how": r"how|what|which",
}
_ASKS = re.compile(r"\b(who|when|where|why|how(?! about))(?:m|se)?\b", re.IGNORECASE)


def objection(said: str, question: str, earlier: Sequence[Earlier]) -> str | None:
    """Why `said` cannot be `question` made to stand alone, or None.

    It must be one question that asks for the same, keep the names, numbers and most words of
    `question`, and take every other name and number, and most other words, from the talk.
    """
    told = [text for turn in earlier for text in (turn.question, turn.short_answer or "")]
    if not (0 < len(said) <= _LONGEST and said.endswith("?")):
        return "it is no question"
    if core(said).casefold() in {core(text).casefold() for text in told}:
        return "it is an earlier question"
    if not _asks_the_same(said, question):
        return "it asks for something else"
    if leaning_mentions(core(said)):
        return "it does not stand alone"
    return _lost(said, question) or _new(said, "\n".join([*told, question]))


def _lost(said: str, question: str) -> str | None:
    """What of the question is no longer there."""
    if names_lost := [name for name in _kept(question) if name not in content(said)]:
        return f"it leaves out {names_lost[0]!r}"
    asked = _stems(question)
    if 2 * len(asked & _stems(said)) < len(asked):
        return "it leaves out what was asked"
    return None


def _new(said: str, talk: str) -> str | None:
    """What nobody spoke of."""
    if facts := missing_facts(said, talk):
        return f"nobody spoke of {facts[0]!r}"
    own = _stems(said)
    if len(own - _stems(talk)) > _NEW * len(own):
        return "it is about something else"
    return None


def _kept(question: str) -> list[str]:
    """The names and numbers of a question, as `content` has them."""
    marker = content(opening_marker(question))
    named = [word for name in names(question) for word in content(name)]
    numbers = [word for word in content(question) if word[:1].isdigit()]
    return [word for word in (*named, *numbers) if word not in (*marker, *FUNCTION_WORDS)]


def _asks_the_same(said: str, question: str) -> bool:
    asked = _ASKS.search(core(question))
    return asked is None or bool(
        re.search(rf"\b(?:{_ASKED[asked[1].lower()]})\b", said, re.IGNORECASE)
    )


def _stems(text: str) -> set[str]:
    return {word[:_PREFIX] for word in content_words(text)}
