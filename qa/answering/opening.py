"""Who words the answer: the language model that the settings name, or nobody."""

from qa.answering.chat_model import ChatModel
from qa.answering.support import SUPPORT_FEATURES, SUPPORT_WEIGHTS, SupportJudge
from qa.answering.writer import FELL_BACK, Writer
from qa.index.lexical import LexicalIndex
from qa.ingest.embedding import MiniLMEmbedder, token_counter
from qa.protocols import Embedder
from qa.reading.opening import open_span_model
from qa.reading.spans import Stems
from qa.reading.weights import load_weights
from qa.settings import Settings


def open_writer(
    settings: Settings, embedder: Embedder, lexical: LexicalIndex, model: ChatModel | None
) -> Writer | None:
    """The writer, nothing asked of its model yet; None where there is none.

    Raises:
        ModelError: the judge's weights are missing or damaged.
    """
    if model is None:
        return None
    here = embedder if isinstance(embedder, MiniLMEmbedder) else MiniLMEmbedder(settings.threads)
    judge = open_judge(settings, lexical.terms)
    return Writer(model, judge, token_counter(here), settings.llm_evidence_tokens)


def open_judge(settings: Settings, stems: Stems) -> SupportJudge:
    """The judge of claims, with its own copy of the span model.

    Raises:
        ModelError: its weights are missing or damaged.
    """
    weights = load_weights(SUPPORT_WEIGHTS, SUPPORT_FEATURES)
    return SupportJudge(open_span_model(settings), stems, weights)


def missing_model(settings: Settings) -> str:
    """Why no language model was asked though the settings want one."""
    name = "QA_LLM_MODEL names no model" if not settings.llm_model else "no endpoint is set"
    return (
        f"No language model was asked: {name}. Set QA_LLM_MODEL and OPENAI_BASE_URL or "
        f"OPENAI_API_KEY. {FELL_BACK}"
    )
