"""One question asked of several pipelines over one index: a single run has one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.asking import Examiner, Rankings
from eval.folder import Row
from eval.questions import Question
from qa.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Task:
    """A question and which of the pipelines, by index, still have to answer it."""

    number: int
    question: Question
    wanted: tuple[int, ...]


class Panel:
    """Asks pipelines the same questions; what they retrieve alike is looked up once."""

    def __init__(self, pipelines: Sequence[Pipeline]) -> None:
        self._examiners = [Examiner(pipeline) for pipeline in pipelines]

    def rows(self, task: Task) -> dict[int, Row]:
        """The row of each wanted pipeline, by its index.

        Who is asked first changes from question to question: the first one also pays for what
        the operating system then has at hand, and times should compare.
        """
        turn = task.number % len(task.wanted)
        rankings: Rankings = {}
        return {
            index: self._examiners[index].row(task.question, rankings)
            for index in (*task.wanted[turn:], *task.wanted[:turn])
        }
