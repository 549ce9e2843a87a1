"""Markdown: front matter, headings."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import yaml
from markdown_it import MarkdownIt

from qa.ingest.dates import find_published
from qa.ingest.decoding import decode
from qa.ingest.loaders import register
from qa.ingest.loaders.text import first_line_title, name_title
from qa.ingest.noise import find_masks, merged
from qa.ingest.stated import is_plain_yaml, read_yaml, stated_in, with_stated
from qa.types import Document, Span

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\r?\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_KEY_LINE = re.compile(r"\s*(?:#.*\n\s*)*[\w.-]+[ \t]*:(?:\s|$)")
_TITLE_REACH = 20_000  # a heading further down is not the title, and parsing takes time


def has_plain_front_matter(data: bytes) -> bool:
    """Whether the YAML of a Markdown file, if any, can be read without a limit on time."""
    text = data.decode("utf-8-sig", errors="replace")
    match = _FRONT_MATTER.match(text)
    return match is None or is_plain_yaml(match["yaml"].encode())


@register(".md", ".markdown", name="Markdown", is_plain=has_plain_front_matter)
def load_markdown(data: bytes, source_id: str) -> Document:
    """A Markdown file; title and date come from front matter, else from the text.

    Front matter and HTML comments are masked: they describe the article and are not part of it.
    """
    decoded = decode(data, source_id)
    text = decoded.text
    matter, fields, warnings = _front_matter(text)
    body = text[matter.end :]
    front = [matter] if matter.end else []
    document = Document(
        source_id=source_id,
        text=text,
        title=_first_heading(body) or first_line_title(body) or name_title(source_id),
        published=find_published(body, source_id),
        encoding=decoded.encoding,
        masks=merged([*front, *_comments(text, matter.end), *find_masks(text)]),
        warnings=decoded.warnings + warnings,
    )
    return with_stated(document, stated_in(fields))


def _front_matter(text: str) -> tuple[Span, dict[str, Any], tuple[str, ...]]:
    """Where it stands, what it says, and what is wrong with it.

    Text between two rulers that does not begin with a key is text of the article.
    """
    match = _FRONT_MATTER.match(text)
    if not match or (match["yaml"].strip() and not _KEY_LINE.match(match["yaml"])):
        return Span(0, 0), {}, ()
    try:
        fields = read_yaml(match["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: 2020-13-45
        reason = " ".join(str(error).split())
        return Span(*match.span()), {}, (f"front matter is not YAML and was not used: {reason}",)
    return Span(*match.span()), fields if isinstance(fields, dict) else {}, ()


def _comments(text: str, start: int) -> Iterator[Span]:
    """HTML comments; one that is never closed is text. `find` is linear, a pattern is not."""
    while (opening := text.find("<!--", start)) >= 0:
        closing = text.find("-->", opening + 4)
        if closing < 0:
            return
        start = closing + 3
        yield Span(opening, start)


def _first_heading(body: str) -> str | None:
    parser = MarkdownIt("commonmark")
    parser.core.ruler.disable("inline")  # what a line holds is not asked, and takes longest
    tokens = parser.parse(body[:_TITLE_REACH])
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and inline.content.strip():
            return " ".join(inline.content.split())
    return None
