"""What the language model gets to read: the best passages, numbered, within a budget."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from qa.answering.extractive import Reading
from qa.answering.orders import gives_orders
from qa.types import Passage

_TITLE_CHARACTERS = 120
_UNSEEN = ("Cf", "Cc", "Co", "Cn", "Cs")  # categories of characters that nobody sees
_LEAST_TOKENS = 40  # a passage of which less fits is left out


@dataclass(frozen=True, slots=True)
class Chosen:
    """Passages in the order of their numbers, from 1; `left_out` did not fit into the budget.

    `orders` counts passages kept back because they speak to the model; `tokens` is what the others
    take of the budget, or more than that where the first one alone does.
    """

    passages: tuple[Passage, ...]
    left_out: int
    orders: int
    tokens: int

    @property
    def prompt_rows(self) -> list[tuple[str, str | None, str]]:
        """Title, date and text of each, as they are sent."""
        return [
            (one_line(each.title)[:_TITLE_CHARACTERS], each.published, shown_text(each))
            for each in self.passages
        ]


def choose(
    readings: Sequence[Reading], min_confidence: float, budget: int, count: Callable[[str], int]
) -> Chosen:
    """The passages that answer a part of the question, the best of each part in turn.

    Those with no sentence of `min_confidence` are none: what rests on them would not be shown, so
    they are not sent either. `budget` and `count` are in word pieces.
    """
    found = list(dict.fromkeys(_in_turn(readings, min_confidence)))
    ranked = [passage for passage in found if not _is_hostile(passage)]
    chosen: list[Passage] = []
    left = budget
    for passage in ranked:
        size = count(shown_text(passage)) + _LEAST_TOKENS  # its marks, title and date
        if size <= left or not chosen:
            chosen.append(passage)
            left -= size
    left_out, orders = len(ranked) - len(chosen), len(found) - len(ranked)
    return Chosen(tuple(chosen), left_out, orders, budget - left)


def without_orders(readings: Sequence[Reading], min_confidence: float) -> list[Reading]:
    """Each reading without the evidence of passages that speak to the answerer.

    A part of the question that only such a passage answers keeps it: it is quoted, not obeyed.
    """
    kept = []
    for reading in readings:
        clean = [item for item in reading.evidence if not _is_hostile(item.passage)]
        other = replace(reading, evidence=clean)
        kept.append(other if other.confidence >= min_confidence else reading)
    return kept


def orders_left_out(
    found: Sequence[Reading], kept: Sequence[Reading], min_confidence: float
) -> list[str]:
    """A notice where passages that would be an answer are no longer among those that are kept."""
    would_answer, still = (
        {passage.id for each in readings for passage in answering(each, min_confidence)}
        for readings in (found, kept)
    )
    return with_orders(len(would_answer - still), "left out")


def with_orders(count: int, done: str) -> list[str]:
    """What was done with so many passages that speak to the answerer; nothing for none."""
    passages, were = ("1 passage", "was") if count == 1 else (f"{count} passages", "were")
    return [f"{passages} with orders to whoever answers {were} {done}."] if count else []


def _is_hostile(passage: Passage) -> bool:
    return gives_orders(f"{passage.title}\n{passage.columns}{passage.text}")


def shown_text(passage: Passage) -> str:
    """What is sent of a passage, with its table's columns: all that can be seen, in one line."""
    return one_line(passage.columns + passage.text)


def one_line(text: str) -> str:
    """`text` in one line, without characters that cannot be seen."""
    blank = re.sub(r"\s+", " ", text)
    return "".join(each for each in blank if unicodedata.category(each) not in _UNSEEN).strip()


def answering(reading: Reading, min_confidence: float) -> list[Passage]:
    """The passages with a sentence that would be an answer by itself, best first."""
    good = (item.passage for item in reading.evidence if item.confidence >= min_confidence)
    return list(dict.fromkeys(good))


def _in_turn(readings: Sequence[Reading], min_confidence: float) -> Iterable[Passage]:
    """The first passage of each part, then the second of each, and so on."""
    for row in zip_longest(*(answering(each, min_confidence) for each in readings)):
        yield from (passage for passage in row if passage is not None)
