"""The sentence reader finds the sentence, its exact answer, and orders what it finds."""

from collections.abc import Iterator

import pytest

from qa.pipeline import Pipeline, open_pipeline
from qa.reading.sentences import SentenceReader, answering_sentences
from qa.types import Evidence, Passage
from tests.conftest import MakePipeline
from tests.qa.reading.inner import inner

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Can I pay cash?\n\nNo. By card.", ["Can I pay cash?\n\nNo.", "By card."]),
        ("Q: May I smoke?\nA: Outside only.", ["Q: May I smoke?\nA: Outside only."]),
        ("Why? Why now? Nobody knows.", ["Why now? Nobody knows."]),
        ('"Was it you?" "It was."', ['"Was it you?" "It was."']),
        ("We close at nine. Any questions?", ["We close at nine."]),
        ("Any questions?\n\n## Prices\n\nIt is free.", ["Prices", "It is free."]),
    ],
)
def test_a_question_stands_with_its_answer(text: str, expected: list[str]) -> None:
    """By itself it says nothing, and 'No.' little."""
    passage = Passage("a.md#0000", "a.md", text, 0, len(text), "")

    assert expected == [text[span.start : span.end] for span in answering_sentences(passage)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose. **It is £122.** Femi said so.", ["It rose.", "It is £122.", "Femi said so."]),
        ("_First. Second._ Third.", ["First.", "Second.", "Third."]),
        ("It was said. **The end.**", ["It was said.", "The end."]),
        ("**Note:** it is closed.", ["**Note:** it is closed."]),
        ("It is **very old**. ~20 came.", ["It is **very old**.", "~20 came."]),
    ],
)
def test_half_of_a_mark_is_not_quoted(text: str, expected: list[str]) -> None:
    """The marks around a sentence stand outside it; those around its words belong to it."""
    passage = Passage("a#0", "a", text, 0, len(text), "a")

    assert expected == [text[span.start : span.end] for span in answering_sentences(passage)]


def test_a_question_of_the_text_answers_nothing(make_pipeline: MakePipeline) -> None:
    """However much it is like the one that is asked."""
    pipeline = make_pipeline(
        {
            "faq.md": "# Questions about the Town Library\n\n## Can I print from my own laptop?\n\n"
            "Not yet. Printing works only from the library's computers.\n"
        }
    )
    answer = pipeline.ask("Can I print from my laptop?")

    assert answer.short_answer == "no"
    assert answer.citations[0].quote == "Can I print from my own laptop?\n\nNot yet."
    assert (answer.answer or "").startswith("Can I print from my own laptop? Not yet. [1]")


def test_reading_nothing_gives_nothing(pipeline: Pipeline) -> None:
    """No passages, no evidence."""
    assert pipeline.reader.read(QUESTION, []) == []


def test_features_and_evidence_agree(pipeline: Pipeline) -> None:
    """What the weights are learnt from is what they are applied to."""
    passages = pipeline.search(QUESTION)
    reader = inner(pipeline)
    assert isinstance(reader, SentenceReader)
    rows = list(reader.features(QUESTION, passages))

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
