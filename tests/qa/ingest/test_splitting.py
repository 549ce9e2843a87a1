"""Passages are spans of the document that cover its text once."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.ingest.embedding import MiniLMEmbedder
from qa.ingest.layout import without_quote_marks
from qa.ingest.noise import find_masks
from qa.ingest.splitting import sentence_spans, sentences_around, split
from qa.types import Document, Passage, Span
from tests.qa.ingest.texts import texts

TOKENS = 32
count_tokens = MiniLMEmbedder().count_tokens


def document(text: str, masks: tuple[Span, ...] | None = None) -> Document:
    """A plain document; noise is masked unless masks are given."""
    return Document("a.txt", text, "", masks=find_masks(text) if masks is None else masks)


def passages(text: str) -> list[Passage]:
    """Passages of at most `TOKENS` word pieces."""
    return split(document(text), count_tokens, TOKENS)


def passage_texts(text: str, tokens: int = TOKENS) -> list[str]:
    """What the passages say."""
    return [passage.text for passage in split(document(text), count_tokens, tokens)]


def coverage(length: int, spans: list[Span]) -> list[int]:
    """How many spans hold each character."""
    counts = [0] * length
    for span in spans:
        for offset in range(span.start, span.end):
            counts[offset] += 1
    return counts


@given(texts)
@settings(deadline=None)
def test_a_passage_is_its_span_of_the_text(text: str) -> None:
    """`document.text[start:end] == passage.text`, without blanks around, never empty."""
    for passage in passages(text):
        assert text[passage.start : passage.end] == passage.text == passage.text.strip() != ""


@given(texts)
@example(">")
@settings(deadline=None)
def test_unmasked_text_is_covered_once_and_masked_text_never(text: str) -> None:
    """Nothing but blanks, noise and marks of quoting is lost; nothing is indexed twice."""
    given_document = document(text)
    spans = [Span(p.start, p.end) for p in split(given_document, count_tokens, TOKENS)]
    masked = coverage(len(text), list(given_document.masks))
    read = without_quote_marks(text)

    for character, held, hidden in zip(read, coverage(len(text), spans), masked, strict=True):
        assert held == 0 if hidden else held <= 1
        assert held == 1 or hidden or character.isspace()


@given(texts)
@settings(deadline=None)
def test_no_passage_is_longer_than_the_limit(text: str) -> None:
    """The embedder reads all of a passage."""
    assert all(count_tokens(passage.text) <= TOKENS for passage in passages(text))


@given(texts)
@example(">")
def test_sentences_are_ordered_disjoint_and_complete(text: str) -> None:
    """Each character is in one sentence, but for blanks and marks of quoting; in order."""
    spans = sentence_spans(text)
    held = coverage(len(text), spans)

    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(
        count == 1 or (count == 0 and character.isspace())
        for character, count in zip(without_quote_marks(text), held, strict=True)
        if not character.isspace() or count > 1
    )


@given(st.lists(st.sampled_from(["One two three. ", "Four five! ", "\n\n", "Six\n"]), max_size=60))
@settings(deadline=None)
def test_repeated_text_is_placed_where_it_stands(parts: list[str]) -> None:
    """Equal chunks get rising offsets: a citation never points at an earlier copy."""
    text = "".join(parts)
    found = split(document(text, ()), count_tokens, TOKENS)

    assert all(before.end <= after.start for before, after in pairwise(found))
    assert "".join(text.split()) == "".join("".join(p.text.split()) for p in found)


def test_ids_count_the_passages_of_a_document() -> None:
    """`<source_id>#<ordinal>` from 0000, in the order of the text."""
    found = passages("A short sentence stands here. " * 20)

    assert [f"a.txt#{ordinal:04d}" for ordinal in range(len(found))] == [p.id for p in found]


def test_a_passage_ends_at_a_sentence_where_it_can() -> None:
    """Sentences stay whole as long as they fit."""
    found = passage_texts("The quick brown fox jumps over the lazy dog near the river. " * 6)

    assert all(text.endswith("river.") and text.startswith("The") for text in found)


@pytest.mark.parametrize("end", ["\n\n", "\n", "\r\n", "\n \n"])
def test_a_passage_ends_at_a_paragraph_where_it_can(end: str) -> None:
    """A paragraph that fits is not cut in two, with or without an empty line behind it."""
    paragraph = "Rain fell all day on the hills. The river rose by nightfall."
    found = split(document(f"{paragraph}{end}" * 3, ()), count_tokens, 20)

    assert [paragraph] * 3 == [passage.text for passage in found]


def test_lines_of_one_paragraph_stay_together_where_they_can() -> None:
    """A list, a record or a stanza that fits is not cut for the one before it."""
    record = "Name: Bo Lind\nRole: tools\nIn on: Saturday"
    found = split(document(f"{record}\n\n" * 3, ()), count_tokens, 20)

    assert [record] * 3 == [passage.text for passage in found]


def test_too_wide_a_heading_is_left_out() -> None:
    """What is embedded of a passage is limited, and rows count more than their columns."""
    wide = " | ".join(f"Column {n}" for n in range(60))
    rows = "".join(f"{n} | {n} kg\n" for n in range(40))
    found = split(document(f"{wide}\n{' | '.join(['---'] * 60)}\n{rows}", ()), count_tokens, 40)

    assert {""} == {passage.columns for passage in found}


def test_a_passage_knows_what_the_table_it_goes_on_with_begins_with() -> None:
    """And the blanks before its first row, as columns may be lines of blanks."""
    rows = "".join(f"| Model {n} | {n} kg |\n" for n in range(20))
    first, *others = split(document(f"| Bag | Weight |\n|---|---|\n{rows}", ()), count_tokens, 40)

    assert "" == first.columns
    assert {"| Bag | Weight |\n|---|---|\n"} == {passage.columns for passage in others}


@pytest.mark.parametrize(
    "line", ["## The second year", "Why did it close?", 'What was "the flood?"']
)
def test_what_opens_a_paragraph_goes_with_it(line: str) -> None:
    """A heading or a question at the end of a passage would be cut from what it stands over."""
    before = "Rain fell all day on the hills. The river rose by nightfall."
    below = "The mill had stood for ninety years. Nobody came to see it go."
    found = passage_texts(f"{before}\n\n{line}\n\n{below}", 28)

    assert [before, f"{line}\n\n{below}"] == found


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_do_not_move_the_cuts(line_end: str) -> None:
    """A file from Windows or an old Mac is cut where the same file with `\\n` is."""
    paragraph = "Rain fell all day on the hills. The river rose by nightfall, and the town slept."
    text = f"{paragraph}\n\n{paragraph} Then nothing.\n\n{paragraph}"

    found = passage_texts(text.replace("\n", line_end))
    assert passage_texts(text) == [each.replace(line_end, "\n") for each in found]


def test_no_passage_reaches_over_a_mask() -> None:
    """What stands on both sides of noise is in two passages."""
    assert ["Before it.", "After it."] == passage_texts("Before it.\nShare on Facebook\nAfter it.")


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "\u2028\x85\u3000", "Share on Facebook\n"])
def test_nothing_to_index_gives_no_passages(text: str) -> None:
    """Empty, blank and fully masked documents are fine and hold nothing."""
    assert [] == passages(text)


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "日本語" * 33_000, "🙂" * 100_000, "สวัสดี" * 16_000, "," * 100_000]
)
def test_text_without_a_blank_is_cut_and_kept(text: str) -> None:
    """100,000 characters with nowhere to break: all of them are kept, in order."""
    assert text == "".join(passage_texts(text, 160))


def test_a_heading_is_a_sentence_of_its_own() -> None:
    """A quote never runs from a heading into the text below it."""
    text = "The flood\nIt rained. It poured"

    assert ["The flood", "It rained.", "It poured"] == [
        text[span.start : span.end] for span in sentence_spans(text)
    ]


def test_abbreviations_do_not_end_a_sentence() -> None:
    """'Mr.' and 'U.S.' are inside a sentence."""
    text = "Mr. Smith of the U.S. Army left at 5 p.m. on Monday. He was tired."

    assert 2 == len(sentence_spans(text))


@given(texts, st.integers(0, 200), st.integers(1, 40), st.integers(0, 2))
@settings(deadline=None)
def test_what_is_around_a_span_are_whole_sentences(
    text: str, start: int, length: int, beside: int
) -> None:
    """From the first that it touches to the last, and some more; among blanks the span itself."""
    end = start + length
    spans = sentence_spans(text)
    around = sentences_around(text, start, end, beside)
    touched = [span for span in spans if span.start < end and start < span.end]

    if touched:
        assert around.start <= touched[0].start < touched[-1].end <= around.end
        inside = [span for span in spans if around.start <= span.start and span.end <= around.end]
        assert len(inside) <= len(touched) + 2 * beside
    else:
        assert around == Span(start, end)


def test_a_text_without_blanks_is_cut_at_its_sentences() -> None:
    """Chinese and Japanese have none between words, nor behind a full stop."""
    text = "".join(f"大坝在第{n}天夜里决口，山谷里没有人受伤。" for n in range(1000))
    found = passage_texts(text, 128)

    assert text == "".join(found)
    assert all(passage.endswith("。") for passage in found)
