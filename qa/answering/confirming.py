"""What a yes/no question wants confirmed, an amount or a time, and what sources say in its place.

'Did 12 people die?' is answered yes by one report and no by another that counts 17. With each
sentence's own number as its answer such a question is compared like 'How many people died?'.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.answering.agreement import AGREEING, compare, share_noun
from qa.answering.candidates import MOST, Candidate, least_confidence, old_values
from qa.answering.changes import is_old, new_value
from qa.answering.matter import BLANK
from qa.answering.periods import speaks_of_the_future
from qa.answering.values import Value, content_words, value_of
from qa.reading.opposites import denials
from qa.reading.questions import AnswerType, AskedFor
from qa.reading.spans import possible_answers
from qa.reading.statements import bare_question
from qa.reading.yes_no import decide
from qa.types import Evidence, Span, Verdict

_TIME_OF = re.compile(r"\b(?:in|on|until|by|since|from|before|after)\s+$", re.IGNORECASE)
_PAST_TENSE = re.compile(r"\W*(?:did|was|were|had)\b", re.IGNORECASE)
_RATE = re.compile(r"an?\b", re.IGNORECASE)
_LEAD_IN = 3  # words before an amount that tell what it is: 'who was born in'
_LONGEST = 500  # characters; in a longer question it is not plain which amount is asked about
_KINDS: tuple[AnswerType, ...] = ("money", "percent", "duration", "date", "number")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The amount or time to confirm, where it stands in the question, and that with it blanked."""

    question: str
    span: Span
    kind: AnswerType

    @property
    def rest(self) -> str:
        """The question with something in its place."""
        return f"{self.question[: self.span.start]}{BLANK}{self.question[self.span.end :]}"

    def value(self, published: str | None) -> Value:
        """What is asked about; of a day without a year, the one near this date."""
        return _value(self.question, self.span, self.kind, published)

    @property
    def lead_in(self) -> set[str]:
        """The words before it."""
        return _words_before(self.question, self.span)


def kind_to_confirm(question: str) -> AnswerType | None:
    """What the question wants confirmed: the kind of its one amount or time; None without one."""
    asked = _asked(question)
    return asked.kind if asked else None


def confirmations(question: str, evidence: Sequence[Evidence]) -> tuple[list[Candidate], str]:
    """The sentences that confirm or contradict the question's amount or time, in their order.

    With the question without its amount. Each answers with its own amount and has the verdict that
    this gives. None where the question has no amount, several, or a 'not'; and none where the best
    sentence is not among them or is taken to say otherwise: 'opened in 1900' has the year of 'Did
    it close in 1900?'. A sentence that calls the amount past is taken at its word.
    """
    asked = _asked(question)
    if asked is None or not evidence:
        return [], question
    least = least_confidence(evidence)
    items = [item for item in evidence[:MOST] if item.confidence >= least]
    found = [candidate for item in items for candidate in _candidates(asked, item)]
    if not found or found[0].evidence.sentence != evidence[0].sentence:
        return [], question
    lead = found[0]
    is_as_read = lead.evidence.verdict == decide(question, evidence[0])
    if not is_as_read and not _is_replaced(asked, lead):
        return [], question
    return [each for each in found if each is lead or _matters(each, lead)], asked.rest


def _matters(one: Candidate, lead: Candidate) -> bool:
    """Whether it says what the leading one says, or gives the other verdict.

    Where 50 are asked about, 12 and 17 both say no. One that corrects a third value speaks of
    something else.
    """
    if compare(one.value, lead.value) in AGREEING:
        return True
    if one.evidence.verdict == lead.evidence.verdict:
        return False
    replaced = _replaced_by(one)
    return not replaced or any(_is_said_by(old, lead.value) for old in replaced)


def _is_replaced(asked: _Asked, lead: Candidate) -> bool:
    """Whether the sentence has a new amount in place of the one that is asked about as present."""
    if _PAST_TENSE.match(asked.question):
        return False
    return any(_is_said_by(old, asked.value(lead.published)) for old in _replaced_by(lead))


