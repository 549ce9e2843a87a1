"""Three ways to an index of the same articles with the same embedder, for the benchmarks."""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.bench.standin import StandInEmbedder
from qa.ingest.embedding import MiniLMEmbedder
from qa.pipeline import Pipeline
from qa.protocols import Embedder
from qa.retrieval.llama_index import PassageEmbedding
from qa.settings import Settings

EMBEDDERS: dict[str, Callable[[], Embedder]] = {
    "embedded by the model": MiniLMEmbedder,
    "stand-in vectors": StandInEmbedder,
}
_WORDS_A_PASSAGE = 110  # a paragraph of the articles: one passage each, by the hashing count
_CHROMA_BATCH = 5_000
_DOCUMENTS_A_RUN = 400  # its vector store sends all of a run at once, and Chroma takes 5,461

Search = Callable[[str, int], int]  # a query and how many; returns how many were found


def add_sizes(parser: argparse.ArgumentParser) -> None:
    """Let the caller say how many passages, in which systems, and up to where really embedded."""
    parser.add_argument("--sizes", default="1000", help="passages, separated by commas")
    parser.add_argument(
        "--systems",
        default=list(INGESTS),
        type=lambda names: names.split(","),
        help="ours, and others",
    )
    parser.add_argument(
        "--real", type=int, default=1000, help="more passages than this get stand-in vectors"
    )


def embedder_for(passages: int, real: int) -> str:
    """Which embedder a size is measured with: a name in `EMBEDDERS`, for the table's head."""
    return "embedded by the model" if passages <= real else "stand-in vectors"


@contextmanager
def place_for(passages: int, keep: Path | None) -> Iterator[Path]:
    """The folder of one size below `keep`, which stays, or a temporary one."""
    if keep is None:
        with tempfile.TemporaryDirectory() as place:
            yield Path(place)
    else:
        place_of_size = keep / str(passages)
        place_of_size.mkdir(parents=True, exist_ok=True)
        yield place_of_size


def settings_of(place: Path) -> Settings:
    """Where our index lies below `place`."""
    return Settings(data_dir=place / "ours", passage_tokens=_WORDS_A_PASSAGE)


def embed_only(folder: Path, _place: Path, embedder: Embedder) -> None:
    """What cannot be saved: the texts that `ours` embeds, titles and all, and nothing else."""
    for path in sorted(folder.iterdir()):
        paragraphs = path.read_text(encoding="utf-8").split("\n\n")
        embedder.embed([f"{path.stem}\n{paragraph}" for paragraph in paragraphs])


def ours(folder: Path, place: Path, embedder: Embedder) -> None:
    """`qa ingest`."""
    with Pipeline(settings_of(place), embedder) as pipeline:
        pipeline.sync(folder)


def chroma_alone(folder: Path, place: Path, embedder: Embedder) -> None:
    """Chroma's `collection.add` with an embedding function, as its tutorial does."""
    collection = _collection(place, embedder)
    ids, texts = [], []
    for path in sorted(folder.iterdir()):
        for number, text in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
            ids.append(f"{path.name}#{number}")
            texts.append(text)
    for start in range(0, len(ids), _CHROMA_BATCH):
        part = slice(start, start + _CHROMA_BATCH)
        collection.add(ids=ids[part], documents=texts[part])


def llama_index(folder: Path, place: Path, embedder: Embedder) -> None:
    """llama-index's `IngestionPipeline` into a Chroma collection, as its tutorial does."""
    from llama_index.core import SimpleDirectoryReader
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter

    splitter = SentenceSplitter(
        chunk_size=_WORDS_A_PASSAGE,
        chunk_overlap=0,
        tokenizer=str.split,
        paragraph_separator="\n\n",
    )
    pipeline = IngestionPipeline(
        transformations=[splitter, PassageEmbedding(embedder, embed_batch_size=256)],
        vector_store=_vector_store(place),
    )
    documents = SimpleDirectoryReader(str(folder)).load_data()
    for start in range(0, len(documents), _DOCUMENTS_A_RUN):
        pipeline.run(documents=documents[start : start + _DOCUMENTS_A_RUN])


INGESTS = {"ours": ours, "Chroma": chroma_alone, "llama-index": llama_index}


def searches(place: Path, embedder: Embedder, systems: Sequence[str]) -> dict[str, Search]:
    """A search of each of these systems' indexes that was made below `place`."""
    opened = {"ours": _ours_search, "Chroma": _chroma_search, "llama-index": _llama_search}
    return {system: opened[system](place, embedder) for system in systems}


def _ours_search(place: Path, embedder: Embedder) -> Search:
    pipeline = Pipeline(settings_of(place), embedder)
    return lambda query, k: len(pipeline.search(query, k))


def _chroma_search(place: Path, embedder: Embedder) -> Search:
    collection = _collection(place, embedder)
    return lambda query, k: len(collection.query(query_texts=[query], n_results=k)["ids"][0])


def _llama_search(place: Path, embedder: Embedder) -> Search:
    from llama_index.core import VectorStoreIndex

    index = VectorStoreIndex.from_vector_store(
        _vector_store(place), embed_model=PassageEmbedding(embedder)
    )
    return lambda query, k: len(index.as_retriever(similarity_top_k=k).retrieve(query))


def _collection(place: Path, embedder: Embedder) -> Any:
    import chromadb
    from chromadb import EmbeddingFunction

    class Embedding(EmbeddingFunction[Any]):
        """The same embedder as Chroma calls one."""

        def __init__(self) -> None:
            """Chroma warns without one."""

        def __call__(self, input: Any) -> Any:
            return list(embedder.embed(input))

        @staticmethod
        def name() -> str:
            return "qa-benchmark"

        def get_config(self) -> dict[str, Any]:
            return {}

        @staticmethod
        def build_from_config(config: dict[str, Any]) -> "Embedding":  # noqa: ARG004  # Chroma's signature
            return Embedding()

    client = chromadb.PersistentClient(str(place / "chroma"))
    return client.get_or_create_collection("texts", embedding_function=Embedding())


def _vector_store(place: Path) -> Any:
    import chromadb
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(str(place / "llama"))
    return ChromaVectorStore(chroma_collection=client.get_or_create_collection("nodes"))
