"""A file that hangs, crashes or eats memory costs only itself."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import CorpusError
from qa.ingest import limits
from qa.ingest.parsing import SPOOL_NAME, Parser
from qa.ingest.reading import is_plain
from qa.ingest.sidecar import Sidecar
from qa.settings import Settings
from tests.qa.ingest import files

PAGE = files.PAGE.encode()
RAIN = b"The dam\n\nIt rained for nine days in the valley. The river rose by two metres."
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]><x>&e11;</x>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><p>&e;</p></x>'


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """One for all files here, as in a sync."""
    with Parser(Settings(parse_seconds=30)) as made:
        yield made


HOSTILE = {
    "bomb.docx": lambda: files.archive({"word/document.xml": b" " * 200_000_001}),
    "laughs.docx": lambda: files.archive({"word/document.xml": LAUGHS}),
    "deep.html": lambda: b"<div>" * 1_000_000,
    "deep.xhtml": lambda: b"<font>" * 1_000 + b"x",
    "deep.docx": lambda: files.docx("<w:p>" * 300 + "</w:p>" * 300),
    "deep.json": lambda: b'{"a":' * 100_000,
    "many.html": lambda: b"<p>" * 1_000_001,
    "parts.epub": lambda: files.archive({f"{n}": "" for n in range(limits.MAX_PARTS + 1)}),
    "binary.txt": lambda: bytes(range(256)) * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(parser: Parser, name: str) -> None:
    """With a reason and an advice, and the next file is read."""
    with pytest.raises(CorpusError) as refused:
        parser.parse(HOSTILE[name](), name)

    assert name in refused.value.message
    assert "The dam" == parser.parse(RAIN, "rain.txt").title


def test_a_pdf_of_ten_thousand_pages_is_refused(parser: Parser) -> None:
    """Before any of them is read."""
    with pytest.raises(CorpusError, match="10,000 pages; at most 5,000"):
        parser.parse(files.pdf([""] * 10_000), "long.pdf")


def test_entities_that_name_files_are_not_read(parser: Parser) -> None:
    """Neither in a Word document nor in an e-book."""
    parts = {"META-INF/container.xml": OUTSIDE}

    with pytest.raises(CorpusError, match="does not say where its parts are"):
        parser.parse(files.archive(parts), "a.epub")


def test_a_file_that_takes_too_long_is_given_up() -> None:
    """Its worker is ended, and another one reads the next file."""
    long = ("<p>It rained all day in the valley, and all night, too.</p>" * 100_000).encode()
    with Parser(Settings(parse_seconds=0.5)) as parser:
        started = time.perf_counter()
        with pytest.raises(CorpusError, match=r"slow\.html could not be parsed within 0\.5 s"):
            parser.parse(long, "slow.html")
        assert time.perf_counter() - started < 30


def test_a_file_that_needs_too_much_memory_is_given_up() -> None:
    """Bytes and text of 120 MB each do not fit into 256 MB."""
    with Parser(Settings(parse_memory_mb=256)) as parser:
        with pytest.raises(CorpusError, match=r"large\.txt needs more than 256 MB"):
            parser.parse(b"It rained all day.\n" * 6_000_000, "large.txt")
        assert "The dam" == parser.parse(RAIN, "rain.txt").title


def test_half_characters_are_shown_as_such(parser: Parser) -> None:
    """No database stores half a surrogate pair or a NUL; offsets stay."""
    record = rb'{"title": "a\ud83d", "text": "\ude00 b \u0000 c"}'
    document = parser.parse(record, "a.json")

    assert ("a?", "a?\n\n? b \ufffd c") == (document.title, document.text.strip())


def test_a_worker_that_was_killed_is_replaced(parser: Parser) -> None:
    """As by the system, when memory runs out."""
    parser.parse(PAGE, "a.html")
    worker = parser._worker
    assert worker is not None
    worker.kill()
    worker.wait()

    assert parser.parse(PAGE, "a.html").text


def test_one_worker_reads_all_files(parser: Parser) -> None:
    """A start costs more than a file."""
    parser.parse(PAGE, "a.html")
    worker = parser._worker
    parser.parse(files.docx("<w:p><w:r><w:t>It rained.</w:t></w:r></w:p>"), "a.docx")

    assert worker is parser._worker


MENU = "title,date,text\nSoup,2020-06-10,Beans.\nFish,2020-06-11,Cod, — grilled.\n".encode()
PLAIN = {
    "rain.txt": RAIN,
    "rain.md": b"---\ntitle: The dam\n---\n" + RAIN,
    "empty.txt": b"",
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_text_needs_no_worker(name: str) -> None:
    """Starting one takes longer than reading a hundred files."""
    with Parser(Settings()) as parser:
        parser.parse(PLAIN[name], name)

        assert parser._worker is None


@pytest.mark.parametrize("held_bytes", [0, 16_000_000])
def test_a_surveyed_file_is_parsed_once(tmp_path: Path, held_bytes: int) -> None:
    """It waits in memory, or, where that is full, on disk; both give the document as it was."""
    with Parser(Settings(data_dir=tmp_path), held_bytes) as parser:
        surveyed = parser.survey(MENU, "menu.csv")
        waiting = [*(tmp_path / SPOOL_NAME).glob("*")]
        parser._end_worker()

        assert surveyed == parser.parse(MENU, "menu.csv")
        assert parser._worker is None
        assert bool(waiting) == (held_bytes == 0)
        assert [] == [*(tmp_path / SPOOL_NAME).glob("*")]


NOT_PLAIN = {
    "large.txt": b"It rained all day.\n" * 60_000,
    "legacy.txt": "Дождь шёл весь день над долиной.".encode("koi8-r"),
    "switched.txt": "雨が一日中降った。".encode("iso2022_jp"),
    "wide.txt": "It rained all day.".encode("utf-16-le"),
    "long.md": b"---\ntitle: The dam\ntags: [" + b"rain, " * 1_000 + b"]\n---\n" + RAIN,
    "merged.md": b"---\na: &a {b: c}\nd:\n  <<: [*a, *a]\n---\n" + RAIN,
    "a.html": PAGE,
}


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_may_take_long_is_not_plain(name: str) -> None:
    """Guessing an encoding, YAML that multiplies, and every format with a parser."""
    assert not is_plain(NOT_PLAIN[name], name, None)


def test_a_sidecar_that_may_take_long_is_not_plain() -> None:
    """YAML with merge keys doubles with every line."""
    sidecar = Sidecar("rain.txt.meta.yaml", b"a: &a {b: c}\n<<: *a")

    assert not is_plain(RAIN, "rain.txt", sidecar)


SLOW = {
    "blanks.txt": b" " * 999_999,
    "returns.txt": b"\r" * 999_999,
    "words.txt": b"a" * 999_999,
    "dashes.txt": b"a-" * 499_999,
    "dates.txt": b"June 10, 2020 " * 70_000,
    "numbers.txt": b"2020-" * 199_999,
    "lines.txt": b"By Ann Lee\n" * 90_000,
    "rulers.md": b"---\n" * 249_999,
    "openings.md": b"<!--" * 249_999,
    "quotes.md": b">" * 999_999,
    "brackets.md": b"![" * 499_999,
    "headings.md": b"a\n" * 499_999,
    "fields.md": b"---\n" + b"#\n" * 1_900 + b"---\nx",
    "depth.md": b"---\na: " + b"[" * 3_900 + b"\n---\nx",
    "scripts.txt": "न́ю".encode() * 140_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_the_worst_plain_file_is_read_in_a_moment(name: str) -> None:
    """No limit of time stands over what is parsed here; growth with a square takes minutes."""
    with Parser(Settings()) as parser:
        started = time.process_time()
        parser.parse(SLOW[name], name)

        assert (None, True) == (parser._worker, time.process_time() - started < 30)


def test_a_sidecar_states_what_the_file_does_not(parser: Parser) -> None:
    """And wins over what the file says."""
    stated = (
        b"title: Flood\nauthor: [Ann Lee, Bob Ray]\ndate: 2020-06-10\nlanguage: de\ntags: [a, b]"
    )
    document = parser.parse(RAIN, "rain.txt", Sidecar("rain.txt.meta.yaml", stated))

    assert ("Flood", "Ann Lee, Bob Ray", "2020-06-10", "de", ("a", "b")) == (
        document.title,
        document.author,
        document.published,
        document.language,
        document.tags,
    )


@pytest.mark.parametrize("data", [b"- a list", b"title: [", b"\xff\xfe", b"just words"])
def test_a_sidecar_that_cannot_be_used_fails_its_file(parser: Parser, data: bytes) -> None:
    """A date that silently went missing would be worse."""
    with pytest.raises(CorpusError, match=r"The sidecar rain\.txt\.meta\.yaml cannot be used"):
        parser.parse(RAIN, "rain.txt", Sidecar("rain.txt.meta.yaml", data))


def test_the_language_of_a_text_is_found(parser: Parser) -> None:
    """Where the text is long enough to tell."""
    german = "Der Stadtrat hat beschlossen, eine neue Brücke über den Fluss zu bauen."

    assert "de" == parser.parse(german.encode(), "a.txt").language
    assert parser.parse(b"IBM", "a.txt").language is None


def test_a_byline_names_the_author(parser: Parser) -> None:
    """Near the top, and only there."""
    assert (
        "Ann Lee and Bob Ray"
        == parser.parse(b"Flood\nBy Ann Lee and Bob Ray\n\nRain.", "a.txt").author
    )
    assert parser.parse(b"Flood\n\nBy Tuesday it was over.", "a.txt").author is None
