"""Plain text files: title, date, encoding."""

import pytest

from qa.ingest.loaders.text import load_text, name_title


def title(text: str, source_id: str = "notes/2020_my-trip.txt") -> str:
    """The title that is found."""
    return load_text(text.encode(), source_id).title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam broke\n\nIt rained.", "The dam broke"),
        ("\r\n\r\n  The dam broke  \r\nIt rained.", "The dam broke"),
        ("\ufeffThe dam broke\nIt rained.", "The dam broke"),
        ("Share on Facebook\nThe dam broke\nIt rained.", "The dam broke"),
        ("=======\nThe dam broke\n=======", "The dam broke"),
        ("\u200b\nThe dam broke\n", "The dam broke"),
        ("Will the dam hold?\nYes.", "Will the dam hold?"),
        ("大坝决堤\n下雨了。", "大坝决堤"),
        ("It rained all day.\nThe dam broke", "2020 my trip"),
        ("word " * 60, "2020 my trip"),
        ("", "2020 my trip"),
        ("---\n***\n", "2020 my trip"),
    ],
)
def test_the_title_is_the_first_line_that_reads_like_one(text: str, expected: str) -> None:
    """Short, with words, not noise, not a sentence; else the file's name in words."""
    assert expected == title(text)


def test_a_file_name_reads_as_words() -> None:
    """Hyphens and underscores stand for blanks."""
    assert name_title("a/b/the_dam--broke.tar.txt") == "the dam broke.tar"


def test_a_document_is_the_decoded_file() -> None:
    """Anyone can check a citation in the file itself: nothing is normalised or removed."""
    data = "\ufeffThe dam broke\r\n\r\nShare on Facebook\r\ncafé\t\x0c\u2028 end ".encode()
    document = load_text(data, "a.txt")

    assert data.decode("utf-8-sig") == document.text
    assert document.encoding == "utf-8-sig"


def test_a_document_knows_its_date_and_masks() -> None:
    """The dateline dates it; the button is masked."""
    document = load_text(b"The dam broke\nJune 10, 2020\nShare on Facebook\nIt rained.", "a.txt")

    assert document.published == "2020-06-10"
    assert ["Share on Facebook"] == [document.text[m.start : m.end] for m in document.masks]
