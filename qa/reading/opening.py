"""Which reader reads: the one that the settings name, or what the installation has."""

from pathlib import Path

from qa.index.lexical import LexicalIndex
from qa.models import MODELS
from qa.protocols import Embedder, Reader
from qa.reading.features import FEATURES
from qa.reading.layout import LayoutReader
from qa.reading.sentences import SentenceReader
from qa.reading.span_model import FILE, SpanModel
from qa.reading.span_reader import SPAN_FEATURES, SpanReader
from qa.reading.verdict_model import FILE as VERDICT_FILE
from qa.reading.verdict_model import VerdictModel
from qa.reading.verdicts import VERDICT_FEATURES, Verdicts
from qa.reading.weights import load_weights
from qa.settings import Settings

SENTENCE_WEIGHTS = "sentence_reader.json"
SPAN_WEIGHTS = "span_reader.json"
YES_NO_WEIGHTS = "yes_no.json"
VERDICT_WEIGHTS = "verdict.json"


def open_reader(settings: Settings, embedder: Embedder, lexical: LexicalIndex) -> Reader:
    """The reader that `settings.reader` names; the sentence reader where the model is left out.

    An installation may go without `reader.onnx`, or without `verdict.onnx`, where rules say yes or
    no; a damaged one is refused when it is first used.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    return LayoutReader(_of_sentences(settings, embedder, lexical), lexical.terms)


def _of_sentences(settings: Settings, embedder: Embedder, lexical: LexicalIndex) -> Reader:
    """What reads sentences, which rows of a table are not."""
    sentences = SentenceReader(embedder, lexical, load_weights(SENTENCE_WEIGHTS, FEATURES))
    model = open_span_model(settings)
    if model is None:
        return sentences
    plain, yes_no = (load_weights(name, SPAN_FEATURES) for name in (SPAN_WEIGHTS, YES_NO_WEIGHTS))
    return SpanReader(sentences, model, plain, yes_no, open_verdicts(settings))


def open_verdicts(settings: Settings, folder: Path = MODELS) -> Verdicts | None:
    """What says yes or no, not loaded yet; None where the installation does without its model.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    if not (folder / VERDICT_FILE).exists():
        return None
    model = VerdictModel(settings.threads, folder)
    return Verdicts(model, load_weights(VERDICT_WEIGHTS, VERDICT_FEATURES))


def open_span_model(settings: Settings, folder: Path = MODELS) -> SpanModel | None:
    """The span model, not loaded yet; None where the settings or the installation do without."""
    if settings.reader == "sentence" or not (folder / FILE).exists():
        return None
    return SpanModel(settings.threads, folder)
