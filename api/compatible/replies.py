"""Answers as the objects that clients of the OpenAI API read."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.compatible import MODEL
from api.compatible.rendering import Mark, Rendered, address, render
from qa.chat.understanding import Understood
from qa.types import Answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What every shape of a reply is made from.

    `prompt_tokens` and `completion_tokens` count word pieces of the question and of the text.
    `base_url` ends with a slash; citations link below it. `previous_id` is the response before.
    """

    answer: Answer
    rendered: Rendered
    understood: Understood
    created: int
    prompt_tokens: int
    completion_tokens: int
    base_url: str
    previous_id: str | None

    @property
    def extension(self) -> dict[str, Any]:
        """Keys of our own: the answer as `/v1/ask` returns it, and how a follow-up was asked."""
        asked = self.understood
        rewritten = {"asked_as": asked.question, "rewritten_by": asked.by} if asked.by else None
        return {"corpus_qa": self.answer.to_dict(), "corpus_qa_follow_up": rewritten}


def reply_to(
    answer: Answer,
    understood: Understood,
    tokens_of: Any,
    base_url: str,
    previous_id: str | None = None,
) -> Reply:
    """The reply that carries `answer`; `tokens_of` counts the tokens of a text."""
    rendered = render(answer, answer.question if understood.by else None)
    return Reply(
        answer,
        rendered,
        understood,
        int(time.time()),
        tokens_of(answer.question),
        tokens_of(rendered.text),
        base_url,
        previous_id,
    )


def chat_completion(reply: Reply) -> dict[str, Any]:
    """A `chat.completion`, its citations as `url_citation` annotations."""
    message = {
        "role": "assistant",
        "content": reply.rendered.text,
        "refusal": None,
        "annotations": url_citations(reply, reply.rendered.marks),
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {
        **_completion_head(reply, "chat.completion"),
        "choices": [choice],
        "usage": chat_usage(reply),
        **reply.extension,
    }


def chat_chunks(reply: Reply, *, include_usage: bool) -> list[dict[str, Any]]:
    """The same as `chat.completion.chunk`s: role, words with their annotations, the end, usage."""
    head = _completion_head(reply, "chat.completion.chunk")
    if include_usage:
        head["usage"] = None
    chunks = [_chunk(head, {"role": "assistant", "content": ""})]
    for text, marks in reply.rendered.pieces():
        annotations = {"annotations": url_citations(reply, marks)} if marks else {}
        chunks.append(_chunk(head, {"content": text, **annotations}))
    chunks.append(_chunk(head, {}, "stop") | reply.extension)
    if include_usage:
        chunks.append({**head, "choices": [], "usage": chat_usage(reply)})
    return chunks


def chat_usage(reply: Reply) -> dict[str, Any]:
    """Token counts by the names of chat completions."""
    return {
        "prompt_tokens": reply.prompt_tokens,
        "completion_tokens": reply.completion_tokens,
        "total_tokens": reply.prompt_tokens + reply.completion_tokens,
    }


def url_citations(reply: Reply, marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Annotations of chat completions: the range is that of the marker in the text."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "url": address(mark.citation, reply.base_url),
                "title": mark.citation.title,
                "start_index": mark.start,
                "end_index": mark.end,
                **source_place(mark),
            },
        }
        for mark in marks
    ]


def source_place(mark: Mark) -> dict[str, Any]:
    """Where the cited characters stand in their source: keys that OpenAI's shapes do not have."""
    place = mark.citation
    return {
        "marker": place.marker,
        "source_id": place.source_id,
        "quote": place.quote,
        "source_start": place.start,
        "source_end": place.end,
        "line": place.line,
    }


def _completion_head(reply: Reply, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{reply.answer.id}",
        "object": kind,
        "created": reply.created,
        "model": MODEL,
        "system_fingerprint": reply.answer.index_fingerprint,
    }


def _chunk(
    head: dict[str, Any], delta: dict[str, Any], finish_reason: str | None = None
) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    return {**head, "choices": [choice]}
