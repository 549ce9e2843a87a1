"""Markdown files: front matter, headings, comments."""

import pytest

from qa.ingest.loaders.markdown import load_markdown
from qa.types import Document


def load(text: str) -> Document:
    """The document of a Markdown text."""
    return load_markdown(text.encode(), "posts/my-trip.md")


def masked(document: Document) -> list[str]:
    """What is kept out of the index."""
    return [document.text[mask.start : mask.end] for mask in document.masks]


FRONT = "---\ntitle: The dam broke\ndate: 2020-06-10\n---"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_front_matter_gives_title_and_date(line_end: str) -> None:
    """And is masked: it describes the article."""
    document = load(f"{FRONT}\n\n# Other\n\nIt rained.".replace("\n", line_end))

    assert ("The dam broke", "2020-06-10") == (document.title, document.published)
    assert [FRONT] == [part.replace("\r", "") for part in masked(document)]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("date: 2020-06-10T23:30:00+02:00", "2020-06-10"),
        ("date: June 10, 2020", "2020-06-10"),
        ("published: 10 June 2020", "2020-06-10"),
        ("date: 20200610", "2020-06-10"),
        ("date: 20200610T120000Z", "2020-06-10"),
        ("timestamp: 1591747200", "2020-06-10"),
        ("timestamp: 1591747200123", "2020-06-10"),
        ("date: 2020", "2020"),
        ("date: 20201345", None),
        ("date: soon", None),
        ("date: [2020, 6]", None),
        ("date:", None),
    ],
)
def test_front_matter_dates_in_any_form(stated: str, expected: str | None) -> None:
    """A YAML date, a time with zone, or words."""
    assert expected == load(f"---\n{stated}\n---\nText.").published


@pytest.mark.parametrize("stated", ["06/10/2020", "soon", "20201345"])
def test_a_stated_date_that_is_not_understood_is_warned_of(stated: str) -> None:
    """It would else be missed only where an answer goes by dates."""
    [warning] = load(f"---\ndate: {stated}\n---\nText.").warnings

    assert f"the date '{stated}' was not understood" in warning


@pytest.mark.parametrize("stated", ["published: true", "date:", "date: [2020, 6]", "draft: no"])
def test_what_states_no_date_is_not_warned_of(stated: str) -> None:
    """Whether it is published is no date, nor is a field left empty."""
    assert () == load(f"---\n{stated}\n---\nText.").warnings


@pytest.mark.parametrize("title", ["12:30", "1_000", "1.10", "010", "No"])
def test_a_title_is_as_it_is_written(title: str) -> None:
    """Not the number or truth value that YAML 1.1 makes of it."""
    assert title == load(f"---\ntitle: {title}\n---\nText.").title


@pytest.mark.parametrize(
    "broken",
    [
        "title: [unclosed",
        "date: 2020-13-45",
        "number: " + "9" * 5000 + "\ntitle: {",
        "a: " + "[" * 2000,
        "title: \tx: y: z",
    ],
)
def test_broken_front_matter_is_reported_and_the_text_kept(broken: str) -> None:
    """One bad line of front matter must not cost the article."""
    document = load(f"---\n{broken}\n---\n\n# The dam broke\n\nIt rained.")

    assert document.title == "The dam broke"
    assert document.warnings[0].startswith("front matter is not YAML and was not used")
    assert document.text.endswith("It rained.")


def test_text_between_two_rulers_is_text() -> None:
    """A document may open with a thematic break; what follows is not front matter."""
    document = load("---\nIt rained all day, and the dam broke.\n\n---\nThen it was over.")

    assert ([], ()) == (masked(document), document.warnings)


def test_front_matter_that_is_never_closed_is_text() -> None:
    """Nothing is masked to the end of the file."""
    assert [] == masked(load("---\ntitle: The dam\n\nIt rained."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# The dam\n\nIt rained.", "The dam"),
        ("The dam\n=======\n\nIt rained.", "The dam"),
        ("It rained.\n\n## The  dam ##\n", "The dam"),
        ("```\n# not a heading\n```\n\n# The dam\n", "The dam"),
        ("The dam broke\n\nIt rained.", "The dam broke"),
        ("It rained all day.", "my trip"),
        ("", "my trip"),
        ("---\ntitle: >\n  The dam\n  broke\n---\n", "The dam broke"),
        ("---\ntitle: 1984\n---\n# Other", "1984"),
        ("---\ntitle: '  '\n---\n# The dam", "The dam"),
        ("---\ntitle: {a: [b]}\n---\n# The dam", "The dam"),
    ],
)
def test_the_title_comes_from_front_matter_heading_or_first_line(text: str, expected: str) -> None:
    """In that order; else the file's name. A `#` in a code block is no heading."""
    assert expected == load(text).title


def test_comments_are_masked() -> None:
    """HTML comments are for authors."""
    assert ["<!-- a\n\nb -->", "<!---->"] == masked(load("One.\n<!-- a\n\nb --> Two. <!----> 3"))


def test_a_comment_that_is_never_closed_is_text() -> None:
    """Nothing is masked to the end of the file."""
    assert [] == masked(load("One. <!-- Two."))


def test_many_openings_of_comments_are_not_slow() -> None:
    """80,000 characters of them once took twenty seconds."""
    assert [] == masked(load("<!-- " * 20_000))
