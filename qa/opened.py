"""An open index with what works on it."""

from dataclasses import dataclass

from qa.answering.chat_model import ChatModel
from qa.answering.opening import open_writer
from qa.answering.writer import Writer
from qa.index.chroma import ChromaServer
from qa.index.fingerprint import config_fingerprint
from qa.index.store import Store
from qa.protocols import Embedder, Reader, Retriever
from qa.reading.opening import open_reader
from qa.retrieval.retrievers import HybridRetriever
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """The stores, what finds and reads passages, and who words answers, None for nobody."""

    store: Store
    retriever: Retriever
    reader: Reader
    writer: Writer | None


def open_index(
    settings: Settings, embedder: Embedder, chat_model: ChatModel | None = None
) -> OpenIndex:
    """The index of the settings' data directory, for reading; `chat_model` words its answers.

    Raises:
        IndexMissing, IndexMismatch, IndexDamaged: it cannot serve.
        ModelError: weights are missing or damaged.
    """
    fingerprint = config_fingerprint(settings, embedder)
    store = Store.open(settings.data_dir, fingerprint, ChromaServer.of(settings))
    return OpenIndex(
        store,
        HybridRetriever(store, embedder, candidates=settings.candidates, fusion=settings.fusion),
        open_reader(settings, embedder, store.lexical),
        open_writer(settings, embedder, store.lexical, chat_model),
    )
