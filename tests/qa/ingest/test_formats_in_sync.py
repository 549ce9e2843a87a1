"""Files of all formats through the pipeline: citations, sidecars, failures, new versions."""

from pathlib import Path

from qa.types import page_number
from tests.qa.conftest import Corpus
from tests.qa.ingest import files

RAIN = "It rained for nine days in the valley, and the river rose by two metres."
BRIDGE = "The engineer Ada Brook built the iron bridge of Marlow in the year 1887."


def write(corpus: Corpus, name: str, data: bytes) -> Path:
    """A file with these bytes."""
    path = corpus.folder / name
    path.write_bytes(data)
    return path


def test_a_citation_names_the_page_of_a_pdf(corpus: Corpus) -> None:
    """And its offsets are those of the extracted text."""
    write(corpus, "a.pdf", files.pdf([RAIN, BRIDGE]))
    corpus.pipeline.sync(corpus.folder)
    answer = corpus.pipeline.ask("Who built the iron bridge of Marlow?")
    places = answer.citations or (answer.abstention.nearest if answer.abstention else ())
    text = corpus.pipeline.source_text("a.pdf")

    assert (2, None) == (places[0].page, places[0].section)
    assert "Ada Brook" in text[places[0].start : places[0].end]
    assert 2 == page_number(text, places[0].start)


def test_a_citation_names_the_record_of_a_data_file(corpus: Corpus) -> None:
    """With the title and date of that record."""
    records = '{"text": "%s"}\n{"text": "%s", "title": "Marlow", "date": "2001-02-03"}'
    write(corpus, "a.jsonl", (records % (RAIN, BRIDGE)).encode())
    corpus.pipeline.sync(corpus.folder)
    answer = corpus.pipeline.ask("Who built the iron bridge of Marlow?")
    places = answer.citations or (answer.abstention.nearest if answer.abstention else ())

    assert ("record 2", "Marlow", "2001-02-03") == (
        places[0].section,
        places[0].title,
        places[0].published,
    )


def test_an_edited_sidecar_changes_its_file(corpus: Corpus) -> None:
    """Though the file itself is as it was, and the sidecar is no article."""
    corpus.write("rain.txt", RAIN)
    corpus.write("rain.txt.meta.yaml", "author: Ann Lee")
    corpus.pipeline.sync(corpus.folder)
    before = corpus.pipeline.source("rain.txt").author
    corpus.write("rain.txt.meta.yaml", "author: Bob Ray\ntags: [dam]\nlanguage: en")
    report = corpus.pipeline.sync()
    source = corpus.pipeline.source("rain.txt")

    assert (("rain.txt",), (), 0) == (report.changed, report.skipped, report.embedded)
    assert ("Ann Lee", "Bob Ray", ("dam",), "en") == (
        before,
        source.author,
        source.tags,
        source.language,
    )


def test_another_text_field_reads_the_file_again(corpus: Corpus) -> None:
    """A setting that decides the text counts like an edit."""
    from qa.pipeline import open_pipeline

    corpus.write("a.json", f'[{{"text": "{RAIN}", "story": "{BRIDGE}"}}]')
    corpus.pipeline.sync(corpus.folder)
    settings = corpus.settings.model_copy(update={"text_field": "story"})
    with open_pipeline(settings) as pipeline:
        report = pipeline.sync()

        assert ("a.json",) == report.changed
        assert BRIDGE == pipeline.source_text("a.json").strip()


def test_a_file_that_cannot_be_read_is_tried_again(corpus: Corpus) -> None:
    """It stops nobody, and is read as soon as it can be."""
    corpus.write("rain.txt", RAIN)
    path = write(corpus, "a.docx", b"not a document")
    failed = corpus.pipeline.sync(corpus.folder)
    again = corpus.pipeline.sync()
    path.write_bytes(files.docx(files.paragraphs(BRIDGE)))
    mended = corpus.pipeline.sync()

    assert ["a.docx"] == [failure.source_id for failure in failed.failed]
    assert (("rain.txt",), ["a.docx"]) == (failed.added, [each.source_id for each in again.failed])
    assert (("a.docx",), ()) == (mended.added, mended.failed)


def test_the_passages_of_a_source_are_listed_in_order(corpus: Corpus) -> None:
    """As they stand in its text."""
    corpus.write("rain.txt", f"Share this story\n\n{RAIN}\n\n{BRIDGE * 30}")
    corpus.pipeline.sync(corpus.folder)
    passages = corpus.pipeline.passages("rain.txt")
    text = corpus.pipeline.source_text("rain.txt")

    assert len(passages) > 2
    assert [each.text for each in passages] == [text[each.start : each.end] for each in passages]
    assert sorted(each.start for each in passages) == [each.start for each in passages]
