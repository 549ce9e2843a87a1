"""Bytes become text without losing a place."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import CorpusError
from qa.ingest.decoding import decode
from tests.qa.ingest.texts import texts

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def is_printable(text: str) -> bool:
    """No control codes: a file of those is refused as binary."""
    return all(character >= " " or character in "\t\n\r" for character in text)


@given(texts.filter(is_printable), st.sampled_from(ENCODINGS))
def test_the_named_encoding_turns_the_bytes_into_the_text(text: str, encoding: str) -> None:
    """Whatever wrote the file, `encoding` tells anyone how to check a citation in it."""
    data = text.encode(encoding, errors="ignore")
    decoded = decode(data, "a.txt")

    assert data.decode(decoded.encoding, errors="replace") == decoded.text


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    """No bytes break the decoder: they are text, or a `CorpusError` says that they are not."""
    try:
        decoded = decode(data, "a.txt")
    except CorpusError:
        return
    assert data.decode(decoded.encoding, errors="replace") == decoded.text


SENTENCES = {
    "Городской совет принял решение о строительстве нового моста через реку.": (
        "cp1251 koi8-r cp866 iso8859-5 mac-cyrillic"
    ),
    "Міська рада ухвалила рішення про будівництво нового мосту.": "cp1251 koi8-u",
    "Το δημοτικό συμβούλιο αποφάσισε την κατασκευή νέας γέφυρας.": "cp1253 iso8859-7",
    "市議会は川に新しい橋を建設することを決定しました。": "shift_jis cp932 euc_jp iso2022_jp",
    "市议会决定在河上修建一座新桥。工程将于明年春天开始。": "gb18030 gbk",
    "市議會決定在河上興建一座新橋。工程將於明年春天開始。": "big5",
    "시의회는 강 위에 새로운 다리를 건설하기로 결정했다.": "euc_kr cp949",
    "Rada miasta postanowiła zbudować nowy most. Żółć, źdźbło, łąka.": "cp1250 iso8859-2",
    "Belediye meclisi köprü yapılmasına karar verdi. Işık, ağaç, şehir.": "cp1254 iso8859-9",
    "Le conseil a décidé de construire un pont près de l'église.": "cp1252",
    "מועצת העיר החליטה לבנות גשר חדש מעל הנהר.": "cp1255",
    "قرر المجلس البلدي بناء جسر جديد فوق النهر.": "cp1256",
}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(text, name) for text, names in SENTENCES.items() for name in names.split()],
)
def test_one_sentence_tells_its_encoding(text: str, encoding: str) -> None:
    """Of the usual ones that are not UTF-8, in ten languages."""
    assert text == decode(text.encode(encoding), "a.txt").text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_wide_encodings_need_no_mark(encoding: str) -> None:
    """Every other byte of such a text is zero."""
    text = "The council decided to build a new bridge over the river."

    assert text == decode(text.encode(encoding), "a.txt").text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", ("plain", "utf-8")),
        ("caf\u00e9".encode(), ("caf\u00e9", "utf-8")),
        (codecs.BOM_UTF8 + "caf\u00e9".encode(), ("caf\u00e9", "utf-8-sig")),
        ("caf\u00e9".encode("utf-16"), ("caf\u00e9", "utf-16")),
        (codecs.BOM_UTF16_BE + "caf\u00e9".encode("utf-16-be"), ("caf\u00e9", "utf-16")),
        ("caf\u00e9".encode("utf-32"), ("caf\u00e9", "utf-32")),
        ("\u201cna\u00efve\u201d caf\u00e9".encode("cp1252"), ("“naïve” café", "cp1252")),
        (b"", ("", "utf-8")),
        (codecs.BOM_UTF8, ("", "utf-8-sig")),
        (b"a\r\nb\rc\n", ("a\r\nb\rc\n", "utf-8")),
    ],
)
def test_an_encoding_is_recognised(data: bytes, expected: tuple[str, str]) -> None:
    """By byte order mark, else UTF-8, else Windows-1252; line ends stay."""
    decoded = decode(data, "a.txt")

    assert expected == (decoded.text, decoded.encoding)
    assert decoded.warnings == ()


def test_broken_bytes_are_reported_and_shown() -> None:
    """Each place that is not UTF-8 becomes one U+FFFD, and the report counts them."""
    decoded = decode("caf\u00e9 na\u00efve ".encode() * 3 + b"bad \xff\xfe here", "a.txt")

    assert decoded.text.endswith("bad \ufffd\ufffd here")
    assert "2 places are not valid utf-8 (the first at byte 43)" in decoded.warnings[0]


def test_a_replacement_character_in_the_file_is_not_broken() -> None:
    """U+FFFD that the author saved is text like any other."""
    decoded = decode("known \ufffd and ".encode() + "caf\u00e9 ".encode() * 3 + b"\xff", "a.txt")

    assert decoded.warnings[0].startswith("1 place is not valid utf-8")


def test_bytes_that_windows_1252_lacks_are_reported() -> None:
    """Five bytes mean nothing in Windows-1252."""
    decoded = decode("caf\u00e9, na\u00efve ".encode("cp1252") + b"\x81", "a.txt")

    assert ("cp1252", "\ufffd") == (decoded.encoding, decoded.text[-1])
    assert decoded.warnings[0].startswith("1 place is not valid cp1252")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\x7fELF\x02\x01\x01\x00",
        b"PK\x03\x04\x14\x00\x06\x00",
        bytes(range(256)),
        b"\x01\x02\x03\x04" * 10,
    ],
)
def test_a_binary_file_is_refused(data: bytes) -> None:
    """Its name says text, its bytes do not: the message says what was found."""
    with pytest.raises(CorpusError, match=r"photo\.txt is not text"):
        decode(data, "photo.txt")
