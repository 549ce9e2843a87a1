"""Word documents: DOCX."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from qa.ingest.archive import Archive
from qa.ingest.dates import find_published
from qa.ingest.limits import MAX_CHARACTERS, require_at_most
from qa.ingest.loaders import register
from qa.ingest.loaders.text import first_line_title, name_title
from qa.ingest.markup import parse_xml
from qa.ingest.noise import find_masks
from qa.ingest.stated import Stated, language_of, line_of, tags_of, with_stated
from qa.types import Document

_BODY = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_STYLES = "word/styles.xml"
_PROPERTIES = "docProps/core.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_BLANKS = {"tab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "\u2011"}
_LEFT_OUT = frozenset(("del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr"))

_AROUND_CELLS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_LOWEST = 6  # level of a heading in Markdown
_BOX = "txbxContent"  # its paragraphs stand within the one that the box hangs on


@register(".docx", name="DOCX", libraries=("lxml",))
def load_docx(data: bytes, source_id: str) -> Document:
    """A Word document: paragraphs, tables and notes, as if all its changes were accepted.

    Headings have the marks that Markdown has. Headers and footers of pages are left out.
    """
    archive = Archive.open(data, source_id)
    parts = [_BODY, *(name for name in _NOTES if name in archive)]
    levels = _levels(archive, source_id)
    roots = (parse_xml(archive.read(part), source_id) for part in parts)
    text = "\n\n".join(block for root in roots for block in _blocks(root, levels))
    require_at_most(len(text), MAX_CHARACTERS, "characters", source_id)
    document = Document(
        source_id=source_id,
        text=text,
        title=first_line_title(text.lstrip("# ")) or name_title(source_id),
        published=find_published(text, source_id),
        masks=find_masks(text),
    )
    return with_stated(document, _stated(archive, source_id))


def _levels(archive: Archive, source_id: str) -> dict[str, int]:
    """The levels of the styles that are of headings, by the ids that paragraphs have."""
    if _STYLES not in archive:
        return {}
    levels = {}
    for style in parse_xml(archive.read(_STYLES), source_id):
        named = {_local(each): _value(each) for each in style}
        if level := _level_of(named.get("name", "")):
            levels[_value(style, "styleId")] = level
    return levels


def _level_of(style: str) -> int:
    """The level of a heading of that style, which may be its name or its id; 0 for others."""
    found = _HEADING.fullmatch(style)
    return min(int(found[1]), _LOWEST) if found else int(style.lower() == "title")


def _blocks(root: Any, levels: Mapping[str, int]) -> Iterator[str]:
    """Paragraphs that are not blank, and tables: a line a row, bars between its cells."""
    stack = [root]
    while stack:
        element = stack.pop()
        name = _local(element)
        if name in _LEFT_OUT:
            continue
        if name == "tbl":
            yield from filter(None, ["\n".join(_rows(element))])
        elif name == "p":
            if text := _paragraph(element):
                mark = "#" * _level(element, levels)
                yield f"{mark} {text}" if mark else text
            stack.extend(reversed(list(_boxes(element))))
        else:
            stack.extend(reversed(element))


def _level(paragraph: Any, levels: Mapping[str, int]) -> int:
    """The level of a heading; 0 for a paragraph of text."""
    properties = (each for each in paragraph if _local(each) == "pPr")
    styles = (_value(each) for one in properties for each in one if _local(each) == "pStyle")
    style = next(styles, "")
    return levels.get(style) or _level_of(style)


def _value(element: Any, name: str = "val") -> str:
    return element.get(f"{_WORD}{name}") or element.get(f"{_STRICT}{name}") or ""


def _rows(table: Any) -> Iterator[str]:
    for row in _parts(table, "tr"):
        cells = [" ".join(_paragraphs(cell)) for cell in _parts(row, "tc")]
        if any(cells):
            line = " | ".join(cells)
            yield line if cells[0] and cells[-1] else f"| {line} |"


def _parts(element: Any, wanted: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those within content controls too."""
    stack = list(reversed(element))
    while stack:
        part = stack.pop()
        name = _local(part)
        if name == wanted:
            yield part
        elif name in _AROUND_CELLS:
            stack.extend(reversed(part))


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that hang on a paragraph, once each; those in a box come with it."""
    stack = [paragraph]
    while stack:
        element = stack.pop()
        name = _local(element)
        if name == _BOX:
            yield element
        elif name not in _LEFT_OUT:
            stack.extend(reversed(element))


def _paragraphs(cell: Any) -> Iterator[str]:
    found = (_paragraph(element) for element in cell.iter(f"{_WORD}p", f"{_STRICT}p"))
    return (text for text in found if text)


def _paragraph(paragraph: Any) -> str:
    """The text of a paragraph, on one line; what was deleted with changes tracked is not in it."""
    pieces, stack = [], [paragraph]
    while stack:
        element = stack.pop()
        name = _local(element)
        if name in _LEFT_OUT or name == _BOX:
            continue
        if name == "t":
            pieces.append(element.text or "")
        pieces.append(_BLANKS.get(name, ""))
        stack.extend(reversed(element))
    return " ".join("".join(pieces).split())


def _local(element: Any) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _stated(archive: Archive, source_id: str) -> Stated:
    """Title, author, language and keywords. Its dates are of the file, so they do not count."""
    if _PROPERTIES not in archive:
        return Stated()
    root = parse_xml(archive.read(_PROPERTIES), source_id)
    fields = {_local(element): element.text for element in root}
    return Stated(
        title=line_of(fields.get("title")),
        author=line_of(fields.get("creator")),
        language=language_of(fields.get("language")),
        tags=tags_of(fields.get("keywords")),
    )
