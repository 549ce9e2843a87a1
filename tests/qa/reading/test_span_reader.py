"""The span reader: sentences with their exact answers, weighed with what the model finds."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.pipeline import Pipeline, open_pipeline
from qa.reading.opening import open_span_model
from qa.reading.span_reader import SPAN_FEATURES, SpanReader
from qa.types import Evidence, Passage, RetrievedPassage
from tests.conftest import MakePipeline, SettingsFor
from tests.qa.reading.inner import inner

QUESTION = "How many members of Congress were mismatched?"


def read(pipeline: Pipeline, question: str) -> list[Evidence]:
    """Evidence from the pipeline's own passages and reader."""
    return pipeline.reader.read(question, pipeline.search(question))


def test_it_is_what_reads_by_default(pipeline: Pipeline) -> None:
    """An answer names the model and the first digits of its checksum."""
    answer = pipeline.ask(QUESTION)

    assert isinstance(inner(pipeline), SpanReader)
    assert answer.model.startswith("span-reader-int8@")
    assert answer.short_answer == "28"


def test_evidence_lies_in_its_sentence_passage_and_document(pipeline: Pipeline) -> None:
    """Spans count in the document's text; an exact answer never leaves its sentence."""
    for found in read(pipeline, QUESTION):
        text = pipeline.source_text(found.passage.source_id)
        assert text[found.sentence.start : found.sentence.end] == found.text
        assert found.passage.start <= found.sentence.start < found.sentence.end
        if found.answer:
            assert found.sentence.start <= found.answer.start < found.answer.end
            assert found.answer.end <= found.sentence.end


def test_every_sentence_has_every_feature(pipeline: Pipeline) -> None:
    """What the weights are learnt from is what they are applied to; reading may stop earlier."""
    reader = inner(pipeline)
    assert isinstance(reader, SpanReader)
    rows = list(reader.features(QUESTION, pipeline.search(QUESTION)))

    assert {len(SPAN_FEATURES)} == {len(features) for _, _, features in rows}
    places = {(found.passage.id, found.sentence) for found in read(pipeline, QUESTION)}
    assert places <= {(passage.id, span) for passage, span, _ in rows}


@given(st.text("ab1.-\u5317 \n", min_size=1, max_size=60))
@settings(max_examples=25)
def test_exact_answers_never_leave_their_sentence(pipeline: Pipeline, text: str) -> None:
    """Whatever the text: also where a sentence ends inside what looks like a word."""
    passage = Passage("a.txt#0000", "a.txt", text, 7, 7 + len(text), "")
    for found in pipeline.reader.read(QUESTION, [RetrievedPassage(passage, 1.0)]):
        if found.answer:
            assert found.sentence.start <= found.answer.start < found.answer.end
            assert found.answer.end <= found.sentence.end


def test_reading_nothing_gives_nothing(pipeline: Pipeline) -> None:
    """No passages, no evidence."""
    assert pipeline.reader.read(QUESTION, []) == []


def test_reading_again_gives_the_same_to_the_digit(pipeline: Pipeline) -> None:
    """Also through another pipeline with one thread."""
    passages = pipeline.search(QUESTION)
    one_thread = pipeline.settings.model_copy(update={"threads": 1})
    with open_pipeline(one_thread) as other:
        assert other.reader.read(QUESTION, passages) == read(pipeline, QUESTION)


def test_the_sentence_reader_can_be_chosen(
    make_pipeline: MakePipeline, settings_for: SettingsFor
) -> None:
    """It needs no model, and its answers say who read."""
    indexed = make_pipeline({"mill.txt": "The mill closed in 1931.\n"})
    plain = settings_for(indexed.settings.data_dir, reader="sentence")
    with open_pipeline(plain) as pipeline:
        answer = pipeline.ask("When did the mill close?")

    assert (answer.model, answer.short_answer) == ("sentence-reader", "1931")


def test_an_installation_may_go_without_the_model(
    settings_for: SettingsFor, tmp_path: Path
) -> None:
    """Then the sentence reader reads; a file that is there is used, and checked."""
    assert open_span_model(settings_for(), folder=tmp_path) is None
    assert open_span_model(settings_for()) is not None


def test_an_exact_answer_needs_no_pattern(make_pipeline: MakePipeline) -> None:
    """Things that no regular expression knows: here a colour."""
    pipeline = make_pipeline(
        {"boats.txt": "Boats of the harbour\n\nThe Ariel was painted green. The Vela is smaller.\n"}
    )

    assert pipeline.ask("What colour was the Ariel painted?").short_answer == "green"
