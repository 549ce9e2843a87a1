"""The process in which files are parsed: `python -m qa.ingest.worker MEGABYTES SECONDS`.

It reads requests from standard input and writes replies to what was its standard output; see
`qa.ingest.parsing` for their form. It holds nothing between two files.
"""

import contextlib
import json
import os
import signal
import struct
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import IO, Any

from qa.errors import CorpusError, QAError
from qa.ingest.authors import find_author
from qa.ingest.language import language_of_text
from qa.ingest.loaders import format_of
from qa.ingest.sidecar import Sidecar, stated_by
from qa.ingest.stated import with_stated
from qa.types import Document

_LENGTH = struct.Struct("!Q")
_GRACE_SECONDS = 5  # past the parent's limit: then the parent is gone, and so shall we be


def main(megabytes: int, seconds: int) -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it closes our input
    requests, replies = sys.stdin.buffer, _replies()
    _limit_memory(megabytes)
    while (head := read_frame(requests)) is not None:
        request = json.loads(head)
        data, sidecar = read_frame(requests), read_frame(requests)
        with _deadline(seconds + _GRACE_SECONDS):
            reply = _answer(request, data or b"", sidecar or b"")
        write_frame(replies, json.dumps(reply).encode("ascii"))
        replies.flush()
        if reply.get("is_exhausted"):
            return  # after a failed allocation nothing is certain; the parent starts another one


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame: its length as eight bytes, then its content. None where the stream ends."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    content = stream.read(length)
    return content if len(content) == length else None


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Write one frame; the caller flushes."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)


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


def _unmasked(document: Document) -> str:
    """What is not noise: front matter is in English in any language."""
    pieces, end = [], 0
    for mask in document.masks:
        pieces.append(document.text[end : mask.start])
        end = mask.end
    return "".join([*pieces, document.text[end:]]).strip()


def _answer(request: dict[str, Any], data: bytes, sidecar: bytes) -> dict[str, Any]:
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


def _storable(value: Any) -> Any:
    """The value, equally long, without what no database takes: NUL and half surrogate pairs."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {name: _storable(item) for name, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, (list, tuple)) else value


def _replies() -> IO[bytes]:
    """Where replies go; what libraries print goes nowhere instead of in between."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    return replies


def _limit_memory(megabytes: int) -> None:
    """Let allocations beyond the limit fail. Systems without such limits go without."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        limit = megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


@contextlib.contextmanager
def _deadline(seconds: int) -> Iterator[None]:
    """End this process where it hangs and nobody is left to end it."""
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)
    yield
    if hasattr(signal, "alarm"):
        signal.alarm(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
