"""Data files in which each record holds a text: JSON, JSON Lines, CSV."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from qa.errors import CorpusError
from qa.ingest.dates import find_published
from qa.ingest.decoding import Decoded, decode, encodable
from qa.ingest.limits import MAX_CHARACTERS, MAX_RECORDS, require_at_most
from qa.ingest.loaders import register
from qa.ingest.loaders.text import first_line_title, name_title
from qa.ingest.noise import find_masks
from qa.ingest.stated import language_of, stated_in
from qa.types import Document, Section, Span

TEXT_FIELDS = ("text", "body", "content", "article", "full_text", "article_body", "articlebody")
_SHOWN_FIELDS = 8
_DELIMITERS = ",;\t|"
_STATED_DELIMITER = re.compile(r"\s*sep=(.)[ \t]*\r?\n", re.IGNORECASE)  # as Excel writes it
_QUOTED = re.compile(r'"[^"]*"')
_MOST_TITLE_ROWS = 5
_HEAD_CHARACTERS = 20_000  # in which a delimiter is looked for
_Record = tuple[int, Any]  # its number in the file, from 1, and what stands there


@register(".jsonl", ".ndjson", name="JSON Lines", has_records=True)
def load_jsonl(data: bytes, source_id: str, text_field: str | None = None) -> Document:
    """One JSON object a line; a record's number is that of its line."""
    decoded = decode(data, source_id)
    lines = enumerate(decoded.text.lstrip("\ufeff").split("\n"), start=1)
    broken: list[int] = []

    def records() -> Iterator[_Record]:
        for number, line in lines:
            if not line.strip():
                continue
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                broken.append(number)

    document = _document(records(), source_id, text_field, decoded)
    if not broken:
        return document
    if not document.text:
        raise _not_of_format(source_id, "JSON Lines", f"line {broken[0]} is not JSON")
    what = "1 line is" if len(broken) == 1 else f"{len(broken)} lines are"
    return _warned(document, f"{what} not JSON (the first is line {broken[0]})")


