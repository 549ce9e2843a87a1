"""The pipeline as parts of llama-index: a retriever and a query engine for its agents and tools."""

import asyncio
from dataclasses import dataclass
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from qa.pipeline import Pipeline
from qa.retrieval.llama_index import PassageRetriever
from qa.types import Answer, Citation, RetrievedPassage, SourceFilter


class CorpusRetriever(PassageRetriever):
    """The passages of `Pipeline.search` as `NodeWithScore`, best first; ids are passage ids.

    An index that is made anew is noticed, as by the pipeline itself.
    """

    def __init__(
        self, pipeline: Pipeline, k: int | None = None, *, only: SourceFilter | None = None
    ) -> None:
        super().__init__(_Search(pipeline, only), k or pipeline.settings.top_k)


@dataclass(frozen=True, slots=True)
class _Search:
    """A pipeline's search as a `Retriever`."""

    pipeline: Pipeline
    only: SourceFilter | None

    def retrieve(
        self, query: str, k: int, only: SourceFilter | None = None
    ) -> list[RetrievedPassage]:
        return self.pipeline.search(query, k, only=only or self.only)


class CorpusQueryEngine(BaseQueryEngine):
    """Answers of `Pipeline.ask` as `Response`.

    `response` is the answer with its markers, None where the pipeline abstains. `source_nodes` are
    the proven quotes with their places, best first, or after an abstention none. `metadata` is the
    answer as everywhere else, abstention and all.
    """

    def __init__(
        self, pipeline: Pipeline, k: int | None = None, *, only: SourceFilter | None = None
    ) -> None:
        super().__init__(callback_manager=CallbackManager())
        self._pipeline = pipeline
        self._k = k
        self._only = only

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        answer = self._pipeline.ask(query_bundle.query_str, self._k, only=self._only)
        return _response(answer)

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


def _response(answer: Answer) -> Response:
    return Response(
        response=answer.answer,
        source_nodes=[_quoted(citation) for citation in answer.citations],
        metadata=answer.to_dict(),
    )


def _quoted(citation: Citation) -> NodeWithScore:
    node = TextNode(
        id_=f"{citation.source_id}:{citation.start}-{citation.end}",
        text=citation.quote,
        start_char_idx=citation.start,
        end_char_idx=citation.end,
        metadata={
            "source_id": citation.source_id,
            "title": citation.title,
            "published": citation.published or "",
            "marker": citation.marker,
        },
    )
    return NodeWithScore(node=node, score=citation.score)
