"""Traces: one span a question with its stages, and nothing of what was asked."""

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.answering import Answering
from api.metrics import Metrics
from qa.pipeline import Pipeline

QUESTION = "How many members of Congress were mismatched?"


def test_a_question_is_a_span_with_its_stages(pipeline: Pipeline) -> None:
    """The stages follow each other below it and last as long as the answer says."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    answering = Answering(pipeline, pipeline.settings, Metrics(), provider.get_tracer("test"))
    answer = answering.ask(QUESTION, surface="ask")
    spans = {span.name: span for span in exporter.get_finished_spans()}
    whole, retrieve, read = (spans[name] for name in ("qa.ask", "qa.retrieve", "qa.read"))

    assert whole.context == retrieve.parent == read.parent
    assert retrieve.end_time == read.start_time
    assert retrieve.end_time
    assert retrieve.start_time
    seconds = (retrieve.end_time - retrieve.start_time) / 1e6
    assert abs(answer.timings_ms["retrieve"] - seconds) < 0.1
    assert "Congress" not in "".join(span.to_json() for span in spans.values())


def test_without_the_setting_no_span_is_made(pipeline: Pipeline) -> None:
    """Nothing is collected and nothing leaves the machine."""
    answering = Answering(pipeline, pipeline.settings, Metrics())

    assert not answering._tracer.start_span("any").is_recording()