@register(".json", name="JSON", has_records=True)
def load_json(data: bytes, source_id: str, text_field: str | None = None) -> Document:
    """An object, a list of objects, or an object whose longest list holds them."""
    decoded = decode(data, source_id)
    try:
        content = json.loads(decoded.text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise _not_of_format(source_id, "JSON", str(error)) from error
    return _document(
        enumerate(_listed(content, text_field), start=1), source_id, text_field, decoded
    )


@register(".csv", ".tsv", name="CSV", has_records=True)
def load_csv(data: bytes, source_id: str, text_field: str | None = None) -> Document:
    """A table with the names of its columns in the first row; record 1 is the row below it.

    Where no column is one of texts, a record is read field by field: 'Price: 650 euros'.
    """
    decoded = decode(data, source_id)
    csv.field_size_limit(MAX_CHARACTERS)
    try:
        names, rows = _table(decoded.text.lstrip("\ufeff"))
        columns = {name.strip().lower() for name in names}
        records = enumerate((_named(names, row) for row in rows), start=1)
        if text_field is None and columns.isdisjoint(TEXT_FIELDS):
            document = _document(_field_by_field(records), source_id, TEXT_FIELDS[0], decoded)
            return replace(document, masks=())  # a field 'Source' is no credit
        return _document(records, source_id, text_field, decoded)
    except csv.Error as error:
        raise _not_of_format(source_id, "CSV", str(error)) from error


def _table(text: str) -> tuple[list[str], Iterator[list[str]]]:
    """The names of the columns and the rows below them that are not empty.

    A title stands above the names where one cell is all that it fills.
    """
    stated = _STATED_DELIMITER.match(text)
    body = text[stated.end() :] if stated else text.lstrip("\r\n")
    delimiter = stated[1] if stated else _delimiter(body)
    read = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    rows = (row for row in read if row)
    above = list(islice(rows, _MOST_TITLE_ROWS + 1))
    first = next(iter(above), [])
    is_text = len(first) == 1 and first[0].strip().lower() in TEXT_FIELDS
    headings = next((n for n, row in enumerate(above) if is_text or _filled(row) > 1), 0)
    names = above[headings] if above else []
    return _distinct(names), chain(above[headings + 1 :], rows)


def _delimiter(text: str) -> str:
    """The one that stands equally often in most of the first lines, what is quoted left out."""
    lines = _QUOTED.sub("", text[:_HEAD_CHARACTERS]).split("\n")[: _MOST_TITLE_ROWS + 1]

    def fit(delimiter: str) -> tuple[int, int]:
        counts = Counter(found for line in lines if (found := line.count(delimiter)))
        return max(counts.values(), default=0), lines[0].count(delimiter)

    return max(_DELIMITERS, key=fit)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, the second 'Phone' as 'Phone 2': a record has one value of a name."""
    distinct: list[str] = []
    for name in names:
        others = (f"{name} {number}" for number in range(2, len(names) + 2))
        free = name if name.strip() else ""
        if free in distinct:
            free = next(other for other in others if other not in distinct and other not in names)
        distinct.append(free)
    return distinct


def _named(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """A row's cells by column, those without a name by their number."""
    return {
        (names[n] if n < len(names) and names[n].strip() else f"Column {n + 1}"): cell
        for n, cell in enumerate(row)
    }


def _document(
    records: Iterable[_Record], source_id: str, text_field: str | None, decoded: Decoded
) -> Document:
    """All records with a text, one after another, each a section with its own title and date."""
    text, sections, without, fields = "", [], 0, dict[str, None]()
    languages: set[str | None] = set()
    masks: list[Span] = []  # record by record: what two records share is no repeat
    for count, (number, record) in enumerate(records, start=1):
        require_at_most(count, MAX_RECORDS, "records", source_id)
        body = _text(record, text_field)
        if body is None:
            without += 1
            fields |= dict.fromkeys(map(str, record)) if isinstance(record, Mapping) else {}
            continue
        section, shown = _section(record, body, number, len(text), source_id)
        languages.add(language_of(record.get("language") or record.get("lang")))
        sections.append(section)
        masks += [mask.moved(section.start) for mask in find_masks(shown)]
        text += f"{shown}\n\n"
        require_at_most(len(text), MAX_CHARACTERS, "characters", source_id)
    return Document(
        source_id=source_id,
        text=text,
        title=sections[0].title if len(sections) == 1 else name_title(source_id),
        published=sections[0].published if len(sections) == 1 else find_published("", source_id),
        masks=tuple(masks),
        language=languages.pop() if len(languages) == 1 else None,
        sections=tuple(sections),
        warnings=decoded.warnings + _left_out(without, len(sections), list(fields), text_field),
    )


def _field_by_field(records: Iterable[_Record]) -> Iterator[_Record]:
    """The records of a table, but for empty ones, with a line for each field as their text."""
    for number, record in records:
        lines = [
            f"{' '.join(name.split())}: {' '.join(value.split())}"
            for name, value in record.items()
            if name and name.strip() and isinstance(value, str) and value.strip()
        ]
        if lines:
            yield number, {**record, TEXT_FIELDS[0]: "\n".join(lines)}


def _section(
    record: Mapping[str, Any], body: str, number: int, start: int, source_id: str
) -> tuple[Section, str]:
    """A record's section, and its text as it is shown: under its title where it has one."""
    stated = stated_in(record)
    shown = (
        body
        if stated.title is None or body.startswith(stated.title)
        else f"{stated.title}\n\n{body}"
    )
    title = stated.title or first_line_title(body) or f"{name_title(source_id)}, record {number}"
    published = stated.published or find_published(body, "")
    return Section(start, start + len(shown), f"record {number}", title, published), shown


def _text(record: object, text_field: str | None) -> str | None:
    """The text of a record, None where it has none in the field asked for."""
    if not isinstance(record, Mapping):
        return None
    names = (text_field,) if text_field else TEXT_FIELDS
    fields = {str(name).strip().lower(): value for name, value in record.items()}
    for name in names:
        value = fields.get(name.lower())
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)  # a text given as its paragraphs
        if isinstance(value, str) and value.strip():
            return encodable(value.strip())
    return None


def _listed(content: object, text_field: str | None) -> list[Any]:
    """The records of a JSON file."""
    if isinstance(content, list):
        return content
    if isinstance(content, Mapping) and _text(content, text_field) is None:
        lists = [
            value
            for value in content.values()
            if isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
        ]
        return max(lists, key=len, default=[content])
    return [content]


def _left_out(
    without: int, found: int, fields: list[str], text_field: str | None
) -> tuple[str, ...]:
    """A warning where records have no text in the fields looked at."""
    if not without:
        return ()
    wanted = f"the field {text_field!r}" if text_field else f"a field {', '.join(TEXT_FIELDS[:4])}"
    has = f"; they have {', '.join(fields[:_SHOWN_FIELDS])}" if fields else ""
    advice = "" if found else "; set QA_TEXT_FIELD to the one with the text"
    return (f"{without} of {without + found} records have no text in {wanted}{has}{advice}",)


def _warned(document: Document, warning: str) -> Document:
    return replace(document, warnings=(*document.warnings, warning))


def _not_of_format(source_id: str, name: str, why: str) -> CorpusError:
    return CorpusError(
        f"{source_id} cannot be read as {name}: {why}.", "Correct it, or write it anew."
    )
