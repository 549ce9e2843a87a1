"""Texts to vectors: the embedded MiniLM, or an OpenAI-compatible endpoint."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, FiniteFloat, ValidationError

from qa.endpoint import Endpoint, failures
from qa.errors import SettingsError
from qa.ingest.remembered import Remembered
from qa.models import MODELS, checksum, model_path, open_session, open_tokenizer
from qa.protocols import Embedder
from qa.settings import Settings
from qa.types import Passage

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MAX_TOKENS = 256  # what the model card's figures were measured with
DIMENSIONS = 384
_TITLE_CHARACTERS = 120  # with the longest passage (200 word pieces) it stays within MAX_TOKENS
_WORD = re.compile(r"[^ \t\n\r]+")
_REMOTE_BATCH = 64  # small enough for every server's limit, large enough to hide the round trip


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; nothing is loaded before its first use.

    Raises:
        SettingsError: an endpoint's embedding model is named, but no endpoint.
    """
    if settings.embedding_model is None:
        return MiniLMEmbedder(threads=settings.threads)
    if not Endpoint(settings).is_set:
        raise SettingsError(
            f"QA_EMBEDDING_MODEL is {settings.embedding_model!r}, but no endpoint is set.",
            "Set OPENAI_BASE_URL (and OPENAI_API_KEY where it asks for one), or unset it.",
        )
    return RemoteEmbedder(settings)


def passage_input(passage: Passage) -> str:
    """What is embedded for a passage: its title says what the passage's pronouns are about."""
    title = passage.title[:_TITLE_CHARACTERS]
    text = passage.columns + passage.text
    return f"{title}\n{text}" if title else text


class MiniLMEmbedder:
    """all-MiniLM-L6-v2 as int8 ONNX, in process: 384 dimensions, the first 256 word pieces.

    Each text runs alone, one thread each, as many at a time as there are cores. The int8 kernels
    scale activations by the whole batch, so only this makes a text's vector independent of its
    neighbours; it is also the fastest way measured (qa/models/MODEL_CARD.md).
    """

    def __init__(self, threads: int = 0, folder: Path = MODELS) -> None:
        self._threads = threads or os.cpu_count() or 1
        self._folder = folder

    @cached_property
    def name(self) -> str:
        """The model and the first digits of its checksum."""
        return f"all-MiniLM-L6-v2-int8@{checksum(model_path('embedder.onnx', self._folder))[:12]}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape `(len(texts), 384)`, unit norm; see `Embedder`."""
        if len(texts) <= 1 or self._threads == 1:
            return _stacked(map(self._embed_one, texts))
        return _stacked(self._workers.map(self._embed_one, texts))

    def count_tokens(self, text: str) -> int:
        """How many word pieces `text` has, without the two marks around it; no limit applies."""
        return sum(map(self._word_pieces.__getitem__, _WORD.findall(text)))

    def _embed_one(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: NDArray[np.float32] = self._session.run(None, inputs)[0][0]
        return vector

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="embed")

    @cached_property
    def _word_pieces(self) -> Remembered:
        counter = open_tokenizer(self._folder)
        # BERT's tokenizer never joins what stands on two sides of a blank, so that counts add up
        return Remembered(lambda word: len(counter.encode(word, add_special_tokens=False).ids))

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(open_tokenizer(self._folder).to_str())
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> "InferenceSession":
        return open_session(model_path("embedder.onnx", self._folder))


class RemoteEmbedder:
    """An embedding model behind an OpenAI-compatible endpoint."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._endpoint = Endpoint(settings)

    @property
    def name(self) -> str:
        """The model's name at the endpoint; two endpoints with one name are taken for the same."""
        return f"remote:{self._settings.embedding_model}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors as the endpoint gives them, brought to unit norm; see `Embedder`."""
        batches = (texts[i : i + _REMOTE_BATCH] for i in range(0, len(texts), _REMOTE_BATCH))
        rows = [vector for batch in batches for vector in self._request(batch)]
        if len({len(row) for row in rows}) > 1:
            raise self._endpoint.failure("sent vectors of different lengths", _FOLLOW_THE_API)
        with np.errstate(over="ignore"):  # what is too large is told below
            vectors = _stacked(np.asarray(row, dtype=np.float32) for row in rows)
        if not np.isfinite(vectors).all():
            raise self._endpoint.failure("sent numbers too large for a vector", _FOLLOW_THE_API)
        norms = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
        norms[norms == 0] = 1
        unit: NDArray[np.float32] = (vectors / norms).astype(np.float32, copy=False)
        return unit

    def _request(self, batch: Sequence[str]) -> list[list[float]]:
        model = self._settings.embedding_model or ""
        try:
            reply = self._endpoint.client.embeddings.with_raw_response.create(
                model=model, input=list(batch), encoding_format="float"
            )
        except failures() as error:
            what = f"did not embed with {model!r}: {self._endpoint.reason(error)}"
            raise self._endpoint.failure(what, _CHECK) from error
        return self._vectors(reply.http_response.content, len(batch))

    def _vectors(self, content: bytes, expected: int) -> list[list[float]]:
        """The vectors of a reply, in the order of the texts."""
        try:
            rows = _EmbeddingsReply.model_validate_json(content).data
        except ValidationError as error:
            said = self._endpoint.beginning(content.decode("utf-8", "replace"))
            what = f"sent no embeddings: {said!r}"
            raise self._endpoint.failure(what, _FOLLOW_THE_API) from error
        if sorted(row.index for row in rows) != list(range(expected)):
            what = f"sent {len(rows)} vectors for {expected} texts, or numbered them wrongly"
            raise self._endpoint.failure(what, _FOLLOW_THE_API)
        return [row.embedding for row in sorted(rows, key=lambda row: row.index)]


class _Embedded(BaseModel):
    index: int
    embedding: list[FiniteFloat] = Field(min_length=1)


class _EmbeddingsReply(BaseModel):
    data: list[_Embedded]


_CHECK = "Check OPENAI_BASE_URL, OPENAI_API_KEY and QA_EMBEDDING_MODEL, or unset them."
_FOLLOW_THE_API = "Use an endpoint that follows the OpenAI embeddings API."


def _stacked(rows: Iterable[NDArray[np.float32]]) -> NDArray[np.float32]:
    collected = list(rows)
    return np.vstack(collected) if collected else np.zeros((0, DIMENSIONS), dtype=np.float32)


TokenCounter = Callable[[str], int]


def token_counter(embedder: Embedder) -> TokenCounter:
    """Counts word pieces with the embedder's own tokenizer, else with the embedded one."""
    own: TokenCounter | None = getattr(embedder, "count_tokens", None)
    return own or MiniLMEmbedder().count_tokens
