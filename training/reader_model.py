"""The reader as a torch module, its windows of tokens, and how it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

MAX_TOKENS = 256
STRIDE = 96  # tokens that two windows of one passage share
MAX_QUESTION = 64
ANSWER_TOKENS = 30
PAD_TO = 16  # lengths are padded to multiples of this


class Reader(nn.Module):
    """MiniLM with three numbers a token: start, end and, at the first token, 'has the answer'."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        # Dropout makes a step on a CPU five times slower; eager attention is the fastest there.
        self.bert = AutoModel.from_pretrained(
            base,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            add_pooling_layer=False,
        )
        self.head = nn.Linear(self.bert.config.hidden_size, 3)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits of shape (batch, length, 3)."""
        hidden = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask)
        logits: torch.Tensor = self.head(hidden.last_hidden_state)
        return logits


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens of a question and a piece of a passage.

    `offsets` are places in the passage's own text, None where the token is not of it. `start` and
    `end` are the answer's first and last token, 0 where this piece has none. `bears_out` is for a
    claim in the place of the question, which has no span: whether the piece says it. `group` is
    the same for the passages that are compared for one question.
    """

    example: int
    ids: Sequence[int]
    types: Sequence[int]
    offsets: Sequence[tuple[int, int] | None]
    start: int = 0
    end: int = 0
    bears_out: bool | None = None
    group: int | None = None


def open_tokenizer(base: Path) -> Tokenizer:
    """The tokenizer of the base weights, cutting the second text into windows."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, stride=STRIDE, strategy="only_second")
    return tokenizer


def windows(
    tokenizer: Tokenizer,
    texts: Sequence[tuple[str, str, str]],
    answers: Sequence[tuple[int, int] | None],
) -> list[Window]:
    """Windows of (question, title, passage) texts; `answers` are places in the passage."""
    pairs = [(q[: MAX_QUESTION * 8], _second(title, text)) for q, title, text in texts]
    found = []
    for number, encoding in enumerate(tokenizer.encode_batch(pairs)):
        shift = len(pairs[number][1]) - len(texts[number][2])
        for piece in (encoding, *encoding.overflowing):
            found.append(_window(number, piece, shift, answers[number]))
    return found


def _second(title: str, text: str) -> str:
    return f"{title}\n{text}" if title else text


def _window(number: int, piece: Any, shift: int, answer: tuple[int, int] | None) -> Window:
    offsets = [
        (first - shift, last - shift) if sequence == 1 and first >= shift and last > first else None
        for (first, last), sequence in zip(piece.offsets, piece.sequence_ids, strict=True)
    ]
    start = end = 0
    if answer is not None:
        for position, place in enumerate(offsets):
            if place and place[0] <= answer[0] < place[1]:
                start = position
            if place and place[0] < answer[1] <= place[1]:
                end = position
        if not (start and end):
            start = end = 0
    return Window(number, piece.ids, piece.type_ids, offsets, start, end)


def collate(rows: Sequence[Window]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Token ids, types and mask, padded on the right."""
    length = -(-max(len(row.ids) for row in rows) // PAD_TO) * PAD_TO
    ids = torch.zeros((len(rows), length), dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for number, row in enumerate(rows):
        size = len(row.ids)
        ids[number, :size] = torch.tensor(row.ids)
        types[number, :size] = torch.tensor(row.types)
        mask[number, :size] = 1
    return ids, types, mask


@dataclass(frozen=True, slots=True)
class Reading:
    """The best span of a passage, its margin over 'no answer', and the answerability logit."""

    start: int
    end: int
    margin: float
    answerable: float


def best_span(logits: torch.Tensor, window: Window) -> Reading:
    """The span of at most `ANSWER_TOKENS` tokens with the highest start + end."""
    valid = [i for i, place in enumerate(window.offsets) if place is not None]
    starts, ends = logits[valid, 0], logits[valid, 1]
    size = len(valid)
    allowed = torch.ones(size, size, dtype=torch.bool).triu().tril(ANSWER_TOKENS - 1)
    scores = (starts[:, None] + ends[None, :]).masked_fill(~allowed, -torch.inf)
    first, last = divmod(int(scores.argmax()), size)
    null = float(logits[0, 0] + logits[0, 1])
    one, two = window.offsets[valid[first]], window.offsets[valid[last]]
    assert one is not None
    assert two is not None
    return Reading(one[0], two[1], float(scores[first, last]) - null, float(logits[0, 2]))


@torch.inference_mode()  # type: ignore[untyped-decorator]
def read(
    model: nn.Module, tokenizer: Tokenizer, texts: Sequence[tuple[str, str, str]], batch: int = 64
) -> list[Reading]:
    """The best reading of each (question, title, passage), over all its windows."""
    model.eval()
    rows = windows(tokenizer, texts, [None] * len(texts))
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    best: dict[int, Reading] = {}
    for at in range(0, len(order), batch):
        chosen = [rows[i] for i in order[at : at + batch]]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(*collate(chosen))
        for row, values in zip(chosen, logits.float(), strict=True):
            if any(place is not None for place in row.offsets):
                found = best_span(values, row)
                if row.example not in best or found.margin > best[row.example].margin:
                    best[row.example] = found
    return [best[number] for number in range(len(texts))]
