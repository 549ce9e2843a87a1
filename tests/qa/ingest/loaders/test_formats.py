"""Every extracted format: text, title, date, author, and what a citation points at."""

import json
from contextlib import suppress

import pytest

from qa.errors import CorpusError
from qa.ingest.loaders import format_of, known_endings
from qa.ingest.loaders.docx import load_docx
from qa.ingest.loaders.epub import load_epub
from qa.ingest.loaders.html import load_html
from qa.ingest.loaders.mail import load_mail
from qa.ingest.loaders.pdf import load_pdf
from qa.types import Document, page_number
from tests.qa.ingest import files

RAIN = "It rained for nine days in the valley, and the river rose by two metres till the dam broke."
SUN = "The sun shone for nine weeks after that, and the wells of the village ran dry in September."


def test_html_gives_the_article_without_its_page() -> None:
    """Navigation and footer are not in it; meta tags and JSON-LD describe it."""
    document = load_html(files.PAGE.encode(), "a.html")

    assert "28 houses were lost" in document.text
    assert "Sport pages" not in document.text
    assert ("The dam broke", "Ann Lee", "2020-06-10") == (
        document.title,
        document.author,
        document.published,
    )
    assert ("en", ("dam", "flood"), None) == (document.language, document.tags, document.encoding)


def test_a_page_without_an_article_gives_all_its_text() -> None:
    """And says so."""
    document = load_html(b"<p>Short.</p>", "a.html")

    assert "Short." == document.text
    assert [] == [each for each in document.warnings if "no article" not in each]


@pytest.mark.parametrize("markup", [b"", b"   ", b"<!-- -->", b"<html></html>"])
def test_an_empty_page_is_an_empty_document(markup: bytes) -> None:
    """Nothing to index, and no error."""
    assert "" == load_html(markup, "a.html").text.strip()


def test_a_declared_encoding_counts() -> None:
    """Six bytes of KOI8-R are too few to be recognised."""
    page = '<meta charset="koi8-r"><p>Привет, мир</p>'.encode("koi8-r")

    assert "Привет, мир" == load_html(page, "a.html").text


def test_a_declared_encoding_that_is_wrong_does_not_count() -> None:
    """Pages say ISO-8859-1 and are UTF-8, or name what nobody knows."""
    page = '<meta charset="no-such"><p>Café</p>'.encode()

    assert "Café" == load_html(page, "a.html").text


def test_the_pages_of_a_pdf_can_be_told_from_its_text() -> None:
    """Every page opens with a form feed."""
    text = load_pdf(files.pdf([RAIN, SUN]), "a.pdf").text

    assert [1, 2] == [page_number(text, text.index(words)) for words in ("It rained", "The sun")]


def test_lines_that_the_margin_broke_are_joined() -> None:
    """A sentence over two printed lines is one sentence."""
    assert RAIN in load_pdf(files.pdf([f"{RAIN}\n{SUN}"]), "a.pdf").text


def test_running_heads_and_page_numbers_are_masked() -> None:
    """They stand on every page."""
    pages = [f"Annual report\n\n{RAIN} {number}\n\nPage {number} of 4" for number in (1, 2, 3, 4)]
    document = load_pdf(files.pdf(pages), "a.pdf")
    masked = [document.text[mask.start : mask.end] for mask in document.masks]

    assert ["Annual report", "Page 1 of 4", "Annual report", "Page 2 of 4"] == masked[:4]


def masked_feet(*feet: str) -> list[str]:
    """What is masked of a PDF whose pages end with these lines."""
    towns = ("Brannock", "Crail", "Dunmere")
    pages = [f"In {town}: {RAIN}\n\n{foot}" for town, foot in zip(towns, feet, strict=True)]
    document = load_pdf(files.pdf(pages), "a.pdf")
    return [document.text[mask.start : mask.end] for mask in document.masks]


