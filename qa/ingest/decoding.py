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
_SEVEN_BIT = (b"\x1b$", b"\x1b(")  # ISO-2022 switches alphabets with these and stays below 0x80
_SURE = 0.1  # chardet gives 0.2 to 1.0 for a sentence, 0.01 to 0.07 for a few letters in any code
_SUPERSETS = {  # the same bytes for the same characters, and more of them
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
}
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text == data.decode(encoding, errors="replace")`; `warnings` say what was broken."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, source_id: str, declared: str | None = None) -> Decoded:
    """The text of a file: by byte order mark, `declared` encoding, UTF-8, or what it looks like.

    Line ends stay as they are, so offsets count the file's own characters. A declared encoding
    that the bytes contradict does not count.

    Raises:
        CorpusError: the bytes are not text.
    """
    encoding = _marked_encoding(data) or _declared_encoding(data, declared) or _wide_encoding(data)
    if encoding is None:
        _refuse_binary(data, source_id)
        encoding = _unmarked_encoding(data)
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, _broken(data, text, encoding))


def encodable(text: str) -> str:
    """The text, equally long, with '?' for lone surrogates, which no file or database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _marked_encoding(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)


def _declared_encoding(data: bytes, declared: str | None) -> str | None:
    try:
        name = codecs.lookup(declared).name if declared else None
        if name in (None, "utf-8") or not data.decode(name, errors="strict"):
            return None
    except (LookupError, ValueError):
        return None
    return "cp1252" if name in ("iso8859-1", "ascii") else name  # as browsers read them


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: every other byte of most languages' text is zero."""
    if 0 not in data[:_SAMPLE_BYTES]:
        return None
    encoding = _guessed(data[: _SAMPLE_BYTES // 4 * 4])
    if encoding not in _WIDE:
        return None
    text = data.decode(encoding, errors="replace")
    strange = sum(ord(character) in _CONTROLS or character == _REPLACEMENT for character in text)
    return encoding if strange <= _BINARY_SHARE * len(text) else None


def _refuse_binary(data: bytes, source_id: str) -> None:
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, bytes(_CONTROLS)))
    if 0 in sample or controls > _BINARY_SHARE * len(sample):
        raise CorpusError(
            f"{source_id} is not text: {controls} of its first {len(sample)} bytes are "
            "control codes.",
            "Save it as UTF-8 if it is text; else remove it or give it the ending of its real "
            "format.",
        )


def _unmarked_encoding(data: bytes) -> str:
    """UTF-8 unless most of what lies beyond ASCII is invalid as UTF-8.

    A UTF-8 file with a few damaged bytes stays UTF-8; in a file of another encoding nearly every
    letter beyond ASCII is an invalid sequence.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        broken = text.count(_REPLACEMENT) - data.count(_REPLACEMENT.encode())
        valid = sum(character > "\x7f" for character in text) - broken
        return "utf-8" if valid >= broken else _guessed(_telling_lines(data)) or "cp1252"
    if any(switch in data for switch in _SEVEN_BIT):
        return _guessed(data) or "utf-8"
    return "utf-8"


def _telling_lines(data: bytes) -> bytes:
    """The lines with something beyond ASCII, which alone tell one encoding from another.

    No encoding that gets here uses the byte of a line end for anything else.
    """
    return b"\n".join(line for line in data.split(b"\n") if not line.isascii())


def _guessed(sample: bytes) -> str | None:
    """The codec that chardet finds likeliest, None where it cannot tell."""
    from chardet import EncodingEra, detect

    found = detect(sample, encoding_era=EncodingEra.ALL & ~EncodingEra.MAINFRAME)
    if found["encoding"] is None or found["confidence"] < _SURE:
        return None
    try:
        name = codecs.lookup(found["encoding"]).name
    except LookupError:  # chardet knows encodings that Python does not
        return None
    return None if name == "utf-7" else _SUPERSETS.get(name, name)  # it can spell half characters


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
