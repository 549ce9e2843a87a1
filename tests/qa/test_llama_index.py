"""The pipeline as parts of llama-index, used through its own base classes."""

import asyncio

import pytest
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.tools import QueryEngineTool

from qa.llama_index import CorpusQueryEngine, CorpusRetriever
from qa.pipeline import Pipeline
from qa.types import SourceFilter

QUESTION = "How many members of Congress were mismatched?"


def answered(engine: BaseQueryEngine, question: str) -> Response:
    """The response of an engine, which is not a stream."""
    response = engine.query(question)
    assert isinstance(response, Response)
    return response


def test_the_engine_gives_the_answer_and_its_proof(pipeline: Pipeline) -> None:
    """Source nodes are the citations: their text is the quote, their places those of the file."""
    response = answered(CorpusQueryEngine(pipeline), QUESTION)
    answer = pipeline.ask(QUESTION)

    assert answer.answer == response.response
    assert [citation.quote for citation in answer.citations] == [
        node.text for node in response.source_nodes
    ]
    for node in response.source_nodes:
        text = pipeline.source_text(node.metadata["source_id"])
        start, end = node.node.start_char_idx, node.node.end_char_idx  # type: ignore[attr-defined]
        assert node.text == text[start:end]


def test_an_abstention_is_no_text(pipeline: Pipeline) -> None:
    """An evaluator sees an empty response, and why in the metadata."""
    response = answered(CorpusQueryEngine(pipeline), "What does a ticket to the moon cost?")

    assert response.response is None
    assert response.source_nodes == []
    assert response.metadata
    assert "abstained" == response.metadata["status"]


def test_an_agent_can_use_it_as_a_tool(pipeline: Pipeline) -> None:
    """Its tool for query engines takes it as it is."""
    tool = QueryEngineTool.from_defaults(CorpusQueryEngine(pipeline), name="corpus")
    output = asyncio.run(tool.acall(input=QUESTION))

    assert pipeline.ask(QUESTION).answer == output.content


def test_the_retriever_is_the_search(pipeline: Pipeline) -> None:
    """Same passages, order and scores; its postprocessors work on them."""
    retriever: BaseRetriever = CorpusRetriever(pipeline, 4)
    nodes = retriever.retrieve(QUESTION)
    found = pipeline.search(QUESTION, 4)
    best = SimilarityPostprocessor(similarity_cutoff=found[0].score).postprocess_nodes(nodes)

    assert [item.passage.id for item in found] == [node.node_id for node in nodes]
    assert [item.score for item in found] == pytest.approx([node.score for node in nodes])
    assert [nodes[0].node_id] == [node.node_id for node in best]


def test_both_can_be_held_to_some_sources(pipeline: Pipeline) -> None:
    """The filter of the pipeline reaches them."""
    only = SourceFilter(sources=("002_*",))
    nodes = CorpusRetriever(pipeline, 3, only=only).retrieve("Amazon")
    response = answered(CorpusQueryEngine(pipeline, only=only), QUESTION)

    assert {"002"} == {node.metadata["source_id"][:3] for node in nodes}
    assert all(node.metadata["source_id"].startswith("002_") for node in response.source_nodes)


def test_it_does_not_block_an_event_loop(pipeline: Pipeline) -> None:
    """While it works, the loop goes on."""

    async def work() -> int:
        ticks = 0
        asked = asyncio.create_task(CorpusQueryEngine(pipeline).aquery(QUESTION))
        while not asked.done():
            ticks += 1
            await asyncio.sleep(0.001)
        return ticks

    assert asyncio.run(work()) > 1
