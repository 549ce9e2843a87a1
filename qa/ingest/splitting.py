"""A document's passages: spans that end at sentences and paragraphs and cover all unmasked text."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise

from qa.ingest.columns import Table, line_start, tables_in
from qa.ingest.layout import plain
from qa.types import Document, Passage, Span

ASKS = r"\?[\"'*_)\u2019\u201d]*"  # the end of a question
CountTokens = Callable[[str], int]

SPLITTER = 4  # raise it when the same text gets other passages
_BLOCK_CHARACTERS = 8_000  # llama-index's splitter is quadratic in a block's sentences
_RUN_CHARACTERS = 800  # an unbroken run (base64, a URL) counts as one unknown word piece
_RUN = re.compile(rf"[!-~]{{{_RUN_CHARACTERS}}}")  # Chinese has no blanks between sentences
# A heading, or a line that asks one thing, without what it stands over says nothing.
_OPENS = re.compile(rf"#{{1,6}}[ \t][^\n]*|[^\n.!?]*{ASKS}")
_LINE = re.compile(r"[^\r\n]+")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")  # of a list's item
_LINE_ENDS = re.compile(r"((?:[\r\n][ \t]*)*[\r\n])")
_LONG_OPENING = 400  # characters; more would leave a passage too little of what is embedded
_PARAGRAPH_END = "\x1e"  # ASCII's record separator, a blank to Python
_WORD_START = re.compile(r"(?<!\S)[A-Za-z0-9]")  # a token at least, however tokens are counted


def sentence_spans(text: str) -> list[Span]:
    """The sentences of `text` in order, without surrounding blanks; line ends also end them.

    But for those of lines broken at one width. Boundaries are sentencex's (Wikimedia's segmenter);
    a heading or list item on its own line is a sentence of its own, so a quote never runs from a
    heading into the text below it.
    """
    return _sentences(plain(text))


def _sentences(text: str) -> list[Span]:
    """The sentences of a text that is plain already."""
    from sentencex import get_sentence_boundaries

    spans = []
    for line in _LINE.finditer(text):
        begun: int | None = None  # where an item's number stands, which is no sentence
        for found in get_sentence_boundaries("en", line.group()):
            start = line.start() + int(found["start_index"])
            end = line.start() + int(found["end_index"])
            if span := _stripped(text, start if begun is None else begun, end):
                is_number = begun is None and _NUMBER.fullmatch(text, span.start, span.end)
                begun = span.start if is_number and end < line.end() else None
                spans += [] if begun is not None else [span]
    return spans


def sentences_around(text: str, start: int, end: int, beside: int = 0) -> Span:
    """The sentences that the half-open span touches, with as many before and after as `beside`.

    The span itself where it touches none, as among blanks.
    """
    spans = sentence_spans(text)
    touched = [n for n, span in enumerate(spans) if span.start < end and start < span.end]
    if not touched:
        return Span(start, end)
    first, last = max(0, touched[0] - beside), min(len(spans) - 1, touched[-1] + beside)
    return Span(spans[first].start, spans[last].end)


def split(document: Document, count_tokens: CountTokens, passage_tokens: int) -> list[Passage]:
    """The passages of a document, in order, none empty, none overlapping.

    Every character outside the masks that is not blank is in exactly one passage, and no passage
    reaches into a mask or from one section into the next. A passage has at most `passage_tokens`
    tokens by `count_tokens`.
    """
    spans = [
        span
        for block in _blocks(document)
        for span in _split_block(document.text, block, count_tokens, passage_tokens)
    ]
    tables = list(tables_in(document.text))
    return [_passage(document, ordinal, span, tables) for ordinal, span in enumerate(spans)]


def _passage(document: Document, ordinal: int, span: Span, tables: Sequence[Table]) -> Passage:
    """The passage at `span`, with the title and date of its section where it has one."""
    before = bisect_right(document.sections, span.start, key=lambda section: section.start)
    section = document.sections[before - 1] if before else None
    return Passage(
        id=f"{document.source_id}#{ordinal:04d}",
        source_id=document.source_id,
        text=document.text[span.start : span.end],
        start=span.start,
        end=span.end,
        title=section.title if section else document.title,
        published=section.published or document.published if section else document.published,
        section=section.label if section else None,
        columns=_columns(document.text, span.start, tables),
    )


def _columns(text: str, start: int, tables: Sequence[Table]) -> str:
    """What the table begins with among whose rows a passage starts.

    With the blanks before the passage: columns may be lines of blanks. '' where it starts in no
    table, or in one with too wide a heading.
    """
    at = bisect_right(tables, start, key=lambda table: table.heading.end) - 1
    if at < 0 or start >= tables[at].end or len(tables[at].opening) > _LONG_OPENING:
        return ""
    indent = text[line_start(text, start, tables[at].heading.start) : start]
    return tables[at].opening + (indent if not indent.strip() else "")


def _split_block(
    text: str, block: Span, count_tokens: CountTokens, passage_tokens: int
) -> Iterator[Span]:
    """Place the splitter's chunks by a cursor that starts at the last chunk's end.

    llama-index finds its own offsets by searching from the last *start*, which goes wrong where
    text repeats; with no overlap the end is exact.
    """
    shown = _with_paragraph_ends(text[block.start : block.end])
    cursor = 0
    for chunk in _sentence_splitter(count_tokens, passage_tokens).split_text(shown):
        start = shown.index(chunk, cursor)
        cursor = start + len(chunk)
        yield Span(block.start + start, block.start + cursor)


def _with_paragraph_ends(text: str) -> str:
    """The text, equally long, with the splitter's mark behind every paragraph.

    What opens one goes with it, so that a question is not cut from its answer.
    """
    lines = _LINE_ENDS.split(plain(text))  # every second one is what parts two
    for n in range(1, len(lines) - 1, 2):
        is_end = len(lines[n].replace("\r\n", "\n")) > 1  # an empty line
        if is_end and not _OPENS.fullmatch(lines[n - 1].strip()):
            lines[n] = _PARAGRAPH_END + lines[n][1:]
    return "".join(lines)


def _sentence_splitter(count_tokens: CountTokens, passage_tokens: int):  # type: ignore[no-untyped-def]  # its type would import llama-index on import
    from llama_index.core.node_parser import SentenceSplitter

    return SentenceSplitter(
        chunk_size=passage_tokens,
        chunk_overlap=0,
        paragraph_separator=_PARAGRAPH_END,
        tokenizer=lambda text: range(_size(text, count_tokens, passage_tokens)),
        chunking_tokenizer_fn=_smaller,
    )


def _size(text: str, count_tokens: CountTokens, passage_tokens: int) -> int:
    """The tokens of a text; where it has more words than a passage has tokens, one too many.

    The splitter cuts such a text, whatever the number, and counting takes most of its time. At
    least one: what counts nothing (a zero-width space) would be repeated in the next chunk.
    """
    if len(text.split(None, passage_tokens)) > passage_tokens:  # else it has no more words, either
        starts = islice(_WORD_START.finditer(text), passage_tokens, None)
        if next(starts, None):
            return passage_tokens + 1
    return max(1, count_tokens(text))


def _smaller(text: str) -> list[str]:
    """A paragraph cut before each line, a line before each sentence; nothing dropped.

    Not behind a heading or a question. What llama-index expects.
    """
    spans = [Span(*match.span()) for match in _LINE.finditer(text) if match.group().strip()]
    if len(spans) <= 1:
        spans = _sentences(text)
    cuts = [
        0,
        *(
            span.start
            for before, span in pairwise(spans)
            if not _OPENS.fullmatch(text[before.start : before.end].strip())
        ),
        len(text),
    ]
    return [text[start:end] for start, end in pairwise(cuts)]


def _blocks(document: Document) -> Iterator[Span]:
    """The stretches between masks and section starts, cut to a bounded size."""
    borders = [Span(section.start, section.start) for section in document.sections]
    end = Span(len(document.text), len(document.text))
    start = 0
    for border in sorted([*document.masks, *borders, end]):
        yield from _bounded(document.text, start, border.start)
        start = max(start, border.end)


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans of bounded size, cut at paragraph ends where there are any."""
    while start < end:
        cut = _cut(text, start, end)
        if span := _stripped(text, start, cut):
            yield span
        start = cut


def _cut(text: str, start: int, end: int) -> int:
    limit = min(end, start + _BLOCK_CHARACTERS)
    if run := _RUN.search(text, start, limit):
        return run.end()
    if limit == end:
        return end
    for separator in ("\n\n", "\n", ". ", "\u3002", " "):
        found = text.rfind(separator, start + 1, limit)
        if found > start:
            return found + len(separator)
    return limit


def _stripped(text: str, start: int, end: int) -> Span | None:
    """The span less surrounding blanks, or None where nothing is left."""
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return None
    start += piece.index(bare)
    return Span(start, start + len(bare))
