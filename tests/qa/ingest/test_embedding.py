"""The embedded model: what its vectors are like, and what happens to a damaged file."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from qa.errors import ModelError, SettingsError
from qa.ingest.embedding import (
    DIMENSIONS,
    MAX_TOKENS,
    MiniLMEmbedder,
    open_embedder,
    passage_input,
    token_counter,
)
from qa.models import MODELS, open_session
from qa.settings import Settings
from qa.types import Passage
from tests.qa.model_files import copy_model, flip_a_bit

EMBEDDER = MiniLMEmbedder()
TEXTS = ["A dam broke.", "日本語", "🙂", "", "x" * 5000, "The river rose. " * 300]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the model files, to be damaged."""
    copy_model("embedder.onnx", tmp_path)
    return tmp_path


def test_vectors_have_unit_norm() -> None:
    """Their dot product is the cosine, for every text there is."""
    norms = np.linalg.norm(EMBEDDER.embed(TEXTS), axis=1)

    assert np.allclose(np.ones(len(TEXTS)), norms, atol=1e-5)


def test_no_texts_give_no_vectors() -> None:
    """The shape stays."""
    assert (0, DIMENSIONS) == EMBEDDER.embed([]).shape


@given(st.permutations(TEXTS))
@settings(max_examples=5, deadline=None)
def test_a_text_has_one_vector_whatever_its_neighbours(texts: list[str]) -> None:
    """Bitwise: an index does not depend on how files were batched, and order is kept."""
    alone = {text: EMBEDDER.embed([text])[0].tobytes() for text in TEXTS}

    assert [alone[text] for text in texts] == [row.tobytes() for row in EMBEDDER.embed(texts)]


def test_threads_do_not_change_a_vector() -> None:
    """One thread or many."""
    assert MiniLMEmbedder(threads=1).embed(TEXTS).tobytes() == EMBEDDER.embed(TEXTS).tobytes()


def test_meaning_decides_what_is_near() -> None:
    """A paraphrase without a shared word is nearer than another topic."""
    dam, flood, cake = EMBEDDER.embed(
        ["The barrier of the lake collapsed.", "A dam broke.", "Bake the cake for an hour."]
    )

    assert dam @ flood > dam @ cake + 0.2


def test_text_beyond_the_limit_is_not_read() -> None:
    """256 word pieces with the two marks around them."""
    body = "word " * (MAX_TOKENS - 2)
    short, long, cut = EMBEDDER.embed([body, body + "flood fire storm", "word " * 100])

    assert short.tobytes() == long.tobytes()
    assert short.tobytes() != cut.tobytes()


def test_tokens_are_counted_without_a_limit() -> None:
    """The splitter must see how long a text really is."""
    assert 10_000 == EMBEDDER.count_tokens("word " * 10_000)
    assert 0 == EMBEDDER.count_tokens("")


WHOLE = Tokenizer.from_file(str(MODELS / "tokenizer.json"))
WHOLE.no_truncation()
WHOLE.no_padding()
# characters at which tokenizers of words go wrong: kinds of blank, marks, signs, special tokens
ODD = st.sampled_from(
    [*" \t\n\r\x0b\x1c\x85\u2028\xa0\u200b\u0301\u0345İßΣ日.'", "[SEP]", "[UNK]", "x" * 120]
)


@given(st.lists(st.one_of(st.text(max_size=8), ODD)).map("".join))
def test_tokens_counted_word_by_word_are_those_of_the_whole_text(text: str) -> None:
    """Counts of words are remembered; where passages end hangs on their sum."""
    whole = WHOLE.encode(text, add_special_tokens=False)

    assert len(whole.ids) == EMBEDDER.count_tokens(text)


def test_the_name_tells_the_weights_apart() -> None:
    """It is part of the index fingerprint."""
    assert EMBEDDER.name.startswith("all-MiniLM-L6-v2-int8@")


def test_a_passage_is_embedded_with_its_title() -> None:
    """The title says what 'it' is; none leaves no line."""
    passage = Passage("a#0000", "a", "It broke.", 0, 9, "The dam")

    assert passage_input(passage) == "The dam\nIt broke."
    assert passage_input(Passage("a#0000", "a", "It broke.", 0, 9, "")) == "It broke."


@pytest.mark.parametrize("name", ["embedder.onnx", "tokenizer.json"])
def test_a_damaged_model_file_is_refused(models: Path, name: str) -> None:
    """One flipped bit is enough; the message names file and checksums."""
    flip_a_bit(models / name)

    with pytest.raises(ModelError, match=rf"{name} is damaged: its sha256 is \w+, expected \w+"):
        MiniLMEmbedder(folder=models).embed(["text"])


@pytest.mark.parametrize("name", ["embedder.onnx", "tokenizer.json"])
def test_a_missing_model_file_is_refused(models: Path, name: str) -> None:
    """The hint says how to get it back."""
    (models / name).unlink()

    with pytest.raises(ModelError, match=f"{name} is missing") as caught:
        MiniLMEmbedder(folder=models).embed(["text"])
    assert "Install" in caught.value.hint


@pytest.mark.parametrize("content", [None, b"", b"abc", b"abc def ghi", b"\xff\xfe"])
def test_damaged_checksums_are_refused(models: Path, content: bytes | None) -> None:
    """Without them no file can be trusted."""
    (models / "checksums.txt").unlink()
    if content is not None:
        (models / "checksums.txt").write_bytes(content)

    with pytest.raises(ModelError, match=r"checksums\.txt"):
        MiniLMEmbedder(folder=models).embed(["text"])


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """Whatever the runtime says becomes one message."""
    (tmp_path / "model.onnx").write_bytes(b"not a model")

    with pytest.raises(ModelError, match=r"model\.onnx cannot be loaded"):
        open_session(tmp_path / "model.onnx")


def test_an_endpoints_model_needs_an_endpoint() -> None:
    """Said when the embedder is opened, not at the first question."""
    with pytest.raises(SettingsError, match="QA_EMBEDDING_MODEL is 'e5'"):
        open_embedder(Settings(embedding_model="e5"))


def test_passages_are_counted_with_the_embedded_tokenizer() -> None:
    """Also for a remote embedder, whose tokenizer is not known."""
    remote = open_embedder(Settings(embedding_model="e5", openai_base_url="http://127.0.0.1:1/v1"))

    assert 2 == token_counter(remote)("two words") == token_counter(EMBEDDER)("two words")
