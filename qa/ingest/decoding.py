"""Bytes to text without losing a place: what cannot be decoded is reported and shown as U+FFFD."""

import codecs
from dataclasses import dataclass

from qa.errors import CorpusError

_BOMS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")
_BINARY_SHARE = 0.02  # prose has no control bytes; executables and images have 10 % and more
_SAMPLE_BYTES = 65_536
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text == data.decode(encoding, errors="replace")`; `warnings` say what was broken."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, source_id: str) -> Decoded:
    """The text of a file: by byte order mark, else UTF-8, else Windows-1252.

    Line ends stay as they are, so offsets count the file's own characters.

    Raises:
        CorpusError: the bytes are not text.
    """
    encoding = _marked_encoding(data)
    if encoding is None:
        _refuse_binary(data, source_id)
        encoding = _unmarked_encoding(data)
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, _broken(data, text, encoding))


def _marked_encoding(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)


def _refuse_binary(data: bytes, source_id: str) -> None:
    sample = data[:_SAMPLE_BYTES]
    controls = sum(byte in _CONTROLS for byte in sample)
    if 0 in sample or controls > _BINARY_SHARE * len(sample):
        raise CorpusError(
            f"{source_id} is not text: {controls} of its first {len(sample)} bytes are "
            "control codes.",
            "Save it as UTF-8 if it is UTF-16 without a byte order mark; "
            "else remove it or give it the ending of its real format.",
        )


def _unmarked_encoding(data: bytes) -> str:
    """UTF-8 unless most of what lies beyond ASCII is invalid as UTF-8.

    A UTF-8 file with a few damaged bytes stays UTF-8; in a Windows-1252 file nearly every accented
    letter is an invalid sequence, because it is followed by an ASCII letter.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        broken = text.count(_REPLACEMENT) - data.count(_REPLACEMENT.encode())
        valid = sum(character > "\x7f" for character in text) - broken
        return "utf-8" if valid >= broken else "cp1252"
    return "utf-8"


def _broken(data: bytes, text: str, encoding: str) -> tuple[str, ...]:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        genuine = data.count(_REPLACEMENT.encode()) if encoding.startswith("utf-8") else 0
        count = text.count(_REPLACEMENT) - genuine
        places = "place is" if count == 1 else "places are"
        return (
            f"{count} {places} not valid {encoding} (the first at byte {error.start}); "
            "shown as U+FFFD, the file is untouched",
        )
    return ()