def _replaced_by(one: Candidate) -> list[Value]:
    """The amounts that its sentence has a new one for: the 72 of '79 euros, up from 72'."""
    text = one.evidence.text
    return [
        _value(text, span, kind, one.published)
        for kind, span in _amounts(text)
        if one.is_new and is_old(text, span)
    ]


def _is_said_by(old: Value, value: Value) -> bool:
    """Whether they agree, or are one day of which the year is not told."""
    return compare(old, value) in AGREEING or set(old.words) <= set(value.words)


def _asked(question: str) -> _Asked | None:
    bare = bare_question(question)
    if denials(bare) or len(bare) > _LONGEST:
        return None
    found = _plain(bare)
    amounts = [(kind, span) for kind, span in found if kind != "date"]
    times = [(kind, span) for kind, span in found if _TIME_OF.search(bare[: span.start])]
    chosen = amounts or times or found  # of '900 people in 2030' the year only says when
    return _Asked(bare, chosen[0][1], chosen[0][0]) if len(chosen) == 1 else None


def _amounts(text: str) -> Iterator[tuple[AnswerType, Span]]:
    """Every amount and time in the text, each as the first kind that it looks like."""
    taken: list[Span] = []
    for kind in _KINDS:
        for span in possible_answers(text, "", AskedFor(kind)):
            if not any(span.start < other.end and other.start < span.end for other in taken):
                taken.append(span)
                yield kind, span


def _plain(text: str) -> list[tuple[AnswerType, Span]]:
    """The same without 'a day' where there are others: of '40 euros a day' it says how often."""
    found = list(_amounts(text))
    return [
        (kind, span) for kind, span in found if len(found) == 1 or not _RATE.match(text, span.start)
    ]


def _value(text: str, span: Span, kind: AnswerType, published: str | None) -> Value:
    before, after = text[: span.start], text[span.end :]
    is_ahead = speaks_of_the_future(text)
    found = text[span.start : span.end]
    return value_of(found, kind, published, after, before=before, is_ahead=is_ahead)


def _candidates(asked: _Asked, item: Evidence) -> Iterator[Candidate]:
    """The sentence with its amount of the asked kind, if it is plain which one that is."""
    text, published = item.text, item.passage.published
    wanted = asked.value(published)
    spans = [span for kind, span in _plain(text) if kind == asked.kind]
    values = {span: _value(text, span, asked.kind, published) for span in spans}
    fitting = [span for span in spans if _is_of_one_thing(wanted, values[span], text)]
    same = [s for s in spans if compare(values[s], wanted) in AGREEING and not is_old(text, s)]
    new = new_value(text, spans)
    chosen = [new] if new is not None else same or _closest(fitting, text, asked.lead_in)
    if len(chosen) != 1 or chosen[0] not in fitting:
        return
    (span,) = chosen
    verdict = _verdict(values[span], wanted)
    if verdict is None:
        return
    answer = span.moved(item.sentence.start)
    yield Candidate(
        replace(item, answer=answer, verdict=verdict),
        values[span],
        is_new=span == new,
        old=old_values("", AskedFor(asked.kind), item),
    )


def _closest(spans: list[Span], text: str, lead_in: set[str]) -> list[Span]:
    """Of several those that stand behind most of the words that the asked one stands behind."""
    shared = [len(lead_in & _words_before(text, span)) for span in spans]
    most = max(shared, default=0)
    return [span for span, count in zip(spans, shared, strict=True) if count == most]


def _words_before(text: str, span: Span) -> set[str]:
    return set(content_words(text[: span.start])[-_LEAD_IN:])


def _is_of_one_thing(asked: Value, value: Value, text: str) -> bool:
    """Whether both count one thing: a unit says so, else the counted noun."""
    if value.kind != asked.kind:
        return False
    if asked.kind != "quantity":
        return True
    if asked.unit:
        return value.unit == asked.unit
    if value.counted:
        return share_noun(asked.counted, value.counted)
    return bool(asked.counted) and share_noun(asked.counted[:1], content_words(text))


def _verdict(value: Value, asked: Value) -> Verdict | None:
    relation = compare(value, asked)
    if relation in AGREEING:
        return "yes"
    return "no" if relation == "contradictory" else None
