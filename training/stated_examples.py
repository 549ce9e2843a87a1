"""Statements for the reader to learn which of them a text bears out: what a question becomes with
its answer, and a yes/no question with 'Yes.' or 'No.' behind it. It reads a statement as it reads a
question, and 'has the answer' means 'says that'."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from qa.ingest.splitting import sentence_spans, sentences_around
from qa.reading.statements import is_yes_no
from reading_sets import Example
from statements import Statement, altered, declarative
from unanswerable import names_in

_ALONE = 0.5  # the sentence without its neighbours, as a citation has it


class Stated:
    """Makes statements of questions about the passages that it was given."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._answered: dict[str, list[Example]] = defaultdict(list)
        for example in examples:
            if example.answers and not is_yes_no(example.question):
                self._answered[example.context].append(example)
        self._names = sorted({name for context in self._answered for name in names_in(context)})

    def of(self, example: Example, generator: random.Random) -> list[Example]:
        """Of an answerable question a true and a false statement, of another at most a false one.

        What the passage does not answer is false with any answer that it gives to a like question.
        """
        if is_yes_no(example.question):
            return []
        if not example.answers:
            return self._with_an_answer_of_another(example, generator)
        claim = declarative(example.question, example.answers[0])
        if claim is None:
            return []
        read = _alone(example) if generator.random() < _ALONE else example
        true = Statement(read.article, read.title, claim, read.context, True, "")
        false = list(altered(true, self._names, generator))
        wrong = [read.without_answer(question=generator.choice(false).claim)] if false else []
        return [replace(read, question=claim), *wrong]

    def _with_an_answer_of_another(
        self, example: Example, generator: random.Random
    ) -> list[Example]:
        alike = [
            other
            for other in self._answered[example.context]
            if other.question.split()[0].lower() == example.question.split()[0].lower()
        ]
        if not alike:
            return []
        other = generator.choice(alike)
        claim = declarative(example.question, other.answers[0])
        if claim is None:
            return []
        read = _alone(other) if generator.random() < _ALONE else other
        return [read.without_answer(question=claim)]


def with_verdicts(example: Example, generator: random.Random) -> list[Example]:
    """A yes/no question with each verdict, as claims about the sentence that decides it.

    Half of them with the sentences beside it. A question that its passage leaves open is not
    borne out by any sentence of it, whatever the verdict.
    """
    if example.answers and example.says_yes is None:
        return []
    read = example
    if not example.answers:
        span = generator.choice(sentence_spans(example.context))
        read = replace(example, start=span.start, end=span.end)
    read = _alone(read, beside=generator.randint(0, 1))
    return [
        replace(
            read.without_answer(question=f"{example.question} {verdict}"),
            bears_out=bool(example.answers) and example.says_yes is says_yes,
        )
        for verdict, says_yes in (("Yes.", True), ("No.", False))
    ]


def _alone(example: Example, beside: int = 0) -> Example:
    """The example with its answering sentence, and as many on each side, as the whole passage."""
    start, end = example.start or 0, example.end or 0
    around = sentences_around(example.context, start, end, beside)
    return replace(
        example,
        context=example.context[around.start : around.end],
        start=start - around.start,
        end=end - around.start,
    )
