"""Questions on articles that the reader has not seen, asked of a whole set as the product works."""

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from eval.importers.public_sets import Asked, write_squad
from fit_span_reader import unseen
from qa.index.fingerprint import config_fingerprint
from qa.index.store import Store
from qa.ingest.embedding import MiniLMEmbedder
from qa.pipeline import open_pipeline
from qa.protocols import Reader, Retriever
from qa.reading.opening import open_reader
from qa.retrieval.retrievers import DenseRetriever, HybridRetriever, LexicalRetriever
from qa.settings import Settings
from qa.types import Evidence, RetrievedPassage
from reading_measures import exact_match, token_f1
from reading_sets import SEED


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question over the open corpus. `hits` says for each way of ranking whether the first
    passage was the right one; `em`, `f1` and `is_right` are of the answer that was forced."""

    is_answerable: bool
    hits: dict[str, bool]
    em: float
    f1: float
    is_right: bool
    confidence: float
    sentence_em: float
    sentence_f1: float


def ask_corpus(data: Path, path: str, limit: int) -> tuple[list[Outcome], float]:
    """The questions on unseen articles, asked of all articles; and the default threshold."""
    with tempfile.TemporaryDirectory() as folder:
        asked = write_squad(data / path, Path(folder, "corpus"))
        parts = unseen(data)
        chosen = [question for question in asked if parts.get(question.article) == "test"]
        random.Random(SEED).shuffle(chosen)
        settings = Settings(data_dir=Path(folder, "data"))
        with open_pipeline(settings) as pipeline:
            pipeline.sync(Path(folder, "corpus"))
        way = Ways(settings)
        outcomes = [way.ask(question) for question in tqdm(chosen[:limit], disable=None)]
        threshold = way.reader.threshold()
        way.close()
    return outcomes, threshold


class Ways:
    """The retrievers and readers that are compared, over one index."""

    def __init__(self, settings: Settings) -> None:
        embedder = MiniLMEmbedder()
        self._store = Store.open(settings.data_dir, config_fingerprint(settings, embedder))
        hybrid = HybridRetriever(
            self._store, embedder, candidates=settings.candidates, fusion=settings.fusion
        )
        self._retrievers: dict[str, Retriever] = {
            "BM25": LexicalRetriever(self._store),
            "dense": DenseRetriever(self._store, embedder),
            "hybrid": hybrid,
        }
        self._top_k = settings.top_k
        self.reader = open_reader(settings, embedder, self._store.lexical)
        plain = settings.model_copy(update={"reader": "sentence"})
        self.sentences: Reader = open_reader(plain, embedder, self._store.lexical)

    def ask(self, question: Asked) -> Outcome:
        """Every way's first passage, and the answers that both readers are forced to give."""
        found = {
            name: r.retrieve(question.question, self._top_k) for name, r in self._retrievers.items()
        }
        evidence = self.reader.read(question.question, found["hybrid"])
        other = self.sentences.read(question.question, found["hybrid"])
        hits = {name: _is_gold(passages[:1], question) for name, passages in found.items()}
        hits["hybrid + sentence reader"] = _is_gold(other[:1], question)
        hits["hybrid + span reader"] = _is_gold(evidence[:1], question)
        answer, plain = _answer(evidence), _answer(other)
        return Outcome(
            is_answerable=bool(question.answers),
            hits=hits,
            em=exact_match(answer, question.answers),
            f1=token_f1(answer, question.answers),
            is_right=_is_right(evidence, question),
            confidence=evidence[0].confidence if evidence else 0.0,
            sentence_em=exact_match(plain, question.answers),
            sentence_f1=token_f1(plain, question.answers),
        )

    def close(self) -> None:
        """Let go of the index."""
        self._store.close()


def _answer(evidence: Sequence[Evidence]) -> str:
    """What the first evidence says: its exact answer, else its sentence."""
    return (evidence[0].short_answer or evidence[0].text) if evidence else ""


def _is_right(evidence: Sequence[Evidence], question: Asked) -> bool:
    """Whether the first sentence stands in the gold paragraph and holds an accepted answer."""
    if not evidence or not _is_gold(evidence[:1], question):
        return False
    text = evidence[0].text.casefold()
    return any(answer.casefold() in text for answer in question.answers)


def _is_gold(found: Sequence[Evidence | RetrievedPassage], question: Asked) -> bool:
    return any(
        item.passage.source_id == question.source_id
        and item.passage.start < question.end
        and question.start < item.passage.end
        for item in found
    )
