"""Web pages: the article without what surrounds it."""

import codecs
import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from qa.ingest.articles import prepare, stated_date, with_blocks
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
_ZONES = timedelta(days=1)  # where it is published the next day may have begun
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
    published = stated_date(root) if root is not None else None
    article = _article(root)
    text = _paragraphs(with_blocks(article.text or "", root)) if article else ""
    warnings = decoded.warnings
    if not text and root is not None:
        text = text_of(root)
        warnings += ("no article was found in the page, so all its text was taken",)
    document = Document(
        source_id=source_id,
        text=text,
        title=first_line_title(text) or name_title(source_id),
        published=_past(find_published(text, source_id)),
        masks=find_masks(text),
        warnings=warnings,
    )
    return with_stated(document, _stated(root, article, _past(published)))


def _article(root: Any) -> Any:
    """What trafilatura makes of the page, or None. It works on a copy of the tree."""
    from trafilatura import bare_extraction

    if root is None:
        return None
    prepare(root)
    return bare_extraction(root, include_comments=False, with_metadata=True)


def _paragraphs(text: str) -> str:
    """trafilatura's lines with blank lines between paragraphs."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pieces = lines[:1]
    for before, line in pairwise(lines):
        together = line.startswith(_TOGETHER) and before.startswith(_TOGETHER)
        pieces.append(("\n" if together else "\n\n") + line)
    return "".join(pieces)


def _stated(root: Any, article: Any, published: str | None) -> Stated:
    """What meta tags and JSON-LD say."""
    if root is None:
        return Stated()
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Stated(
        title=line_of(article.title) if article else None,
        author=_author(article),
        published=published,
        language=language_of(language),
        tags=tags_of(", ".join(article.tags)) if article and article.tags else (),
    )


def _author(article: Any) -> str | None:
    return line_of(article.author.replace(";", ",")) if article and article.author else None


def _past(day: str | None) -> str | None:
    """A day that has come: nothing was published on a later one."""
    return day if day and day <= (date.today() + _ZONES).isoformat() else None
