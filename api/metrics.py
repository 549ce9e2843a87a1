"""What the service counts, by Prometheus' names and units; never a question or a file name."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from qa.errors import QAError
from qa.pipeline import Pipeline
from qa.types import Answer

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_MILLISECONDS = 1000


class Metrics:
    """The counters of one process, or with several workers its share of theirs."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "qa_http_request_duration_seconds",
            "Time from the request's first byte to the reply's last.",
            ["method", "route", "status"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._questions = Counter(
            "qa_questions_total",
            "Questions by the status of their answer.",
            ["surface", "status"],
            registry=self._registry,
        )
        self._stages = Histogram(
            "qa_stage_duration_seconds",
            "Time that a stage of an answer took.",
            ["stage"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._abstentions = Counter(
            "qa_abstentions_total",
            "Questions without an answer, by reason; 'unproven' is a failed proof.",
            ["reason"],
            registry=self._registry,
        )
        self._cache = Counter(
            "qa_answer_cache_total",
            "Questions looked up among the answers kept.",
            ["result"],
            registry=self._registry,
        )
        self._refusals = Counter(
            "qa_http_refusals_total",
            "Requests that were not served, by the code of the error.",
            ["code"],
            registry=self._registry,
        )
        self._running = Gauge(
            "qa_http_requests_in_progress",
            "Requests that are being served.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was replied to; `route` is its pattern."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def answer(self, surface: str, answer: Answer) -> None:
        """Count an answer that was computed, its stages and its abstention."""
        self._questions.labels(surface, answer.status).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / _MILLISECONDS)
        if answer.abstention is not None:
            self._abstentions.labels(answer.abstention.reason).inc()

    def cached(self, surface: str, answer: Answer) -> None:
        """Count an answer that was given again."""
        self._questions.labels(surface, answer.status).inc()
        self._cache.labels("hit").inc()

    def not_cached(self) -> None:
        """Count a question that was not among the answers kept."""
        self._cache.labels("miss").inc()

    def refusal(self, code: str) -> None:
        """Count a request that was refused or failed."""
        self._refusals.labels(code).inc()

    def started(self) -> None:
        """A request came in."""
        self._running.inc()

    def ended(self) -> None:
        """A request is done."""
        self._running.dec()

    def exposition(self, pipeline: Pipeline) -> bytes:
        """Everything in Prometheus' text format, with the state of the index at this moment."""
        registry = self._registry
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # set by `qa serve --workers`
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry) + generate_latest(_index_registry(pipeline))


class _IndexCollector(Collector):
    """Size and age of the index; nothing where it cannot be read, and `qa_index_up` says so."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def collect(self) -> Iterable[Metric]:
        """The gauges, read now."""
        try:
            gauges = list(_index_gauges(self._pipeline))
        except QAError:
            gauges = []
        yield _gauge("qa_index_up", "Whether the index can answer.", bool(gauges))
        yield from gauges


def _index_gauges(pipeline: Pipeline) -> Iterator[Metric]:
    status = pipeline.readiness()
    newest = max(source.indexed_at for source in pipeline.sources())
    age = (datetime.now(UTC) - datetime.fromisoformat(newest)).total_seconds()
    yield _gauge("qa_index_sources", "Files in the index.", status.sources)
    yield _gauge("qa_index_passages", "Passages in the index.", status.passages)
    yield _gauge("qa_index_age_seconds", "Time since a file last entered the index.", age)


def _gauge(name: str, description: str, value: float) -> Metric:
    return GaugeMetricFamily(name, description, value=value)


def _index_registry(pipeline: Pipeline) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_IndexCollector(pipeline))
    return registry
