"""An index made here opens in llama-index, and our parts fit its base classes."""

import asyncio

import chromadb
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import NodeWithScore, TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from qa.pipeline import Pipeline
from qa.retrieval.llama_index import PassageEmbedding, PassageRetriever
from tests.conftest import MakePipeline

QUESTION = "What colour is the harbour bridge?"
FILES = {
    "bridge.txt": "The harbour bridge\n\nThe harbour bridge was painted green in 1998.",
    "bread.txt": "Bread\n\nRye bread keeps for a week when it is wrapped in linen.",
}


@pytest.fixture
def bridges(make_pipeline: MakePipeline) -> Pipeline:
    """Two articles that have nothing in common."""
    return make_pipeline(FILES)


def best(nodes: list[NodeWithScore]) -> str:
    """The source of the first node."""
    return str(nodes[0].node.metadata["source_id"])


def test_a_stored_index_is_read_by_llama_index_alone(bridges: Pipeline) -> None:
    """`VectorStoreIndex.from_vector_store` finds the same passage, text and place and all."""
    client = chromadb.PersistentClient(str(bridges.settings.data_dir / "chroma"))
    store = ChromaVectorStore(chroma_collection=client.get_collection("passages"))
    index = VectorStoreIndex.from_vector_store(
        store, embed_model=PassageEmbedding(bridges.embedder)
    )

    found = index.as_retriever(similarity_top_k=1).retrieve(QUESTION)

    assert best(found) == "bridge.txt"
    node = found[0].node
    expected = bridges.search(QUESTION, k=1)[0].passage
    assert isinstance(node, TextNode)
    assert (node.text, node.start_char_idx, node.end_char_idx) == (
        expected.text,
        expected.start,
        expected.end,
    )


def test_our_retriever_is_a_llama_index_retriever(bridges: Pipeline) -> None:
    """Nodes carry the passage's id, text, offsets and score."""
    nodes = PassageRetriever(bridges.retriever, k=2).retrieve(QUESTION)

    expected = bridges.search(QUESTION, k=2)
    assert [(p.passage.id, p.passage.text, p.score) for p in expected] == [
        (found.node.node_id, found.node.get_content(), found.score) for found in nodes
    ]


def test_retrieving_leaves_the_event_loop_free(bridges: Pipeline) -> None:
    """The asynchronous call gives the same nodes and runs elsewhere."""
    retriever = PassageRetriever(bridges.retriever, k=1)

    assert best(asyncio.run(retriever.aretrieve(QUESTION))) == "bridge.txt"
