"""One question with several passages, to learn which of them answers it rather than the others.

What the reader gets at work are passages of one folder, mostly on one matter, of which one has the
answer. Read one at a time it learns what an answer looks like in each, but nothing makes what it
gives one comparable with what it gives another.
"""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import torch
from tqdm import tqdm

from hard_negatives import Text
from qa.ingest.embedding import MiniLMEmbedder
from qa.ingest.splitting import sentence_spans, split
from qa.settings import Settings
from qa.types import Document
from reader_model import Window
from reading_sets import Example

_PASSAGES = 5  # of a group, most
_MINED = 0.4  # how often one of them is of another matter, for news; the others always have two
_WITHHELD = 0.25  # of the answerable questions, once more without the passage that answers
_RESTATED = 0.6  # of an answer's words in one sentence: it may well say the same
_WORD = re.compile(r"\w{3,}|\d+")


class Grouping:
    """The passages of the texts that are asked about, cut as the product does."""

    def __init__(
        self, examples: Sequence[Example], mined: Mapping[Example, Sequence[Text]]
    ) -> None:
        self._mined = mined
        self._passages: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self._titles: dict[str, dict[str, str]] = defaultdict(dict)  # of an article's contexts
        count = MiniLMEmbedder().count_tokens
        size = Settings().passage_tokens
        for example in tqdm(examples, desc="passages", disable=None):
            key = example.article, example.context
            if key not in self._passages:
                document = Document(example.article, example.context, example.title)
                found = split(document, count, size)
                self._passages[key] = [(each.start, each.text) for each in found]
                self._titles[example.article][example.context] = example.title

    def of(self, example: Example, generator: random.Random) -> list[list[Example]]:
        """The question's groups: one with the passage that answers it, if any, first in it.

        Empty where no passage has the whole answer. Some of the answerable questions come once
        more without that passage.
        """
        found = self._around(example)
        if not found:
            return []
        answering, beside, others = found
        if not example.answers:
            own = [answering, *beside]
            generator.shuffle(own)
            answering, *beside = own
        generator.shuffle(others)
        mined = self._elsewhere(example, generator)
        rest = [*[*beside, *others][: _PASSAGES - 1 - len(mined)], *mined]
        groups = [[answering, *rest]]
        if example.answers and len(rest) > 1 and generator.random() < _WITHHELD:
            groups.append(rest)
        return groups

    def whole(self, example: Example) -> list[Example]:
        """All passages of the event or article, that which answers first; empty as `of`."""
        found = self._around(example)
        return [found[0], *found[1], *found[2]] if found else []

    def _around(self, example: Example) -> tuple[Example, list[Example], list[Example]] | None:
        """The passage that answers, others of the same text and of other texts on the matter.

        Any of its text where the question has no answer, None where no passage has all of it.
        Other passages that may say the same in their own words are left out.
        """
        own, beside = [], []
        for start, text in self._passages[example.article, example.context]:
            if example.start is None or example.end is None:
                own.append(replace(example, context=text))
            elif start <= example.start and example.end <= start + len(text):
                first, last = example.start - start, example.end - start
                own.append(replace(example, context=text, start=first, end=last))
            elif not _restates(text, example.answers):
                beside.append(example.without_answer(context=text))
        if not own:
            return None
        return own[0], [*own[1:], *beside], self._of_the_article(example)

    def _of_the_article(self, example: Example) -> list[Example]:
        """Passages of the other texts: of the event, or the other paragraphs."""
        return [
            replace(example.without_answer(context=text), title=title)
            for context, title in self._titles[example.article].items()
            if context != example.context
            for _, text in self._passages[example.article, context]
            if not _restates(text, example.answers)
        ]

    def _elsewhere(self, example: Example, generator: random.Random) -> list[Example]:
        mined = [text for text in self._mined.get(example, ()) if text[1] != example.context]
        wanted = int(generator.random() < _MINED) if example.source == "news" else 2
        return [
            replace(example.without_answer(context=context), title=title)
            for title, context in generator.sample(mined, min(wanted, len(mined)))
        ]


def _restates(text: str, answers: Sequence[str]) -> bool:
    """Whether the text has an answer, or a sentence with most of its words."""
    folded = text.casefold()
    for answer in answers:
        words = set(_WORD.findall(answer.casefold()))
        if answer.casefold() in folded:
            return True
        if words and any(
            len(words & set(_WORD.findall(folded[span.start : span.end]))) >= _RESTATED * len(words)
            for span in sentence_spans(folded)
        ):
            return True
    return False


def group_loss(logits: torch.Tensor, rows: Sequence[Window]) -> torch.Tensor:
    """Mean cross entropy of the answer among all passages of its group, and none of them.

    Start and end are taken over 'no answer' of their own passage, so that what is learnt is the
    margin that passages are compared by: shared normalisation (Clark and Gardner, 2018). A group
    that has no answer has none as its target. Zero where no row is of a group.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.group is not None:
            groups[row.group].append(number)
    if not groups:
        return logits.sum() * 0
    inside = torch.zeros(logits.shape[:2], dtype=torch.bool)
    for number, row in enumerate(rows):
        inside[number, : len(row.offsets)] = torch.tensor([o is not None for o in row.offsets])
    over = (logits - logits[:, :1]).masked_fill(~inside[:, :, None], -torch.inf)
    losses = []
    for numbers in groups.values():
        start = end = passage = 0  # in none of them
        for at, number in enumerate(numbers):
            if rows[number].start:
                before = 1 + at * logits.shape[1]
                start, end = before + rows[number].start, before + rows[number].end
                passage = 1 + at
                break
        for values, target in (
            (over[numbers, :, 0], start),
            (over[numbers, :, 1], end),
            (logits[numbers, :1, 2], passage),
        ):
            row_of = torch.cat([torch.zeros(1), values.reshape(-1)])
            losses.append(torch.logsumexp(row_of, 0) - row_of[target])
    return torch.stack(losses).sum() / (2 * len(groups))
