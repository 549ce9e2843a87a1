"""One question, asked by the openai client, an MCP client and a person in a browser."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from openai import OpenAI
from playwright.sync_api import expect

from qa.pipeline import Pipeline
from tests.api.test_mcp import as_json, called
from tests.page.conftest import OpenPage
from tests.page.test_asking import QUESTION, asked

SHARED = ("status", "answer", "short_answer", "claims", "citations", "confidence")


def by_openai(address: str) -> Any:
    """The answer that comes with a chat completion."""
    with OpenAI(base_url=f"{address}v1", api_key="none") as client:
        reply = client.chat.completions.create(
            model="corpus-qa", messages=[{"role": "user", "content": QUESTION}]
        )
    return (reply.model_extra or {})["corpus_qa"]


def by_mcp(address: str) -> Any:
    """The answer that an agent gets; in a thread, for Playwright's loop runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        call = called(f"{address}mcp", "ask_question", question=QUESTION)
        return pool.submit(asyncio.run, call).result().structured_content


def test_all_get_the_same_answer_and_citations(
    bundled: str, open_page: OpenPage, pipeline: Pipeline
) -> None:
    """The same characters of the same files; in the browser, the ones that are highlighted."""
    answer = as_json(pipeline.ask(QUESTION))
    chat, tool = by_openai(bundled), by_mcp(bundled)
    assert [answer[name] for name in SHARED] == [chat[name] for name in SHARED]
    assert [answer[name] for name in SHARED] == [tool[name] for name in SHARED]

    page = asked(open_page(bundled), QUESTION)
    expect(page.locator(".short")).to_have_text(answer["short_answer"])
    expect(page.locator(".claim")).to_have_count(len(answer["claims"]))
    for claim, shown in zip(answer["claims"], page.locator(".claim").all(), strict=True):
        expect(shown).to_contain_text(claim["text"])
    for citation in answer["citations"]:
        page.get_by_role("button", name=f"Citation {citation['marker']}:").first.click()
        expect(page.locator("mark")).to_have_text(citation["quote"])
        place = f"{citation['source_id']}:{citation['line']}"
        expect(page.locator("#source-about")).to_contain_text(place)
