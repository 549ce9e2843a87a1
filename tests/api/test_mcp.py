"""The Model Context Protocol with its official client: over HTTP and over standard input."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent
from openai import OpenAI

from qa.pipeline import Pipeline
from qa.types import Answer

QUESTION = "How many members of Congress were mismatched?"


@pytest.fixture(params=["http", "stdio"])
def server(request: pytest.FixtureRequest, address: str, pipeline: Pipeline) -> Any:
    """The server over either transport, as the client wants it."""
    if request.param == "http":
        return f"{address}/mcp"
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "qa", "mcp", "--data-dir", str(pipeline.settings.data_dir.absolute())],
        env=dict(os.environ),
    )


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer as it arrives."""
    received: dict[str, Any] = json.loads(json.dumps(answer.to_dict()))
    return received


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """What the coroutine returns."""
    return asyncio.run(work)


async def called(server: Any, tool: str, **arguments: Any) -> Any:
    """The result of one call of a tool."""
    async with Client(server) as client:
        return await client.call_tool(tool, arguments)


def test_an_agent_gets_the_answer_with_its_proof(server: Any, pipeline: Pipeline) -> None:
    """The structured content is the answer as everywhere; the text is for reading."""
    result = run(called(server, "ask_question", question=QUESTION))
    answer = pipeline.ask(QUESTION)

    assert not result.is_error
    assert as_json(answer)["citations"] == result.structured_content["citations"]
    assert isinstance(result.content[0], TextContent)
    assert result.content[0].text.startswith(answer.answer or "never")


def test_a_citation_can_be_read_in_its_source(address: str) -> None:
    """Start and end of a citation, given to `read_source`, give the quote."""

    async def work() -> tuple[str, str]:
        async with Client(f"{address}/mcp") as client:
            asked = await client.call_tool("ask_question", {"question": QUESTION})
            place = asked.structured_content["citations"][0]
            span = {name: place[name] for name in ("source_id", "start", "end")}
            read = await client.call_tool("read_source", span)
            return place["quote"], read.structured_content["text"]

    quote, text = run(work())

    assert quote == text


def test_the_tools_say_that_they_only_read(address: str) -> None:
    """An agent can list them, and need not ask a person before it calls them."""

    async def work() -> Any:
        async with Client(f"{address}/mcp") as client:
            return (await client.list_tools()).tools

    tools = run(work())

    names = {"ask_question", "search_passages", "list_sources", "read_source"}
    assert names == {tool.name for tool in tools}
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)


def test_sources_are_listed_in_pages_and_searched(address: str, pipeline: Pipeline) -> None:
    """The list goes on behind the last id; a search can be held to some of them."""
    first = run(called(f"{address}/mcp", "list_sources", limit=3)).structured_content
    rest = run(called(f"{address}/mcp", "list_sources", after=first["next_after"]))
    found = run(called(f"{address}/mcp", "search_passages", query="IBM", sources=["002_*"]))
    ids = [s["source_id"] for s in (*first["sources"], *rest.structured_content["sources"])]

    assert [source.source_id for source in pipeline.sources()] == ids
    assert all(r["source_id"].startswith("002_") for r in found.structured_content["results"])


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("ask_question", {"question": "?"}, "has no word in it"),
        ("read_source", {"source_id": "../../etc/passwd"}, "No source"),
        ("ask_question", {"question": "Who runs IBM?", "tags": ["x"]}, "No source has the tag 'x'"),
        ("ask_question", {"question": "Who?", "sources": [""]}, "'sources.0' is \"\""),
        ("search_passages", {"query": "Who?", "tags": ["x" * 999]}, "'tags.0' is"),
        ("ask_question", {"question": "Who?", "k": 0}, "greater than or equal to 1"),
    ],
)
def test_a_call_that_fails_says_why(
    address: str, tool: str, arguments: dict[str, Any], message: str
) -> None:
    """The agent reads the reason and can mend its call."""
    result = run(called(f"{address}/mcp", tool, **arguments))

    assert result.is_error
    assert message in result.content[0].text


def test_every_surface_gives_the_same_answer(address: str, pipeline: Pipeline) -> None:
    """The openai client, an MCP client and the pipeline cite the same characters."""
    with OpenAI(base_url=f"{address}/v1", api_key="none") as client:
        completion = client.chat.completions.create(
            model="corpus-qa", messages=[{"role": "user", "content": QUESTION}]
        )
    chat = (completion.model_extra or {})["corpus_qa"]
    tool = run(called(f"{address}/mcp", "ask_question", question=QUESTION)).structured_content
    asked = as_json(pipeline.ask(QUESTION))

    for name in ("status", "answer", "short_answer", "claims", "citations", "confidence"):
        assert asked[name] == chat[name] == tool[name]
