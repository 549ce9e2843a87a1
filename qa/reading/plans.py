"""Plans: what was to be, or is still to come, does not tell what happened."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.reading.statements import is_yes_no
from qa.reading.verbs import is_past
from qa.reading.word_lists import DETERMINERS
from qa.reading.yes_no import YET_TO_COME
from qa.types import Evidence, best_first

_HAPPENED = re.compile(
    r"\W*(?:(?:on|in|at|by|since|until) )?(?:when|what|which)\b[^?]*?\b(?:did|was|were)\b",
    re.IGNORECASE,
)
# With the verb that it goes with: 'will be opened'
_PLANNED = re.compile(rf"{YET_TO_COME.pattern}(?:\s+(?:not|also|be|been|have|\w+ly))*\s+\w+")
_CLAUSE_END = re.compile(r"[,;:()\u2013\u2014]\s|\s(?:but|while|although|whereas|because)\s")
_ASKS_OF_PLANS = re.compile(  # 'When was the bridge to be ready?', 'What did she want to sell?'
    rf"{YET_TO_COME.pattern}|\b(?:was|were)\b[^?]*?\bto (?!(?:{DETERMINERS})\b)[a-z]"
    r"|\b(?:supposed|due|planned|scheduled|expected|meant|originally|at first)\b"
    r"|\b(?:want|plan|hope|intend|expect|propose|promise|aim|mean)\b"
)
_SHARE = 0.3  # of the confidence that is left to a plan


def plans_behind(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, plans less sure where the question asks when or what something was.

    Those about plans are left as they are, and so are yes/no questions: their verdicts know of
    plans.
    """
    if is_yes_no(question) or not _HAPPENED.match(question) or _ASKS_OF_PLANS.search(question):
        return list(evidence)
    return best_first(
        replace(item, confidence=_SHARE * item.confidence) if _is_plan(item) else item
        for item in evidence
    )


def _is_plan(item: Evidence) -> bool:
    """Whether the last verb before the answer, else the next one in its clause, is a plan's."""
    if item.answer is None:
        return False
    text, at = item.text, item.answer.start - item.sentence.start
    before = list(_PLANNED.finditer(text[:at]))
    if before:
        return not _tells_what_happened(text[before[-1].end() : at])
    clause = _CLAUSE_END.split(text[at:], maxsplit=1)[0]
    return not _tells_what_happened(text[:at]) and bool(YET_TO_COME.search(clause))


def _tells_what_happened(text: str) -> bool:
    return any(is_past(word) for word in re.findall(r"[a-z]+", text))
