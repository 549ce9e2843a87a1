"""Learn the span reader's weights for yes/no questions: `python training/fit_yes_no.py DATA_DIR`.

As `fit_span_reader.py`, on yes/no questions made from the same questions (`yes_no_questions.py`),
half of them in other words too. `measure_yes_no.py` scores the answers that come of it.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.importers.public_sets import Asked
from fit_span_reader import Recipe, fit, options, ours
from qa.reading.opening import YES_NO_WEIGHTS
from qa.types import Verdict as Due
from reading_sets import SEED, load
from sentence_examples import SQUAD, WIKI, Kind, Rewording, Task, Wording
from sentence_weights import learn_by_question, rightly_balanced
from yes_no_questions import Verdict, YesNo, make_yes_no

TASKS = (
    Task("SQuAD 2.0, all articles", (SQUAD, None), 1400, 0),
    Task("new Wikipedia, all articles", (WIKI, None), 800, 0),
)


_KIND: dict[Verdict, Kind] = {"yes": "asked", "no": "asked", "open": "unsupported"}


def main() -> None:
    """Learn, scale, write the weights and print the scores on the test articles."""
    arguments = options(__doc__.splitlines()[0], YES_NO_WEIGHTS)
    recipe = Recipe(
        "training/fit_yes_no.py",
        Deciding(arguments.data),
        lambda parts: [*TASKS, *ours(parts, arguments.data, yes_no=True)],
        lambda _: [],
        learn_by_question,
        rightly_balanced,  # the verdict refuses many of the altered questions by itself
    )
    fit(arguments, recipe)


class Deciding:
    """Turns a question into yes/no questions; a name of another answer in it makes it open.

    What the answer to each is goes into `due`.
    """

    def __init__(self, data: Path, due: dict[str, Due] | None = None) -> None:
        self._due = {} if due is None else due
        self._rewording = Rewording()
        self._generator = random.Random(SEED)
        self._answers: dict[str, list[str]] = defaultdict(list)
        for example in [*load(data, "squad2"), *load(data, "wiki")]:
            self._answers[example.article] += example.answers[:1]

    def __call__(self, question: Asked, number: int, context: str) -> list[Wording]:
        """See `Asker`: at most one question of each verdict, and of every other two wordings."""
        if not question.answers or not context:
            return []
        others = self._answers[question.article]
        made = make_yes_no(question.question, question.answers[0], others, self._generator)
        wordings = [Wording(each.question, _KIND[each.verdict]) for each in made]
        self._note(made, wordings)
        if number % 2 == 0:
            return wordings
        reworded = [replace(w, text=self._rewording.of(w.text), is_reworded=True) for w in wordings]
        self._note(made, reworded)
        return [*wordings, *reworded]

    def _note(self, made: Sequence[YesNo], wordings: Sequence[Wording]) -> None:
        for one, wording in zip(made, wordings, strict=True):
            if one.verdict != "open":
                self._due[wording.text] = one.verdict


if __name__ == "__main__":
    main()
