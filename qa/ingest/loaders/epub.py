"""E-books: EPUB."""

import posixpath
from typing import Any
from urllib.parse import unquote

from qa.errors import CorpusError
from qa.ingest.archive import Archive
from qa.ingest.dates import find_published
from qa.ingest.decoding import decode
from qa.ingest.limits import MAX_CHARACTERS, require_at_most
from qa.ingest.loaders import register
from qa.ingest.loaders.text import first_line_title, name_title
from qa.ingest.markup import parse_html, parse_xml, text_of
from qa.ingest.noise import find_masks
from qa.ingest.stated import Stated, date_of, language_of, line_of, tags_of, with_stated
from qa.types import Document, Section

_CONTAINER = "META-INF/container.xml"
_KEYS = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html")


@register(".epub", name="EPUB", libraries=("lxml",))
def load_epub(data: bytes, source_id: str) -> Document:
    """An e-book: the text of its parts in reading order, each a section."""
    archive = Archive.open(data, source_id)
    path, package = _package(archive, source_id)
    text, sections = "", []
    stated = _stated(package)
    for number, name in enumerate(_reading_order(package, path), start=1):
        if name not in archive:
            continue
        part = _part(archive.read(name), f"{source_id} ({name})")
        if part:
            start = len(text)
            text += f"{part}\n\n"
            title = first_line_title(part) or stated.title or name_title(source_id)
            sections.append(Section(start, start + len(part), f"part {number}", title))
        require_at_most(len(text), MAX_CHARACTERS, "characters", source_id)
    document = Document(
        source_id=source_id,
        text=text,
        title=first_line_title(text) or name_title(source_id),
        published=find_published("", source_id),
        masks=find_masks(text),
        sections=tuple(sections),
        warnings=_warnings(archive, text),
    )
    return with_stated(document, stated)


def _part(content: bytes, source_id: str) -> str:
    root = parse_html(_without_declaration(decode(content, source_id).text), source_id)
    return "" if root is None else text_of(root)


def _without_declaration(text: str) -> str:
    """lxml refuses text that declares an encoding, as it is decoded already."""
    text = text.lstrip("\ufeff").lstrip()
    return text[text.find("?>") + 2 :] if text.startswith("<?xml") else text


def _package(archive: Archive, source_id: str) -> tuple[str, Any]:
    """The path and the root element of the list of parts."""
    container = parse_xml(archive.read(_CONTAINER), source_id)
    paths = [element.get("full-path") for element in container.iter("{*}rootfile")]
    if not paths or not paths[0]:
        raise CorpusError(
            f"{source_id} does not say where its parts are.", "Convert it again, as with Calibre."
        )
    return paths[0], parse_xml(archive.read(paths[0]), source_id)


def _reading_order(package: Any, path: str) -> list[str]:
    """The archive's names of the parts that hold text, in the order of the book."""
    folder = posixpath.dirname(path)
    names = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        for item in package.iter("{*}item")
        if item.get("media-type") in _PAGES and "nav" not in (item.get("properties") or "").split()
    }
    order = [item.get("idref") for item in package.iter("{*}itemref")]
    return [names[each] for each in order if each in names]


def _warnings(archive: Archive, text: str) -> tuple[str, ...]:
    if not text.strip() and _KEYS in archive:
        return ("its parts are encrypted; a protected book cannot be read",)
    return ()


def _stated(package: Any) -> Stated:
    def said(name: str) -> list[str]:
        return [element.text for element in package.iter(f"{{*}}{name}") if element.text]

    return Stated(
        title=next(map(line_of, said("title")), None),
        author=line_of(", ".join(said("creator"))),
        published=next(map(date_of, said("date")), None),
        language=next(map(language_of, said("language")), None),
        tags=tags_of(said("subject")),
    )
