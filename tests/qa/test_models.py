"""The embedded models' files: what of them is held in memory."""

from qa.models import MODELS, model_path, open_session, open_tokenizer


def test_a_model_is_loaded_once_a_process() -> None:
    """The reader and the judge of claims run one model: a second copy is memory for nothing."""
    path = model_path("reader.onnx")

    assert open_session(path) is open_session(path)


def test_the_tokenizer_neither_pads_nor_cuts() -> None:
    """All models share it, so what one of them needs must not show in another."""
    tokenizer = open_tokenizer(MODELS)

    assert open_tokenizer(MODELS) is tokenizer
    assert (tokenizer.padding, tokenizer.truncation) == (None, None)
