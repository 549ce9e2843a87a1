"""Data files: each record is a section with its own title and date."""

import json

import pytest

from qa.errors import CorpusError
from qa.ingest.loaders.records import load_csv, load_json, load_jsonl
from qa.ingest.splitting import split
from qa.types import Document

RAIN = {"title": "Rain", "text": "It rained for nine days.", "date": "2020-06-10"}
SUN = {"title": "Sun", "text": "The sun shone for nine weeks.", "date": "2021-06-10"}


def lines(*records: object) -> bytes:
    """Records as JSON Lines."""
    return "\n".join(json.dumps(record) for record in records).encode()


def places(document: Document) -> list[tuple[str | None, str, str | None]]:
    """Section, title and date of each passage."""
    passages = split(document, lambda text: len(text.split()), 160)
    return [(each.section, each.title, each.published) for each in passages]


EXPECTED = [("record 1", "Rain", "2020-06-10"), ("record 2", "Sun", "2021-06-10")]


def test_each_line_is_a_record() -> None:
    """Its passages carry its title and date, and none has two records in it."""
    assert EXPECTED == places(load_jsonl(lines(RAIN, SUN), "a.jsonl"))


def test_a_list_of_objects_is_read() -> None:
    """Also where it stands in an object."""
    assert EXPECTED == places(load_json(json.dumps([RAIN, SUN]).encode(), "a.json"))
    assert EXPECTED == places(
        load_json(json.dumps({"n": 2, "all": [RAIN, SUN]}).encode(), "a.json")
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read(delimiter: str) -> None:
    """With any of the usual delimiters."""
    rows = [["title", "text", "date"], list(RAIN.values()), list(SUN.values())]
    table = "\r\n".join(delimiter.join(row) for row in rows)

    assert EXPECTED == places(load_csv(table.encode(), "a.csv"))


def test_a_record_is_numbered_by_its_line() -> None:
    """So that a person can look it up."""
    document = load_jsonl(b"\n\n" + lines(RAIN), "a.jsonl")

    assert ["record 3"] == [section.label for section in document.sections]


def test_the_text_field_can_be_named() -> None:
    """It then counts alone."""
    records = lines({"text": "no", "story": "It rained."}, {"text": "no"})
    document = load_jsonl(records, "a.jsonl", "story")

    assert "It rained." == document.text.strip()
    assert "1 of 2 records" in document.warnings[0]


def test_a_file_without_texts_says_which_fields_it_has() -> None:
    """And which setting helps; it is no failure, as folders hold JSON of other kinds."""
    document = load_json(b'{"name": "x", "version": 1}', "package.json")

    assert "" == document.text
    assert "they have name, version; set QA_TEXT_FIELD" in document.warnings[0]


def test_a_broken_line_costs_only_itself() -> None:
    """And is named."""
    document = load_jsonl(lines(RAIN) + b"\n{broken\n" + lines(SUN), "a.jsonl")

    assert 2 == len(document.sections)
    assert "the first is line 2" in document.warnings[0]


@pytest.mark.parametrize("data", [b"{broken", b"[" * 100_000, b'{"text": NaN'])
def test_broken_json_is_refused(data: bytes) -> None:
    """Deep nesting included."""
    with pytest.raises(CorpusError):
        load_json(data, "a.json")


def test_a_text_given_as_paragraphs_is_joined() -> None:
    """Some dumps store a list."""
    assert "One.\n\nTwo." == load_jsonl(lines({"text": ["One.", "Two."]}), "a.jsonl").text.strip()


def test_what_two_records_share_is_not_masked() -> None:
    """A repeat within one article is noise; two articles may say the same."""
    assert () == load_jsonl(lines(RAIN, RAIN), "a.jsonl").masks


def test_no_field_of_a_table_is_masked() -> None:
    """Not even where each row has one field alone that reads like a credit."""
    table = b"Category,Price\nTools,\nGarden,\nTools,12 euros\n"

    assert () == load_csv(table, "a.csv").masks


STAFF = "Name: Ann Lee\nRoom: 12"


@pytest.mark.parametrize(
    "table",
    [
        "Staff list 2024,,\nName,Room,Phone\nAnn Lee,12,\n",
        "Staff list 2024\n\nName,Room\nAnn Lee,12\n",
        "sep=;\nName;Room\nAnn Lee;12\n",
        "\n\nName,Room\nAnn Lee,12\n",
        "Staff list, Brannock, 2024\nName;Room\nAnn Lee;12\nBo Ray;13\n",
        '"Name";"Room"\nAnn Lee;12\n',
    ],
)
def test_what_stands_before_the_columns_is_no_column(table: str) -> None:
    """A title, Excel's line that names the delimiter, an empty line."""
    assert STAFF in load_csv(table.encode(), "a.csv").text


def test_a_delimiter_within_quotes_does_not_count() -> None:
    """'Room, or hall, or yard' is one name."""
    document = load_csv(b'"Room, or hall, or yard";Name\n12;Ann Lee\n', "a.csv")

    assert "Room, or hall, or yard: 12\nName: Ann Lee" in document.text


def test_no_cell_is_lost() -> None:
    """Neither of two columns of one name, nor behind the last column."""
    document = load_csv(b"Name,Phone,Phone,Phone 2\nAnn Lee,111,222,333,on leave\n", "a.csv")

    assert "Phone: 111\nPhone 3: 222\nPhone 2: 333\nColumn 5: on leave" in document.text


def test_the_records_of_an_object_are_objects() -> None:
    """However long a list of numbers beside them is."""
    data = {"ids": list(range(9)), "all": [RAIN, SUN]}

    assert EXPECTED == places(load_json(json.dumps(data).encode(), "a.json"))
