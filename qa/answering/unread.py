"""Passages that the reader left unread because it was sure, and that may have their say too."""

from collections.abc import Sequence

from qa.answering.confirming import kind_to_confirm
from qa.answering.matter import coverage
from qa.protocols import Reader
from qa.reading.questions import AskedFor, asked_for
from qa.reading.spans import possible_answers
from qa.reading.statements import is_yes_no
from qa.types import Evidence, RetrievedPassage, best_first

_MOST = 2  # passages read in addition: the time of a question must not grow by a quarter
_COVERED = 0.7  # of the question's words must stand in the passage or its title


def read_more(
    question: str, evidence: list[Evidence], found: Sequence[RetrievedPassage], reader: Reader
) -> list[Evidence]:
    """The evidence, with that of unread passages whose words say that they answer too.

    The passage that led is read with them: the reader weighs passages against each other.
    """
    more = _worth_reading(question, evidence, found)
    if not more:
        return evidence
    led = evidence[0].passage
    again = [each for each in found if each.passage.id == led.id]
    ids = {each.passage.id for each in more}
    added = [e for e in reader.read(question, [*again, *more]) if e.passage.id in ids]
    return best_first([*evidence, *added])


def _worth_reading(
    question: str, evidence: Sequence[Evidence], found: Sequence[RetrievedPassage]
) -> list[RetrievedPassage]:
    if not evidence:
        return []
    seen = {item.passage.id for item in evidence}
    sources = {evidence[0].passage.source_id}
    promising = (
        each
        for each in found
        if each.passage.id not in seen
        and each.passage.source_id not in sources
        and _may_answer(question, evidence[0], each)
    )
    return list(promising)[:_MOST]


def _may_answer(question: str, lead: Evidence, found: RetrievedPassage) -> bool:
    if coverage(question, found.passage) < _COVERED:
        return False
    asked_type = asked_for(question)
    if is_yes_no(question):
        asked_type = AskedFor(kind_to_confirm(question))
    if asked_type.answer_type is None:
        answer = lead.short_answer or ""
        return coverage(answer, found.passage) == 1.0
    return any(possible_answers(found.passage.text, question, asked_type))
