"""Answers as OpenAI's Responses: the object, and the events of its stream."""

from collections.abc import Iterator
from typing import Any

from api.compatible import MODEL
from api.compatible.rendering import Mark
from api.compatible.replies import Reply, source_place


def response(reply: Reply, status: str = "completed") -> dict[str, Any]:
    """A `response` object; its output is empty until it is completed."""
    is_completed = status == "completed"
    return {
        "id": f"resp_{reply.answer.id}",
        "object": "response",
        "created_at": reply.created,
        "status": status,
        "model": MODEL,
        "output": [_message(reply, status)] if is_completed else [],
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": False,
        "previous_response_id": reply.previous_id,
        "store": False,
        "temperature": None,
        "text": {"format": {"type": "text"}},
        "tool_choice": "none",
        "tools": [],
        "top_p": None,
        "usage": _usage(reply) if is_completed else None,
        **(reply.extension if is_completed else {}),
    }


def events(reply: Reply) -> Iterator[dict[str, Any]]:
    """The events of the stream in OpenAI's order, numbered; the last carries the whole response."""
    for number, event in enumerate(_unnumbered(reply)):
        yield {**event, "sequence_number": number}


def _unnumbered(reply: Reply) -> Iterator[dict[str, Any]]:
    opened = response(reply, "in_progress")
    yield {"type": "response.created", "response": opened}
    yield {"type": "response.in_progress", "response": opened}
    item = _message(reply, "in_progress") | {"content": []}
    yield {"type": "response.output_item.added", "output_index": 0, "item": item}
    place = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    yield {"type": "response.content_part.added", **place, "part": _text_part("", [])}
    yield from _text_events(reply, place)
    part = _part(reply)
    yield {
        "type": "response.output_text.done",
        **place,
        "text": reply.rendered.text,
        "logprobs": [],
    }
    yield {"type": "response.content_part.done", **place, "part": part}
    finished = _message(reply, "completed")
    yield {"type": "response.output_item.done", "output_index": 0, "item": finished}
    yield {"type": "response.completed", "response": response(reply)}


def _text_events(reply: Reply, place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    number = 0
    for text, marks in reply.rendered.pieces():
        yield {"type": "response.output_text.delta", **place, "delta": text, "logprobs": []}
        for mark in marks:
            yield {
                "type": "response.output_text.annotation.added",
                **place,
                "annotation_index": number,
                "annotation": _file_citation(mark),
            }
            number += 1


def _message(reply: Reply, status: str) -> dict[str, Any]:
    return {
        "id": f"msg_{reply.answer.id}",
        "type": "message",
        "role": "assistant",
        "status": status,
        "content": [_part(reply)],
    }


def _part(reply: Reply) -> dict[str, Any]:
    return _text_part(reply.rendered.text, [_file_citation(mark) for mark in reply.rendered.marks])


def _text_part(text: str, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}


def _file_citation(mark: Mark) -> dict[str, Any]:
    """A `file_citation`: `index` is a position in the text, not the number of a file."""
    return {
        "type": "file_citation",
        "file_id": mark.citation.source_id,
        "filename": mark.citation.source_id.rpartition("/")[2],
        "index": mark.start,
        "start_index": mark.start,
        "end_index": mark.end,
        **source_place(mark),
    }


def _usage(reply: Reply) -> dict[str, Any]:
    return {
        "input_tokens": reply.prompt_tokens,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": reply.completion_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": reply.prompt_tokens + reply.completion_tokens,
    }
