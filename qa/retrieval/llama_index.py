"""For users of llama-index: this project's retriever and embedder as its own base classes."""

import asyncio
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from qa.protocols import Embedder, Retriever
from qa.types import RetrievedPassage


class PassageRetriever(BaseRetriever):
    """Passages as `NodeWithScore`, in our order; node ids are passage ids."""

    def __init__(self, retriever: Retriever, k: int) -> None:
        super().__init__()
        self._retriever = retriever
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._retriever.retrieve(query_bundle.query_str, self._k)
        return [NodeWithScore(node=_node(item), score=item.score) for item in found]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # the default would run the search on the event loop and stop everything else there
        return await asyncio.to_thread(self._retrieve, query_bundle)


class PassageEmbedding(BaseEmbedding):
    """The project's embedder for a llama-index `Settings.embed_model`."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **fields: Any) -> None:
        super().__init__(model_name=embedder.name, **fields)
        self._embedder = embedder

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in vector] for vector in self._embedder.embed(texts)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, query)


def _node(found: RetrievedPassage) -> TextNode:
    passage = found.passage
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={
            "source_id": passage.source_id,
            "title": passage.title,
            "published": passage.published or "",
        },
    )