@pytest.mark.parametrize(
    "feet",
    [
        ("Total due: 450 euros", "Total due: 1320 euros", "Total due: 75 euros"),
        ("450", "1320", "75"),
        ("Room 4", "Room 5", "Room 6"),
    ],
)
def test_last_lines_of_pages_that_differ_in_a_figure_are_content(feet: tuple[str, ...]) -> None:
    """Only numbers that count the pages say nothing."""
    assert [] == masked_feet(*feet)


@pytest.mark.parametrize(
    "foot", ["Page {} of 9", "{}", "- {} -", "{} / 9", "Seite {}", "Annual report 2019 | Page {}"]
)
def test_numbers_that_count_the_pages_are_masked(foot: str) -> None:
    """From whichever page on."""
    feet = [foot.format(number) for number in (7, 8, 9)]

    assert feet == masked_feet(*feet)


def test_a_pdf_states_title_and_author() -> None:
    """Unless its title is the name of a file."""
    document = load_pdf(files.pdf([RAIN], title="The flood", author="Ann Lee"), "a.pdf")
    named = load_pdf(files.pdf(["The flood\n\n" + RAIN], title="report.docx"), "a.pdf")

    assert ("The flood", "Ann Lee") == (document.title, document.author)
    assert "The flood" == named.title


def test_a_scanned_pdf_says_that_it_needs_ocr() -> None:
    """Its pages hold no text."""
    assert "OCR" in load_pdf(files.pdf(["", ""]), "a.pdf").warnings[0]


def test_a_word_document_gives_paragraphs_and_table_rows() -> None:
    """In their order, with changes accepted."""
    cells = "".join(f"<w:tc>{files.paragraphs(text)}</w:tc>" for text in ("Dam", "1911"))
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    inserted = "<w:ins><w:r><w:t>New.</w:t></w:r></w:ins>"
    deleted = "<w:del><w:r><w:delText>Old.</w:delText></w:r></w:del>"
    body = files.paragraphs("The flood", RAIN) + f"{table}<w:p>{inserted}{deleted}</w:p>"

    assert (
        f"The flood\n\n{RAIN}\n\nDam | 1911\n\nNew." == load_docx(files.docx(body), "a.docx").text
    )


def test_headings_of_a_word_document_have_the_marks_of_markdown() -> None:
    """By their style: its id, or its name where the id is of another language."""
    styles = files.styles({"Titel": "Title", "berschrift2": "heading 2", "Kopf": "header"})
    body = "".join(
        files.paragraphs(text, style=style)
        for text, style in [
            ("The flood", "Titel"),
            ("Dams", "berschrift2"),
            (RAIN, "Kopf"),
            ("Ely", "Heading3"),
            (SUN, "HeadingNote"),
        ]
    )

    document = load_docx(files.docx(body, styles=styles), "a.docx")

    assert f"# The flood\n\n## Dams\n\n{RAIN}\n\n### Ely\n\n{SUN}" == document.text
    assert document.title == "The flood"


def test_a_cell_in_a_content_control_is_a_cell() -> None:
    """As forms have them."""
    first, second, third = (
        f"<w:tc>{files.paragraphs(text)}</w:tc>" for text in ("Dam", "1911", "Ely")
    )
    control = f"<w:sdt><w:sdtContent>{second}</w:sdtContent></w:sdt>"
    row = f"<w:tr>{first}{control}{third}</w:tr>"
    rows = f"<w:tbl>{row}<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"

    assert "Dam | 1911 | Ely\nDam | 1911 | Ely" == load_docx(files.docx(rows), "a.docx").text


def test_a_text_box_is_parted_from_its_paragraph() -> None:
    """It stands beside it on the page."""
    box = (
        f"<w:r><w:pict><w:txbxContent>{files.paragraphs(RAIN, SUN)}</w:txbxContent></w:pict></w:r>"
    )
    body = f"<w:p><w:r><w:t>The flood</w:t></w:r>{box}<w:r><w:t> of Ely</w:t></w:r></w:p>"

    assert f"The flood of Ely\n\n{RAIN}\n\n{SUN}" == load_docx(files.docx(body), "a.docx").text


