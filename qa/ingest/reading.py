"""One file's bytes to its document, by the loader of its format."""

from dataclasses import asdict, replace
from typing import Any

from qa.errors import CorpusError, QAError
from qa.ingest.authors import find_author
from qa.ingest.decoding import encodable
from qa.ingest.language import language_of_text
from qa.ingest.loaders import format_of
from qa.ingest.sidecar import Sidecar, stated_by
from qa.ingest.stated import is_plain_yaml, with_stated
from qa.types import Document

_PLAIN_BYTES = 1_000_000  # a long book; read in some tenths of a second


def parse(data: bytes, source_id: str, text_field: str | None, sidecar: Sidecar | None) -> Document:
    """The document of one file: what its loader finds, what its sidecar states, its language.

    Raises:
        CorpusError: the file or its sidecar cannot be used.
    """
    found = format_of(source_id)
    if found is None:
        raise CorpusError(f"No loader reads {source_id}.", "Give it the ending of its format.")
    document = found.read(data, source_id, text_field)
    if sidecar:
        document = with_stated(document, stated_by(sidecar))
    if document.author is None and not document.sections:
        document = replace(document, author=find_author(document.text))
    if document.language is None:
        document = replace(document, language=language_of_text(_unmasked(document)))
    return document


def reply_about(request: dict[str, Any], data: bytes, sidecar: bytes) -> dict[str, Any]:
    """What a parser says about one file, as JSON can hold it: its `document`, or what failed.

    `is_exhausted` tells that memory ran out.
    """
    source_id = request["source_id"]
    beside = Sidecar(request["sidecar"], sidecar) if request["sidecar"] else None
    try:
        return {
            "document": _storable(asdict(parse(data, source_id, request["text_field"], beside)))
        }
    except QAError as error:
        return {"message": error.message, "hint": error.hint}
    except MemoryError:
        return {"is_exhausted": True}
    except Exception as error:  # noqa: BLE001 -- libraries raise anything; the file is to blame
        return {
            "message": f"{source_id} could not be parsed: {type(error).__name__}: {error}.",
            "hint": "Open it and save it again, or remove it; please report the file's kind.",
        }


def is_plain(data: bytes, source_id: str, sidecar: Sidecar | None) -> bool:
    """Whether nothing in a file can hang, crash or swell what reads it.

    Such a file has a moderate size, is UTF-8, and of a format that is read by our own code, in time
    linear in its size. Everything else is for a process apart.
    """
    found = format_of(source_id)
    if found is None or found.is_plain is None or len(data) > _PLAIN_BYTES:
        return False
    if sidecar and not is_plain_yaml(sidecar.data):
        return False
    return found.is_plain(data) and _is_plainly_utf8(data)


def _unmasked(document: Document) -> str:
    """What is not noise: front matter is in English in any language."""
    pieces, end = [], 0
    for mask in document.masks:
        pieces.append(document.text[end : mask.start])
        end = mask.end
    return "".join([*pieces, document.text[end:]]).strip()


def _storable(value: Any) -> Any:
    """The value, equally long, without what no database takes: NUL and half surrogate pairs."""
    if isinstance(value, str):
        return encodable(value).replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {name: _storable(item) for name, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, (list, tuple)) else value


def _is_plainly_utf8(data: bytes) -> bool:
    """UTF-8 without what makes other encodings possible: then none has to be guessed."""
    if b"\0" in data or b"\x1b" in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
