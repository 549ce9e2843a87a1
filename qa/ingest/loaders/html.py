"""Web pages: the article without what surrounds it."""

import codecs
import re
from itertools import pairwise
from typing import Any

from qa.ingest.dates import find_published
from qa.ingest.decoding import decode
from qa.ingest.loaders import register
from qa.ingest.loaders.text import first_line_title, name_title
from qa.ingest.markup import parse_html, text_of
from qa.ingest.noise import find_masks
from qa.ingest.stated import Stated, language_of, line_of, tags_of, with_stated
from qa.types import Document

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)"""
)
_DECLARED_WITHIN = 2_048  # bytes; the HTML standard asks for the first 1,024
_TOGETHER = ("- ", "|")  # items of a list and rows of a table stay one paragraph


@register(
    ".html", ".htm", ".xhtml", name="HTML", libraries=("trafilatura", "htmldate", "lxml"),
    extra="html",
)  # fmt: skip
def load_html(data: bytes, source_id: str) -> Document:
    """A saved web page: the text of its article, one paragraph a block.

    Where no article is found the visible text of the whole page is taken, and a warning says so.
    """
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    name = declared[1].decode("ascii", "replace") if declared else None
    decoded = decode(data, source_id, name)
    root = parse_html(decoded.text.removeprefix(codecs.BOM_UTF8.decode()), source_id)
    article = _article(root)
    text = _paragraphs(article.text or "") if article else ""
    warnings = decoded.warnings
    if not text and root is not None:
        text = text_of(root)
        warnings += ("no article was found in the page, so all its text was taken",)
    document = Document(
        source_id=source_id,
        text=text,
        title=first_line_title(text) or name_title(source_id),
        published=find_published(text, source_id),
        masks=find_masks(text),
        warnings=warnings,
    )
    return with_stated(document, _stated(root, article, decoded.text))


def _article(root: Any) -> Any:
    """What trafilatura makes of the page, or None. It works on a copy of the tree."""
    from trafilatura import bare_extraction

    if root is None:
        return None
    return bare_extraction(root, include_comments=False, with_metadata=True)


def _paragraphs(text: str) -> str:
    """trafilatura's lines with blank lines between paragraphs."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pieces = lines[:1]
    for before, line in pairwise(lines):
        together = line.startswith(_TOGETHER) and before.startswith(_TOGETHER)
        pieces.append(("\n" if together else "\n\n") + line)
    return "".join(pieces)


def _stated(root: Any, article: Any, page: str) -> Stated:
    """What meta tags and JSON-LD say."""
    if root is None:
        return Stated()
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Stated(
        title=line_of(article.title) if article else None,
        author=_author(article),
        published=_date(page),
        language=language_of(language),
        tags=tags_of(", ".join(article.tags)) if article and article.tags else (),
    )


def _author(article: Any) -> str | None:
    return line_of(article.author.replace(";", ",")) if article and article.author else None


def _date(page: str) -> str | None:
    """The date of first publication that the mark-up states; guesses from the text are not made.

    htmldate's own bounds move with today's date; ours do not, so a page always has one date.
    """
    from htmldate import find_date

    found = find_date(
        page,
        original_date=True,
        extensive_search=False,
        min_date="1900-01-01",
        max_date="2100-01-01",
    )
    return found or None
