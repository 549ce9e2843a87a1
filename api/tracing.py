"""OpenTelemetry traces of questions: which stage took how long, and never what was asked."""

import time
from importlib.util import find_spec
from types import MappingProxyType

from opentelemetry.trace import NoOpTracer, Span, Tracer, set_span_in_context

from qa.errors import SettingsError
from qa.settings import Settings
from qa.types import Answer

_STAGES = ("retrieve", "read", "write")  # in their order; a stage that did not run has no span
_NANOSECONDS = 1_000_000  # a millisecond
_RESOURCE = MappingProxyType({"service.name": "corpus-qa"})


def tracer_of(settings: Settings) -> Tracer:
    """What makes the spans: nothing comes of them unless `settings.traces` is set.

    Where they go follows OpenTelemetry's own variables, `OTEL_EXPORTER_OTLP_ENDPOINT` first.

    Raises:
        SettingsError: traces are wanted, and the packages that send them are not installed.
    """
    if not settings.traces:
        return NoOpTracer()
    if find_spec("opentelemetry.exporter") is None or find_spec("opentelemetry.sdk") is None:
        raise SettingsError(
            "QA_TRACES is set, and OpenTelemetry is not installed.",
            "Install it: pip install 'corpus-qa[otel]'.",
        )
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create(dict(_RESOURCE)))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("corpus-qa")


def describe(span: Span, tracer: Tracer, answer: Answer, surface: str) -> None:
    """Put how an answer came about on its span, with a child span for each stage."""
    span.set_attributes(
        {
            "qa.surface": surface,
            "qa.status": answer.status,
            "qa.answerer": answer.answerer,
            "qa.model": answer.model,
            "qa.citations": len(answer.citations),
            "qa.confidence": answer.confidence,
        }
    )
    stages = [(name, answer.timings_ms[name]) for name in _STAGES if name in answer.timings_ms]
    end = time.time_ns()
    start = end - int(sum(milliseconds for _, milliseconds in stages) * _NANOSECONDS)
    for name, milliseconds in stages:
        child = tracer.start_span(f"qa.{name}", set_span_in_context(span), start_time=start)
        start += int(milliseconds * _NANOSECONDS)
        child.end(start)
