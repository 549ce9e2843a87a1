"""The requests that `/docs` offers: every one runs on the bundled corpus."""

from collections.abc import Mapping
from typing import Any

from fastapi.openapi.models import Example

QUESTIONS: dict[str, dict[str, Any]] = {
    "A number": {"question": "How many members of Congress were mismatched?"},
    "A person": {"question": "Who founded Arthur AI?"},
    "From more passages": {"question": "How long is the ban on police use?", "k": 20},
    "What the corpus does not say": {"question": "What does a ticket to the moon cost?"},
}

QUERIES: dict[str, dict[str, Any]] = {
    "Words of the article": {"query": "settle class-action suit"},
    "Other words than the article's": {"query": "programs that recognise people", "k": 3},
}

CHATS: dict[str, dict[str, Any]] = {
    "A question": {
        "model": "corpus-qa",
        "messages": [{"role": "user", "content": "Who founded Arthur AI?"}],
    },
    "As a stream": {
        "model": "corpus-qa",
        "messages": [{"role": "user", "content": "Who founded Arthur AI?"}],
        "stream": True,
    },
}

INPUTS: dict[str, dict[str, Any]] = {
    "A question for responses": {"model": "corpus-qa", "input": "Who founded Arthur AI?"},
}

MODELS = {"The one model": "corpus-qa"}

SOURCE_IDS = {"A file of the bundled corpus": "002_moratorium-broadcast-news.txt"}

ANSWER: dict[str, Any] = {
    "id": "ans_01M809CG109ZGCT4XZJPE83B0E",
    "question": "How many members of Congress were mismatched?",
    "status": "answered",
    "answer": "In July 2018 the ACLU put the system to a test, and it wrongly matched 28 "
    "members of Congress with people who had been arrested for a crime. [1]",
    "short_answer": "28",
    "claims": [
        {
            "text": "In July 2018 the ACLU put the system to a test, and it wrongly "
            "matched 28 members of Congress with people who had been arrested for "
            "a crime.",
            "citations": [1],
            "independent_sources": 1,
            "grounding": "verbatim",
        }
    ],
    "citations": [
        {
            "marker": 1,
            "source_id": "002_moratorium-broadcast-news.txt",
            "title": "Amazon halts police use of its facial recognition technology for a year",
            "published": "2020-06-10",
            "quote": "In July 2018 the ACLU put the system to a test, and it wrongly "
            "matched 28 members of Congress with people who had been arrested "
            "for a crime.",
            "start": 1712,
            "end": 1852,
            "line": 17,
            "score": 0.6737,
            "page": None,
            "section": None,
        }
    ],
    "conflict": None,
    "confidence": 0.6737,
    "abstention": None,
    "notices": [],
    "as_of": None,
    "answerer": "extractive",
    "model": "span-reader-int8@9a24350629b2",
    "index_fingerprint": "4e91a45955b08ce2",
    "timings_ms": {"retrieve": 49.6, "read": 86.1, "total": 135.8},
    "usage": None,
}


def documented(values: Mapping[str, Any]) -> dict[str, Example]:
    """The values as OpenAPI wants named examples."""
    return {name: Example(summary=name, value=value) for name, value in values.items()}
