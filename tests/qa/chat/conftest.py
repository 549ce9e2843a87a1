"""Turns to lean on, and a rule rewriter that compares texts with the embedded model."""

import pytest

from qa.chat.rewriting import Earlier
from qa.chat.rules import RuleRewriter
from qa.ingest.embedding import MiniLMEmbedder


@pytest.fixture(scope="session")
def rules() -> RuleRewriter:
    """The rules as the product uses them."""
    embedder = MiniLMEmbedder()

    def similar(text: str, others: object) -> list[float]:
        vectors = embedder.embed([text, *others])  # type: ignore[misc]  # a sequence of texts
        return [float(value) for value in vectors[1:] @ vectors[0]]

    return RuleRewriter(similar)


@pytest.fixture
def mill() -> Earlier:
    """Who built the mill of Norvik? Ada Lund."""
    return Earlier(
        "Who built the mill of Norvik?",
        "Ada Lund",
        "The mill\nThe mill of Norvik was built by Ada Lund in 1884.",
    )
