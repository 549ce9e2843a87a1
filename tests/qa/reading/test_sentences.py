"""The sentence reader finds the sentence, its exact answer, and orders what it finds."""

from collections.abc import Iterator

import pytest

from qa.pipeline import Pipeline, open_pipeline
from qa.reading.sentences import SentenceReader
from qa.types import Evidence
from tests.conftest import MakePipeline

QUESTION = "How many members of Congress were mismatched?"


@pytest.fixture(scope="module")
def pipeline(pipeline: Pipeline) -> Iterator[Pipeline]:
    """The bundled articles, read without the span model."""
    settings = pipeline.settings.model_copy(update={"reader": "sentence"})
    with open_pipeline(settings) as opened:
        yield opened


def read(pipeline: Pipeline, question: str) -> list[Evidence]:
    """Evidence from the pipeline's own passages and reader."""
    return pipeline.reader.read(question, pipeline.search(question))


def test_the_best_sentence_holds_the_answer(pipeline: Pipeline) -> None:
    """Other numbers in the corpus do not come before the counted members."""
    best = read(pipeline, QUESTION)[0]

    assert "28 members of Congress" in best.text
    assert best.short_answer == "28"


def test_evidence_lies_in_its_passage_and_document(pipeline: Pipeline) -> None:
    """Spans count in the document's text."""
    for found in read(pipeline, QUESTION):
        text = pipeline.source_text(found.passage.source_id)
        assert text[found.sentence.start : found.sentence.end] == found.text
        assert found.passage.start <= found.sentence.start < found.sentence.end


def test_evidence_is_ordered_by_confidence(pipeline: Pipeline) -> None:
    """Most confident first."""
    confidences = [found.confidence for found in read(pipeline, QUESTION)]

    assert sorted(confidences, reverse=True) == confidences


def test_reading_nothing_gives_nothing(pipeline: Pipeline) -> None:
    """No passages, no evidence."""
    assert pipeline.reader.read(QUESTION, []) == []


def test_features_and_evidence_agree(pipeline: Pipeline) -> None:
    """What the weights are learnt from is what they are applied to."""
    passages = pipeline.search(QUESTION)
    assert isinstance(pipeline.reader, SentenceReader)
    rows = list(pipeline.reader.features(QUESTION, passages))

    places = {(found.passage.id, found.sentence) for found in read(pipeline, QUESTION)}
    assert places == {(passage.id, span) for passage, span, _ in rows}


@pytest.mark.parametrize("mark", ["- ", "* ", "> ", "## ", "3. ", "12) "])
def test_marks_of_lists_and_headings_are_not_quoted(make_pipeline: MakePipeline, mark: str) -> None:
    """The quote begins with the words, at their true place."""
    text = f"# Boats\n\n{mark}The Ariel was painted green.\n"
    pipeline = make_pipeline({"boats.md": text})
    found = [e for e in read(pipeline, "What colour was the Ariel painted?") if "Ariel" in e.text]

    assert ["The Ariel was painted green."] == [evidence.text for evidence in found]
    assert text.index("The Ariel") == found[0].sentence.start
