"""Word documents: DOCX."""

from collections.abc import Iterator
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
_PROPERTIES = "docProps/core.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_BLANKS = {"tab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "\u2011"}
_LEFT_OUT = frozenset(("del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr"))

_AROUND_CELLS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_BOX = "txbxContent"  # its paragraphs stand within the one that the box hangs on


@register(".docx", name="DOCX", libraries=("lxml",))
def load_docx(data: bytes, source_id: str) -> Document:
    """A Word document: paragraphs, table rows and notes, as if all its changes were accepted.

    Headers and footers of pages are left out.
    """
    archive = Archive.open(data, source_id)
    parts = [_BODY, *(name for name in _NOTES if name in archive)]
    lines = [line for part in parts for line in _lines(parse_xml(archive.read(part), source_id))]
    text = "\n\n".join(lines)
    require_at_most(len(text), MAX_CHARACTERS, "characters", source_id)
    document = Document(
        source_id=source_id,
        text=text,
        title=first_line_title(text) or name_title(source_id),
        published=find_published(text, source_id),
        masks=find_masks(text),
    )
    return with_stated(document, _stated(archive, source_id))


def _lines(root: Any) -> Iterator[str]:
    """Paragraphs that are not blank; the cells of a table's row with bars between them."""
    stack = [root]
    while stack:
        element = stack.pop()
        name = _local(element)
        if name in _LEFT_OUT:
            continue
        if name == "tr":
            cells = [" ".join(_paragraphs(cell)) for cell in _cells(element)]
            if any(cells):
                row = " | ".join(cells)
                yield row if cells[0] and cells[-1] else f"| {row} |"
        elif name == "p":
            yield from filter(None, [_paragraph(element)])
            stack.extend(reversed(list(_boxes(element))))
        else:
            stack.extend(reversed(element))


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row, those within content controls too."""
    stack = list(reversed(row))
    while stack:
        element = stack.pop()
        name = _local(element)
        if name == "tc":
            yield element
        elif name in _AROUND_CELLS:
            stack.extend(reversed(element))


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
