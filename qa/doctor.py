"""What is missing or stale, and the command that mends it."""

from collections.abc import Callable
from pathlib import Path

from qa.errors import CorpusError, IndexBusy, QAError
from qa.history import History
from qa.index.chroma import ChromaServer
from qa.index.fingerprint import config_fingerprint
from qa.index.manifest import Manifest
from qa.index.store import Store
from qa.ingest.embedding import open_embedder
from qa.ingest.previewing import preview
from qa.ingest.syncing import only_writer
from qa.models import listed_models, model_path
from qa.protocols import Embedder
from qa.reading.opening import open_span_model
from qa.retrieval.retrievers import HybridRetriever
from qa.settings import Settings
from qa.types import Finding, Passage, Span


def diagnose(settings: Settings, embedder: Embedder | None = None) -> list[Finding]:
    """One finding a check, in the order in which they should be mended.

    `embedder` is what the index was made with, by default the one that the settings name.
    """
    checks: dict[str, Callable[[], str]] = {
        "models": _check_models,
        "embedder": lambda: _check_embedder(embedder or open_embedder(settings)),
        "reader": lambda: _check_reader(settings),
        "index": lambda: _check_index(settings, embedder or open_embedder(settings)),
        "agreement": lambda: _check_agreement(settings, embedder or open_embedder(settings)),
        "search": lambda: _check_search(settings, embedder or open_embedder(settings)),
        "files": lambda: _check_failures(settings),
        "folder": lambda: _check_folder(settings),
        "history": lambda: _check_history(settings),
    }
    findings = []
    for name, check in checks.items():
        findings.append(_run(name, check))
        if name == "index" and not findings[-1].is_healthy:
            break  # what follows would only repeat it
    return findings


def _run(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except QAError as error:
        return Finding(name, False, error.message, error.hint)


def _check_models() -> str:
    names = listed_models()
    for name in names:
        model_path(name)
    return f"{len(names)} model files match their checksums"


def _check_embedder(embedder: Embedder) -> str:
    vectors = embedder.embed(["Is anybody there?"])
    return f"{embedder.name} gives {vectors.shape[1]} dimensions"


def _check_reader(settings: Settings) -> str:
    model = open_span_model(settings)
    if model is None:
        return "the sentence reader, which needs no model"
    text = "The committee met in Geneva."
    passage = Passage("probe#0000", "probe", text, 0, len(text), title="")
    (scores,) = model.read("Where did the committee meet?", [passage])
    _, place = scores.best_span() or (0.0, Span(0, 0))
    return f"{model.name} finds {text[place.start : place.end]!r}"


def _check_index(settings: Settings, embedder: Embedder) -> str:
    store = _open(settings, embedder)
    try:
        status = store.status()
    finally:
        store.close()
    return f"{status.sources} sources, {status.passages} passages of {status.folder}"


def _check_agreement(settings: Settings, embedder: Embedder) -> str:
    store = _open(settings, embedder)
    try:
        store.require_same_records()
        unfinished = len(store.manifest.garbage())
    finally:
        store.close()
    if unfinished and _is_being_written(settings.data_dir):
        return "a sync is running"
    if unfinished:
        raise CorpusError(
            f"A sync was cut short: {unfinished} file versions wait to be cleaned up.",
            "Run `qa ingest`.",
        )
    return "manifest, Chroma and Tantivy hold the same passages"


def _check_search(settings: Settings, embedder: Embedder) -> str:
    store = _open(settings, embedder)
    retriever = HybridRetriever(
        store, embedder, candidates=settings.candidates, fusion=settings.fusion
    )
    try:  # parts of the stores are read by a search alone
        retriever.retrieve("Is anybody there?", 1)
    finally:
        store.close()
    return "a search runs through"


def _is_being_written(data_dir: Path) -> bool:
    try:
        with only_writer(data_dir):
            return False
    except IndexBusy:
        return True


def _check_failures(settings: Settings) -> str:
    manifest = Manifest.open(settings.data_dir)
    failures = manifest.failures()
    manifest.close()
    if failures:
        first = failures[0]
        raise CorpusError(
            f"Files that could not be read: {len(failures)}. The first is {first.source_id}: "
            f"{first.reason}",
            f"{first.hint} Then run `qa ingest`.",
        )
    return "every file could be read"


def _check_folder(settings: Settings) -> str:
    manifest = Manifest.open(settings.data_dir)
    folder = manifest.meta("folder") or str(settings.corpus)
    manifest.close()
    report = preview(Path(folder), settings)
    changes = {
        "new": len(report.added),
        "changed": len(report.changed),
        "deleted": len(report.removed),
    }
    if any(changes.values()):
        told = ", ".join(f"{count} {kind}" for kind, count in changes.items() if count)
        raise CorpusError(
            f"{folder} has files that the index does not know: {told}.", "Run `qa ingest`."
        )
    return f"the index is in step with {folder}"


def _check_history(settings: Settings) -> str:
    history = History.beside(settings.data_dir)
    try:
        history.require_whole()
    finally:
        history.close()
    return "sessions and receipts can be read" if history.exists else "nothing is kept yet"


def _open(settings: Settings, embedder: Embedder) -> Store:
    fingerprint = config_fingerprint(settings, embedder)
    return Store.open(settings.data_dir, fingerprint, ChromaServer.of(settings))
