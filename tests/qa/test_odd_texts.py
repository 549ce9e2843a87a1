"""Texts that somebody may send to keep a process busy: what reads them takes no longer for it."""

import re
import time
from collections.abc import Callable, Sequence
from importlib import import_module

import pytest

from qa.answering.changes import new_value, reports_change, speaks_of_the_past
from qa.answering.claims import LONGEST_CLAIM, drafts
from qa.answering.facts import added, content, missing_facts, names
from qa.answering.locating import locate
from qa.answering.lookalikes import folded
from qa.answering.measures import foreign_measures, measured_words
from qa.answering.orders import gives_orders
from qa.answering.periods import period_of, speaks_of_the_future
from qa.answering.values import content_words, number_tokens
from qa.answering.wants import wanted_time
from qa.chat.ellipsis import completed, fragment_of, perhaps_completed
from qa.chat.objections import objection
from qa.chat.phrases import phrases_of
from qa.chat.references import leaning_mentions, resolved
from qa.chat.rewriting import Earlier
from qa.chat.shapes import parsed
from qa.chat.words import core, is_remark
from qa.ingest.noise import find_masks
from qa.ingest.splitting import sentence_spans
from qa.reading.bridges import bridges_of
from qa.reading.courtesy import plain_question
from qa.reading.opposites import denials
from qa.reading.parts import parts_of
from qa.reading.questions import asked_for
from qa.reading.spans import possible_answers
from qa.reading.statements import bare_question, presupposed
from qa.reading.support import names_in, numbers_in
from qa.reading.surroundings import without_surroundings
from qa.reading.yes_no import said_outright, verdict
from qa.types import Span

LONGEST = 4_000  # characters of a question; passages are shorter
QUESTION = "When did the mill of Norvik close?"
_SLACK = 0.25  # seconds of the processor; what grows too fast takes many times that
EARLIER = Earlier(QUESTION, "1931", "The mill closed in 1931.")


def _none_alike(_: str, others: Sequence[str]) -> Sequence[float]:
    return [0.0] * len(others)


def _said_by_rules(text: str) -> object:
    return said_outright(QUESTION, f"{text}? {text}"), verdict(f"Is it {text}?", text)


def _answered(text: str) -> object:
    return list(possible_answers(text, QUESTION, asked_for(QUESTION)))


def _proven(text: str) -> object:
    claim = text[:LONGEST_CLAIM]
    return (
        missing_facts(claim, text),
        added(claim, text),
        foreign_measures(claim, text),
        new_value(claim, [Span(0, 3)]),
        locate(claim, text),
    )


def _followed_up(text: str) -> object:
    return (
        completed(text, EARLIER, _none_alike),
        perhaps_completed(text, EARLIER, _none_alike),
        resolved(text, [EARLIER]),
        objection(text, text, [EARLIER]),
    )


# What reads a question, a passage or a claim.
READERS: tuple[Callable[[str], object], ...] = (
    plain_question,
    without_surroundings,
    parts_of,
    asked_for,
    bare_question,
    presupposed,
    bridges_of,
    denials,
    numbers_in,
    names_in,
    _said_by_rules,
    _answered,
    _proven,
    _followed_up,
    content,
    names,
    folded,
    gives_orders,
    drafts,
    measured_words,
    period_of,
    speaks_of_the_future,
    reports_change,
    speaks_of_the_past,
    content_words,
    number_tokens,
    wanted_time,
    fragment_of,
    phrases_of,
    leaning_mentions,
    parsed,
    core,
    is_remark,
    find_masks,
    sentence_spans,
)
TOKENS = (
    *(
        "a ",
        "A ",
        "1",
        "1 ",
        "1.",
        "1-",
        "12,",
        "May 1 ",
        "2020-01-01 ",
        "I was ",
        "I just ",
        "it ",
    ),
    *("and ", "the ", "of ", "not ", "please ", "who ", "is that so. ", "a@", "a.b/", "a's ", "é "),
    *("(", ")", "[", "[1] ", "{", "<", "</", "<a>", "#", "# ", "*", "**", "_", "`", "|", "| a "),
    *('"', "'", "\u201c", "\u2019", ",", ", ", ".", ". ", ":", "a: b\n", ";", "?", "!", "-", "%"),
    *(" ", "\t", "\n", " \n", "\n\n", "a\n", "\u00a0", "\u8a9e"),
)


def _words_near(reader: Callable[[str], object]) -> set[str]:
    """The words that stand in the patterns beside a function."""
    beside = vars(import_module(reader.__module__)).values()
    patterns = " ".join(str(each.pattern) for each in beside if isinstance(each, re.Pattern))
    return set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\\[a-zA-Z]", " ", patterns)))


def _seconds(reader: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    reader(text)
    return time.thread_time() - began


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_no_text_keeps_a_reader_busy(reader: Callable[[str], object]) -> None:
    """One word or mark, again and again, costs about twice as much where it is twice as long."""
    reader("What was it?")  # some load their tables first
    for token in (*TOKENS, *(f"{word} " for word in sorted(_words_near(reader)))):
        before = 0.0
        for length in (LONGEST // 32, LONGEST // 4, LONGEST):
            spent = _seconds(reader, token * (length // len(token)))
            assert spent < _SLACK + 8 * before, (token, length)
            before = spent
