"""Running an embedder file: the same code and session options for float32 and int8."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

# The length the published model was tuned for; both precisions truncate here.
MAX_TOKENS = 256
# 4 to 8 passages keep the activations in cache; 16 and more are slower, in both precisions.
BATCH_SIZE = 8
THREADS = 2

Embeddings = npt.NDArray[np.float32]
Feed = dict[str, npt.NDArray[np.int64]]


def open_session(model: Path | bytes, threads: int = THREADS) -> onnxruntime.InferenceSession:
    """Return a CPU session on a file or on a serialised model."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def open_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of `path`, truncating at `MAX_TOKENS`, padding nothing."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the token ids of each text, [CLS] and [SEP] included."""
    return [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]


def make_feed(rows: Sequence[list[int]]) -> Feed:
    """Return `rows` padded to the longest, with the mask that says so."""
    return {"input_ids": pad(rows), "attention_mask": pad([[1] * len(row) for row in rows])}


def pad(rows: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    """Return `rows` as a matrix, with zeros on the right of the shorter ones."""
    matrix = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for number, row in enumerate(rows):
        matrix[number, : len(row)] = row
    return matrix


def batches(rows: Sequence[list[int]], size: int = BATCH_SIZE) -> Iterator[list[int]]:
    """Yield positions into `rows`, shortest first, so that a batch holds little padding."""
    order = sorted(range(len(rows)), key=lambda position: len(rows[position]))
    for start in range(0, len(order), size):
        yield order[start : start + size]


def embed_alone(session: onnxruntime.InferenceSession, rows: Sequence[list[int]]) -> Embeddings:
    """Return unit rows in the order of `rows`, each run alone, `THREADS` at once.

    That is how the product embeds (docs/adr/0004). `session` should have one thread.
    """
    with ThreadPoolExecutor(THREADS) as workers:
        found = list(workers.map(lambda row: session.run(None, make_feed([row]))[0][0], rows))
    return np.stack(found)


def embed(
    session: onnxruntime.InferenceSession,
    rows: Sequence[list[int]],
    batched: Iterable[list[int]] | None = None,
) -> Embeddings:
    """Return unit rows `(len(rows), 384)` in the order of `rows`.

    `batched` defaults to `batches(rows)`.
    """
    found = np.empty((len(rows), 384), np.float32)
    for positions in batches(rows) if batched is None else batched:
        feed = make_feed([rows[position] for position in positions])
        found[positions] = session.run(None, feed)[0]
    return found
