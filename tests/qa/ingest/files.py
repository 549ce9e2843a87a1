"""Files of each format, made on the fly."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

from fpdf import FPDF

PAGE = """<html lang="en-GB"><head><title>The dam broke | Valley News</title>
<meta property="og:title" content="The dam broke"><meta name="author" content="Ann Lee">
<meta name="keywords" content="dam, flood">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2020-06-10T23:30:00Z"}
</script></head><body><nav><a href="/">Home</a> <a href="/sport">Sport pages</a></nav>
<article><h1>The dam broke</h1><p>It rained for nine days in the valley. The river rose by two
metres, and the old dam broke on Tuesday night.</p><p>The mayor said that 28 houses were lost. The
council met on Wednesday and promised help to every family.</p></article>
<footer>Imprint and cookies</footer></body></html>"""
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"""


def pdf(pages: Sequence[str], title: str = "", author: str = "") -> bytes:
    """A PDF with these texts, one a page."""
    document = FPDF()
    document.set_title(title)
    document.set_author(author)
    for text in pages:
        document.add_page()
        document.set_font("Helvetica", size=12)
        if text:
            document.multi_cell(0, 6, text)
    return bytes(document.output())


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return packed.getvalue()


def docx(body: str, **more: str) -> bytes:
    """A Word document with this content of its body; `core` are its properties, `styles` theirs."""
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    }
    if "core" in more:
        parts["docProps/core.xml"] = f'<p xmlns:dc="urn:dc">{more["core"]}</p>'
    if "styles" in more:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{WORD}">{more["styles"]}</w:styles>'
    return archive(parts)


def paragraphs(*texts: str, style: str = "") -> str:
    """Paragraphs of a Word document."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return "".join(f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def styles(names: Mapping[str, str]) -> str:
    """Styles of a Word document, their names by their ids."""
    return "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )


def epub(chapters: Sequence[str], metadata: str = "<title>The flood</title>") -> bytes:
    """An e-book whose second chapter stands first in the list of parts."""
    names = [f"c{number}.xhtml" for number in range(len(chapters))]
    items = [
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names
    ]
    order = "".join(f'<itemref idref="{name}"/>' for name in names)
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><metadata>{metadata}</metadata>'
        f"<manifest>{''.join(reversed(items))}</manifest><spine>{order}</spine></package>"
    )
    pages = {
        f"OEBPS/{name}": f'<?xml version="1.0" encoding="utf-8"?><html><body>{text}</body></html>'
        for name, text in zip(names, chapters, strict=True)
    }
    return archive({"META-INF/container.xml": _CONTAINER, "OEBPS/book.opf": package, **pages})


def mail(text: str, html: str | None = None, attachment: str | None = None) -> bytes:
    """A message from Ann to Bob."""
    message = EmailMessage()
    message["From"] = "Ann Lee <ann@example.org>"
    message["To"] = "Bob Ray <bob@example.org>"
    message["Subject"] = "The dam \u2013 news"
    message["Date"] = "Wed, 10 Jun 2020 23:30:00 +0200"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if attachment:
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=attachment)
    return message.as_bytes()
