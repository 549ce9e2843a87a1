"""Questions that take for granted what their paragraph does not say, asked beside the real ones."""

import random
from pathlib import Path

from eval.importers.public_sets import Asked
from reading_sets import SEED, Example, load
from sentence_examples import Rewording, Wording
from unanswerable import Names, make_unsupported

_REWORDED = 4  # one question in four is asked in other words


class Altering:
    """Each question, and for an answerable one another in which a name, number or verb differs.

    Made after the classes of SQuAD 2.0's own unanswerable questions; see `unanswerable.py`.
    """

    def __init__(self, data: Path) -> None:
        self._rewording = Rewording()
        contexts = [e.context for source in ("squad2", "wiki") for e in load(data, source)]
        self._names = Names(list(dict.fromkeys(contexts)))
        self._generator = random.Random(SEED)

    def __call__(self, question: Asked, number: int, context: str) -> list[Wording]:
        """See `Asker`."""
        is_reworded = number % _REWORDED == 1
        text = self._rewording.of(question.question) if is_reworded else question.question
        wordings = [Wording(text, is_reworded=is_reworded)]
        if not (context and question.answers):
            return wordings
        altered = make_unsupported(example_of(question, context), self._names, self._generator)
        return [*wordings, Wording(altered.question, "unsupported")] if altered else wordings


def example_of(question: Asked, context: str) -> Example:
    """The question with the place of its first answer in its paragraph."""
    answer = question.answers[0]
    start = context.find(answer)
    place = (start, start + len(answer)) if start >= 0 else (None, None)
    return Example(
        "squad2", question.article, "", context, question.question, question.answers, *place
    )
