"""Exact answers are found by type, and what the question says is never one."""

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from qa.index.lexical import _analyzer
from qa.reading.questions import asked_for
from qa.reading.spans import find_answer, type_fit, whole_words
from qa.types import Span

ANALYZER: tantivy.TextAnalyzer = _analyzer(without_stop_words=True)


def answer(question: str, sentence: str) -> str | None:
    """The exact answer as text."""
    found = find_answer(sentence, question, asked_for(question), ANALYZER.analyze)
    return sentence[found.start : found.end] if found else None


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many sheep drowned?", "In 1953 the flood drowned 47 sheep.", "47"),
        ("How many sheep drowned?", "On 3 farms twenty-two sheep drowned.", "twenty-two"),
        ("How many photos were used?", "They used 25 000 arrest photos in 2018.", "25 000"),
        ("What percentage was lost?", "Nearly 40 percent of the crop was lost.", "40 percent"),
        ("How much did it cost?", "The bridge cost $550 million to build.", "$550 million"),
        ("When did it open?", "It opened on 10 June 2020 with a parade.", "10 June 2020"),
        ("When did it open?", "The pier opened in July 2018.", "July 2018"),
        ("How long will it last?", "The pause will last one year.", "one year"),
        ("How long is it closed?", "It is closed until further notice.", "until further notice"),
        ("When did it open?", "It opened on Sept. 5 with a parade.", "Sept. 5"),
        ("When did it open?", "Marseille 20 and Decree 44 opened it.", None),
        ("When did it open?", "Janet 12, Mark 12 and 3 Octavias opened it.", None),
        ("Who signed it?", "The deal was signed by Ana Petrova.", "Ana Petrova"),
        ("Where was it found?", "The coin was found near Cape Town.", "Cape Town"),
        ("What is basalt?", "Basalt is a rock.", None),
        ("How many sheep drowned?", "Nobody counted the sheep.", None),
    ],
)
def test_the_span_of_the_asked_type_is_found(
    question: str, sentence: str, expected: str | None
) -> None:
    """Dates are no counts, and a count is the number that stands before the counted noun."""
    assert expected == answer(question, sentence)


def test_what_the_question_says_is_not_an_answer() -> None:
    """'Who replaced Ana Petrova?' is not answered by her name."""
    sentence = "Ana Petrova was replaced by Jon Berg."

    assert answer("Who replaced Ana Petrova?", sentence) == "Jon Berg"


def test_a_counted_noun_fits_better_than_any_number() -> None:
    """Only '28 members' fully fits 'how many members'; a sentence without a number does not."""
    question = "How many members were there?"
    sentences = ("It had 28 members.", "It had 28 rooms.", "It had no end.")

    fits = [type_fit(s, question, asked_for(question), ANALYZER.analyze) for s in sentences]

    assert fits == [1.0, 0.3, -1.0]


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("said Hoan Ton-That of Clearview", "Hoan Ton", "Hoan Ton-That"),
        ("a 10-member board", "10", "10"),
        ("the Rhineland fields", "Rhine", "Rhineland"),
        ("in Geneva, on", "Geneva,", "Geneva"),
        ("the union (ACLU) won", "(ACLU", "ACLU"),
        ("the union (ACLU) won", "union (ACLU)", "union (ACLU)"),
        ('called it "a start" again', '"a start', "a start"),
        ("to bugs@hollow.example;", "@hollow", "bugs@hollow.example"),
        ("see https://a.example/b?c=d.", "example", "https://a.example/b?c=d"),
        ("with `pip install hollow`.", "install hollow`", "pip install hollow"),
        ("run `sudo a --b` on it", "b` on it", "`sudo a --b` on it"),
        ("use `a` or `b`", "a` or `b", "`a` or `b`"),
        ("(`?per_page=500`)", "500", "500"),
        ("3.3.0 (2024-03-11) came", "3.3.0 (2024-03-11", "3.3.0 (2024-03-11)"),
        ("the flat (Mr Bo), later", "flat (Mr Bo", "flat (Mr Bo)"),
        ("the flat (it\nends", "flat (it", "flat"),
        ("is **45 days** now", "45 days**", "45 days"),
        ("...", "...", "..."),
        ("\u5317\u4eac\u662f\u9996\u90fd", "\u5317\u4eac", "\u5317\u4eac"),
    ],
)
def test_a_span_is_made_of_whole_words(text: str, cut: str, whole: str) -> None:
    """The model's word pieces may cut a word or take a comma along."""
    start = text.index(cut)
    found = whole_words(text, Span(start, start + len(cut)))

    assert text[found.start : found.end] == whole


@given(st.text(max_size=40), st.data())
def test_whole_words_stay_in_the_text(text: str, data: st.DataObject) -> None:
    """Whatever the characters, the span is not empty where it was not."""
    end = data.draw(st.integers(0, len(text)))
    start = data.draw(st.integers(0, end))
    found = whole_words(text, Span(start, end))

    assert 0 <= found.start <= found.end <= len(text)
    assert (found.start < found.end) or start == end
