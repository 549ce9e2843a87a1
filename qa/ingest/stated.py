"""What a file states about itself, in front matter, tags, properties or a sidecar."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import yaml

from qa.ingest.dates import parse_date
from qa.types import Document

TITLE_KEYS = ("title", "headline", "name")
DATE_KEYS = ("date", "published", "publish_date", "pubdate", "published_at", "created", "timestamp")
_AUTHOR_KEYS = ("author", "authors", "byline", "creator", "by")
_LANGUAGE_KEYS = ("language", "lang", "locale")
_TAG_KEYS = ("tags", "keywords", "categories", "topics")
_SHORT_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")
# '20200610', '20200610T120000Z': a file system's and EPUB's; seconds and milliseconds since 1970
_COMPACT_DATE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4}(?:\d\d)?Z?)?")
_EPOCH = re.compile(r"(\d{10})(?:\d{3}|\.\d+)?")
_READ_OTHERWISE = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool")
_FLAGS = ("true", "false", "yes", "no")  # 'published: true' is no date
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)
_PLAIN_BYTES = 4_000  # of YAML: read in some hundredths of a second
_MERGE_KEY = b"<<"  # each may double what is in memory
_MOST_TAGS = 50
_LONGEST = 300  # characters of a stated value; what is longer is a text in the wrong place


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated; None or empty where nothing is."""

    title: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class _AsWritten(yaml.SafeLoader):
    """Numbers and truth values stay text: YAML 1.1 reads 12:30 as 750, and `no` as false."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # as its parent declares it
        first: [each for each in resolvers if each[0] not in _READ_OTHERWISE]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_yaml(text: str) -> Any:
    """What a YAML or JSON text holds; numbers and truth values as they are written.

    Raises:
        yaml.YAMLError, ValueError, RecursionError: it is none.
    """
    return yaml.load(text, Loader=_AsWritten)


def stated_in(fields: Mapping[Any, Any]) -> Stated:
    """What these fields state, by the usual names in any case; values of a wrong kind count not."""
    known = {str(key).strip().lower(): value for key, value in fields.items()}
    published = _first(known, DATE_KEYS, date_of)
    return Stated(
        title=_first(known, TITLE_KEYS, line_of),
        author=_first(known, _AUTHOR_KEYS, _names),
        published=published,
        language=_first(known, _LANGUAGE_KEYS, language_of),
        tags=tags_of(next((known[key] for key in _TAG_KEYS if known.get(key)), None)),
        warnings=() if published else _misread_date(known),
    )


def with_stated(document: Document, stated: Stated) -> Document:
    """The document, with what is stated in place of what it had, and the warnings of both."""
    values = {name: getattr(stated, name) for name in Stated.__dataclass_fields__}
    values["warnings"] = document.warnings + stated.warnings
    return replace(document, **{name: value for name, value in values.items() if value})


def is_plain_yaml(data: bytes) -> bool:
    """Whether YAML needs no limit on time and memory: it is short, and nothing in it multiplies."""
    return len(data) <= _PLAIN_BYTES and _MERGE_KEY not in data


def line_of(value: object) -> str | None:
    """A stated value as one line, or None where it is no short text."""
    if not isinstance(value, (str, int, float, date)) or isinstance(value, bool):
        return None
    line = " ".join(str(value).split())
    return line if line and len(line) <= _LONGEST else None


def date_of(value: object) -> str | None:
    """An ISO date, year and month, or year; None where the value is no date."""
    if isinstance(value, date):  # YAML reads 2020-06-10 as a date; datetime is one too
        return value.isoformat()[:10]
    line = line_of(value)
    if line is None:
        return None
    if _SHORT_DATE.fullmatch(line):
        return line
    if compact := _COMPACT_DATE.fullmatch(line):
        return parse_date("-".join(compact.groups()))
    if epoch := _EPOCH.fullmatch(line):
        return datetime.fromtimestamp(int(epoch[1]), UTC).date().isoformat()
    return parse_date(line)


def language_of(value: object) -> str | None:
    """'en' for 'en', 'EN' and 'en-GB'; None where the value is no language code."""
    match = _LANGUAGE.fullmatch(line_of(value) or "")
    return match[1].lower() if match else None


def tags_of(value: object) -> tuple[str, ...]:
    """A list of tags, or the parts of a line at commas and semicolons; each once, in order."""
    parts = re.split(r"[,;]", value) if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        return ()
    lines = [line for part in parts[:_MOST_TAGS] if (line := line_of(part))]
    return tuple(dict.fromkeys(lines))


def _names(value: object) -> str | None:
    """One name, or several with commas between; a name may be an object with a 'name'."""
    several = value if isinstance(value, (list, tuple)) else [value]
    names = [item.get("name") if isinstance(item, dict) else item for item in several[:20]]
    return line_of(", ".join(line for name in names if (line := line_of(name))))


def _misread_date(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """A warning of the first field that should hold a date, where it holds something else."""
    lines = [(key, line) for key in DATE_KEYS if (line := line_of(fields.get(key)))]
    return tuple(
        f"the {key} {line!r} was not understood as a date; write it as 2020-06-10"
        for key, line in lines
        if line.lower() not in _FLAGS
    )[:1]


def _first(fields: Mapping[str, Any], keys: tuple[str, ...], read: Any) -> Any:
    return next((found for key in keys if (found := read(fields.get(key)))), None)
