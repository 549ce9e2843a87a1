"""Web pages: whose words, whose blocks and whose dates are the article's."""

from datetime import date, timedelta

import pytest

from qa.ingest.columns import tables_in
from qa.ingest.loaders.html import load_html
from tests.qa.ingest import files

STORY = "".join(
    f"<p>The choir of {town} has sung in the hall of the town for more than forty years, and its "
    "members come from every street, from the harbour to the mill at the end of the road.</p>"
    for town in ("Brannock", "Crail")
)


def page(body: str, head: str = "") -> str:
    """A saved page with a menu and a footer."""
    return (
        f"<html><head><title>Choir</title>{head}</head><body><nav><a href='/'>Home page</a></nav>"
        f"<main><h1>Choir</h1>{body}</main><footer><p>Imprint. Last updated 2025-06-30</p></footer>"
        "</body></html>"
    )


def text_of(body: str, head: str = "") -> str:
    """The text of a page, on one line."""
    return " ".join(load_html(page(body, head).encode(), "a.html").text.split())


def published(body: str, head: str = "") -> str | None:
    """When it says that it was published."""
    return load_html(page(body, head).encode(), "a.html").published


@pytest.mark.parametrize("rest", ["", STORY])
@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        ("It is on <time datetime='2025-05-01'>1 May</time> at noon.", "It is on 1 May at noon."),
        (
            "Press <button>Start</button> till <label>Volume</label> is <output>12</output>.",
            "Press Start till Volume is 12.",
        ),
        ("A ticket is <del>8 euros</del> <ins>12 euros</ins>.", "A ticket is 12 euros."),
        ("It weighs 10<sup>6</sup> tonnes.", "It weighs 10^6 tonnes."),
        ("It began in 1911<sup><a href='#n3'>3</a></sup> or so.", "It began in 1911 or so."),
    ],
)
def test_no_word_goes_from_inside_a_sentence(rest: str, markup: str, sentence: str) -> None:
    """In short pages and in long ones; what was struck out is none of its words."""
    assert f"Choir {sentence}" in text_of(f"<p>{markup}</p>{rest}")


def test_a_line_end_of_the_source_is_a_blank() -> None:
    """Only `br` and blocks break lines; a sentence is one line also where a word is set as code."""
    broken = (
        "<p>The fee is <code>twelve</code> euros a month and is\nto be paid in advance by all.</p>"
    )
    text = load_html(page(STORY + broken).encode(), "a.html").text

    assert "The fee is twelve euros a month and is to be paid in advance by all." in text


@pytest.mark.parametrize(
    "markup",
    [
        "<aside><p>The fee is 12 euros a month for all.</p></aside>",
        "<figure><blockquote>The fee is 12 euros a month for all.</blockquote></figure>",
        "<fieldset><legend>Fees</legend><p>The fee is 12 euros a month for all.</p></fieldset>",
        "<dialog open><p>The fee is 12 euros a month for all.</p></dialog>",
    ],
)
def test_boxes_within_the_article_belong_to_it(markup: str) -> None:
    """They hold what the article wants noticed."""
    assert "The fee is 12 euros a month for all." in text_of(STORY + markup + STORY)


def test_a_box_of_links_within_the_article_does_not() -> None:
    """It leads to other articles."""
    links = "<aside><h2>More</h2><a href='/a'>The mill burnt down</a></aside>"

    assert "mill burnt" not in text_of(STORY + links + STORY)


@pytest.mark.parametrize("element", ["main", "article", "section"])
def test_a_short_page_keeps_its_blocks(element: str) -> None:
    """Headings, paragraphs and items stay apart, and the menu stays out."""
    body = (
        f"<nav>Home page</nav><{element}><h1>Choir of Brannock</h1><p>The choir meets on Monday in "
        "the hall, and on Friday in the church.</p><p>Its leader is Ann Lee.</p><ul><li>Altos</li>"
        f"<li>Basses</li></ul></{element}><footer>Imprint</footer>"
    )
    expected = (
        "Choir of Brannock\n\nThe choir meets on Monday in the hall, and on Friday in the church."
        "\n\nIts leader is Ann Lee.\n\n- Altos\n- Basses"
    )

    assert expected == load_html(f"<html><body>{body}</body></html>".encode(), "a.html").text


@pytest.mark.parametrize("rows", [2, 30])
def test_a_page_with_a_table_alone_keeps_it(rows: int) -> None:
    """Each row under its headings, however long the table is."""
    cells = "".join(
        f"<tr><td>Crown<br>number {n}</td><td><p>{n} euros</p></td></tr>"
        for n in range(1, rows + 1)
    )
    table = f"<table><tr><th>Treatment</th><th>Price</th></tr>{cells}</table>"
    text = load_html(page(table).encode(), "a.html").text

    assert [rows] == [len(found.rows) for found in tables_in(text)]
    assert "Crown number 2 | 2 euros |" in text


def test_the_lines_of_a_listing_stay_lines() -> None:
    """Where its page has little else."""
    listing = "<pre>Oven: 220 degrees\nTime: 40 minutes\n</pre>"

    assert "Oven: 220 degrees\n\nTime: 40 minutes" in load_html(page(listing).encode(), "a").text


def test_a_long_article_in_one_element_keeps_its_blocks() -> None:
    """What falls back on the text of the element as one line is not taken."""
    divisions = STORY.replace("<p>", "<div>").replace("</p>", "</div>")
    text = load_html(
        f"<html><body><article><h1>Choir</h1>{divisions * 3}</article></body></html>".encode(), "a"
    ).text

    assert "Choir" == text.split("\n")[0]
    assert 4 < len(text.split("\n\n"))


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        (f"<p>3 March 2019</p>{STORY}", "", "2019-03-03"),
        (f"{STORY}<p>It opens on <time datetime='2024-05-01'>1 May</time> at noon.</p>", "", None),
        (STORY, "", None),
        (f"<header><time datetime='2019-03-03'>Sunday</time></header>{STORY}", "", "2019-03-03"),
        (f"<time pubdate datetime='2019-03-03'>Sunday</time>{STORY}", "", "2019-03-03"),
        (STORY, "<meta property='article:published_time' content='2019-03-03'>", "2019-03-03"),
        (STORY, "<meta property='article:published_time' content='2099-03-03'>", None),
        (
            STORY,
            '<script type="application/ld+json">{"@type": "Event", "startDate": "2024-05-01"}'
            "</script>",
            None,
        ),
    ],
)
def test_a_page_is_dated_by_what_states_its_publication(
    body: str, head: str, expected: str | None
) -> None:
    """Neither by the day of an event nor by its footer, and never by a day to come."""
    assert expected == published(body, head)


def test_a_page_may_be_of_tomorrow() -> None:
    """Where it was published it is that day already."""
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    stated = f"<meta property='article:published_time' content='{tomorrow}'>"

    assert tomorrow == published(STORY, stated)


def test_the_article_of_an_ordinary_page_is_as_before() -> None:
    """Nothing of its page is in it."""
    expected = (
        "The dam broke\n\nIt rained for nine days in the valley. The river rose by two metres, "
        "and the old dam broke on Tuesday night.\n\nThe mayor said that 28 houses were lost. The "
        "council met on Wednesday and promised help to every family."
    )

    assert expected == load_html(files.PAGE.encode(), "a.html").text
