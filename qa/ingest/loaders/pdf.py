"""PDF: the text layer, page by page."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from qa.errors import CorpusError
from qa.ingest.dates import find_published
from qa.ingest.limits import MAX_CHARACTERS, MAX_PAGES, require_at_most
from qa.ingest.loaders import register
from qa.ingest.loaders.text import first_line_title, name_title
from qa.ingest.noise import find_masks, merged
from qa.ingest.stated import Stated, line_of, with_stated
from qa.types import Document, Span

_BROKEN_WORD = re.compile(
    "(?:\ufffe|\x02|\u00ad)[\r\n]*"
)  # how PDFium marks a hyphen at a line end
_SENTENCE_END = re.compile(r"[.!?:;\u2026][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[\u2022\u2023\u25aa\u25cf\u2013\u2014*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_FULL = 0.8  # a line this long, of the widest, was broken by the margin and not by its writer
_FURNITURE_PAGES = 3  # a first or last line on so many pages is a running head or foot
_PAGE_WORD = r"(?:page|pg\.?|p\.|seite|página|pagina|pág\.?|sida|side|strona|стр\.|страница|blz\.)"
_PAGE_NUMBER = re.compile(  # '3', '- 3 -', '3 of 9'; 'Page 3' wherever it stands
    rf"(?:\A\W*(?=\d+(?:\W*(?:of|von|de|di|van|z|из)?\W*\d+)?\W*\Z)|\b{_PAGE_WORD}\s*)(\d{{1,5}})(?!\d)",
    re.IGNORECASE,
)
_FOOT_CHARACTERS = 140  # a longer line is no running foot with a page number
_JUNK_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint) - .*|untitled.*|.*\.\w{2,5}|[\W\d_]*)", re.I
)


@register(".pdf", name="PDF", libraries=("pypdfium2",), extra="pdf")
def load_pdf(data: bytes, source_id: str) -> Document:
    """A PDF with a text layer; every page opens with a form feed, so offsets tell pages.

    Lines that the margin broke are joined. Running heads, running feet and page numbers are masked.
    """
    pages, properties = _read(data, source_id)
    furniture = _furniture(pages)
    text, masks = "", []
    for number, lines in enumerate(pages):
        text += "\f"
        for paragraph, is_furniture in _paragraphs(lines, number, furniture):
            start = len(text)
            text += f"{paragraph}\n\n"
            masks += [Span(start, start + len(paragraph))] if is_furniture else []
    require_at_most(len(text), MAX_CHARACTERS, "characters", source_id)
    document = Document(
        source_id=source_id,
        text=text,
        title=_first_title(text, masks) or name_title(source_id),
        published=find_published(text, source_id),
        masks=merged([*masks, *find_masks(text)]),
        warnings=_warnings(pages),
    )
    return with_stated(document, _stated(properties))


def _read(data: bytes, source_id: str) -> tuple[list[list[str]], dict[str, str]]:
    """The lines of every page, and the document's properties."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        require_at_most(len(document), MAX_PAGES, "pages", source_id)
        pages, characters = [], 0
        for page in document:
            pages.append(_lines(page))
            page.close()
            characters += sum(map(len, pages[-1]))
            require_at_most(characters, MAX_CHARACTERS, "characters", source_id)
        properties = document.get_metadata_dict(skip_empty=True)
        document.close()
    except pypdfium2.PdfiumError as error:
        raise CorpusError(
            f"{source_id} cannot be read as PDF: {str(error).rstrip('.')}.",
            "If it asks for a password, save it without one; else open it and save it again.",
        ) from error
    return pages, properties


def _lines(page: Any) -> list[str]:
    """The lines of a page as they are printed, without blanks around and without empty ones."""
    textpage = page.get_textpage()
    text = _BROKEN_WORD.sub("", textpage.get_text_range()).replace("\f", " ")
    textpage.close()
    return [line for raw in text.splitlines() if (line := " ".join(raw.split()))]


def _shape(line: str, page: int) -> str:
    """A line, its page number as it differs from the page: 'Page 3' and then 'Page 4' are one foot.

    Other figures stay: 'Total due: 450 euros' and 'Total due: 1320 euros' are two lines.
    """
    if len(line) > _FOOT_CHARACTERS:
        return line
    return _PAGE_NUMBER.sub(lambda found: f"page{int(found[1]) - page:+}", line)


def _furniture(pages: list[list[str]]) -> set[str]:
    """The shapes of lines that stand first or last on three pages or more."""
    edges = Counter(
        shape
        for number, lines in enumerate(pages)
        if lines
        for shape in {_shape(lines[0], number), _shape(lines[-1], number)}
    )
    return {shape for shape, count in edges.items() if count >= _FURNITURE_PAGES}


def _paragraphs(lines: list[str], page: int, furniture: set[str]) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a page, and whether each is a running head or foot."""
    is_edge = [
        number in (0, len(lines) - 1) and _shape(line, page) in furniture
        for number, line in enumerate(lines)
    ]
    widest = max(
        (len(line) for line, edge in zip(lines, is_edge, strict=True) if not edge), default=0
    )
    open_lines: list[str] = []
    for line, edge in zip(lines, is_edge, strict=True):
        if open_lines and (edge or _begins_paragraph(open_lines[-1], line, widest)):
            yield " ".join(open_lines), False
            open_lines = []
        if edge:
            yield line, True
        else:
            open_lines.append(line)
    if open_lines:
        yield " ".join(open_lines), False


def _begins_paragraph(before: str, line: str, widest: int) -> bool:
    """Whether the line break before `line` was its writer's."""
    if _ITEM.match(line):
        return True
    return len(before) < _FULL * widest and (
        bool(_SENTENCE_END.search(before)) or not line[0].islower()
    )


def _first_title(text: str, masks: list[Span]) -> str | None:
    """The first line that is no running head."""
    start = masks[0].end if masks and not text[: masks[0].start].strip() else 0
    return first_line_title(text[start:])


def _warnings(pages: list[list[str]]) -> tuple[str, ...]:
    empty = [number for number, lines in enumerate(pages, start=1) if not lines]
    if not empty:
        return ()
    which = (
        "no page has" if len(empty) == len(pages) else f"{len(empty)} of {len(pages)} pages lack"
    )
    return (f"{which} a text layer; scanned pages need OCR before they can be found",)


def _stated(properties: dict[str, str]) -> Stated:
    """Title and author. The date a PDF states is when the file was made, so it does not count."""
    title = line_of(properties.get("Title"))
    return Stated(
        title=title if title and not _JUNK_TITLE.fullmatch(title) else None,
        author=line_of(properties.get("Author")),
    )