def test_a_word_document_states_title_author_and_tags() -> None:
    """In its properties."""
    names = "<dc:title>The flood</dc:title><dc:creator>Ann Lee</dc:creator>"
    core = f"{names}<keywords>dam; rain</keywords>"
    document = load_docx(files.docx(files.paragraphs(RAIN), core=core), "a.docx")

    assert ("The flood", "Ann Lee", ("dam", "rain")) == (
        document.title,
        document.author,
        document.tags,
    )


def test_an_e_book_is_read_in_the_order_of_its_spine() -> None:
    """Each part is a section with a title of its own."""
    names = "<title>The flood</title><creator>Ann Lee</creator>"
    metadata = f"{names}<date>1999-05</date><language>en-US</language>"
    chapters = [f"<h1>Rain</h1><p>{RAIN}</p>", f"<h1>Sun</h1><p>{SUN}</p>"]
    document = load_epub(files.epub(chapters, metadata), "a.epub")

    assert f"Rain\n\n{RAIN}\n\nSun\n\n{SUN}" == document.text.strip()
    assert ["Rain", "Sun"] == [section.title for section in document.sections]
    assert ("The flood", "Ann Lee", "1999-05", "en") == (
        document.title,
        document.author,
        document.published,
        document.language,
    )


def test_a_message_shows_who_wrote_to_whom() -> None:
    """Plain text wins over HTML; attachments are named."""
    document = load_mail(files.mail(RAIN, f"<p>{SUN}</p>", "plan.pdf"), "a.eml")

    assert "From: Ann Lee <ann@example.org>\nTo: Bob Ray" in document.text
    assert RAIN in document.text
    assert SUN not in document.text
    assert ("The dam – news", "2020-06-10") == (document.title, document.published)
    assert ("attachments are not read: plan.pdf",) == document.warnings


def test_a_message_in_html_only_is_read() -> None:
    """As its visible text."""
    head = b"From: a@example.org\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"

    assert load_mail(head + b"<p>Caf\xe9</p><p>Ann</p>", "a.eml").text.endswith("Café\n\nAnn")


@pytest.mark.parametrize(
    "data", [b"", b"junk", b"PK\x03\x04junk", b"%PDF-1.4 junk", files.archive({"x": "y"})]
)
@pytest.mark.parametrize("ending", [".pdf", ".docx", ".epub", ".eml"])
def test_what_is_not_of_its_format_is_refused(data: bytes, ending: str) -> None:
    """With an error of ours."""
    how = format_of(f"a{ending}")

    assert how is not None
    with pytest.raises(CorpusError):
        how.read(data, f"a{ending}", None)


@pytest.mark.parametrize("ending", known_endings())
@pytest.mark.parametrize("data", [b"", b"\n\n", b"[]", b"{}"])
def test_every_loader_gives_a_document_or_refuses(ending: str, data: bytes) -> None:
    """Whatever little it is given."""
    how = format_of(f"a{ending}")
    assert how is not None
    with suppress(CorpusError):
        assert isinstance(how.read(data, f"a{ending}", None), Document)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", files.PAGE.encode()),
        ("a.pdf", files.pdf([RAIN, SUN])),
        ("a.docx", files.docx(files.paragraphs(RAIN))),
        ("a.epub", files.epub([RAIN])),
        ("a.eml", files.mail(RAIN)),
        ("a.json", json.dumps([{"text": RAIN}]).encode()),
    ],
)
def test_the_same_bytes_give_the_same_document(name: str, data: bytes) -> None:
    """However often they are read."""
    how = format_of(name)

    assert how is not None
    assert how.read(data, name, None) == how.read(data, name, None)


def test_a_missing_library_names_the_extra_that_brings_it() -> None:
    """An installation without it still reads the rest."""
    from qa.ingest.loaders import Format

    with pytest.raises(CorpusError) as refused:
        Format("PDF", load_pdf, ("no-such-package",), "pdf", False).read(b"", "a.pdf", None)
    assert "pip install 'corpus-qa[pdf]'" in refused.value.hint
