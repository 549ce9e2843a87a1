"""Learn which sentence's yes or no is right: `python training/fit_verdict.py DATA_DIR`.

After `train_verdict.py` and `fit_yes_no.py`, on the questions and articles of the latter: the
product reads, the verdict model judges the best few sentences, and one of them is right where it
is the sentence that decides and its yes or no is the one that is due.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from fit_span_reader import examples_from, options, ours, unseen
from fit_yes_no import TASKS, Deciding
from qa.pipeline import Pipeline
from qa.reading.opening import SPAN_WEIGHTS, VERDICT_WEIGHTS, YES_NO_WEIGHTS
from qa.reading.span_model import SpanModel
from qa.reading.span_reader import SPAN_FEATURES, SpanReader
from qa.reading.verdict_model import VerdictModel
from qa.reading.verdicts import VERDICT_FEATURES, Verdicts
from qa.reading.weights import Weights, load_weights
from qa.types import Passage, RetrievedPassage, Span, Verdict
from sentence_examples import Example, Source, balanced, collect, part, sentence_reader
from sentence_weights import (
    answering_rightly,
    best_threshold,
    learn_by_question,
    tables,
    write,
)
from written_questions import load_written

# A word that is more likely wrong than right is worse than none. On small folders, which this scale
# was not learnt on, three in four words with a confidence from .4 to .5 are right.
_LEAST = 0.4
_UNLEARNT = Weights(0.0, (0.0,) * len(VERDICT_FEATURES), 1.0, 0.0, 0.5)


class Judging:
    """Shows the features of the sentences that are judged, and at last whether they are right
    about yes or no."""

    def __init__(self, reader: SpanReader, verdicts: Verdicts, due: Mapping[str, Verdict]) -> None:
        self._reader = reader
        self._verdicts = verdicts
        self._due = due

    def features(
        self, question: str, passages: Sequence[RetrievedPassage]
    ) -> Iterator[tuple[Passage, Span, list[float]]]:
        """See `FeatureReader`."""
        evidence = self._reader.read(question, passages)
        for item, features in self._verdicts.features(question, evidence):
            agrees = float(item.verdict == self._due.get(question))
            yield item.passage, item.sentence, [*features, agrees]


def main() -> None:
    """Learn, scale, write the weights and print the scores on the test articles."""
    arguments = options(__doc__.splitlines()[0], VERDICT_WEIGHTS)
    due: dict[str, Verdict] = {
        row.question: "yes" if row.says_yes else "no"
        for row in (*load_written(arguments.data, "news"), *load_written(arguments.data, "written"))
        if row.says_yes is not None
    }
    model = SpanModel(folder=arguments.models)
    verdicts = Verdicts(VerdictModel(folder=arguments.models), _UNLEARNT)
    plain, yes_no = (load_weights(name, SPAN_FEATURES) for name in (SPAN_WEIGHTS, YES_NO_WEIGHTS))

    def reader(pipeline: Pipeline) -> Judging:
        reads = SpanReader(sentence_reader(pipeline), model, plain, yes_no)
        return Judging(reads, verdicts, due)

    parts = unseen(arguments.data)
    asker = Deciding(arguments.data, due)
    source = Source(arguments.data, reader, parts, arguments.scale, asker)
    tasks = [*TASKS, *ours(parts, arguments.data, yes_no=True)]
    examples = [
        _judged(example) for example in examples_from(arguments, lambda: collect(source, tasks))
    ]
    fitting, test = part(examples, "fit"), part(examples, "test")
    learnt = learn_by_question(fitting, balanced(fitting))
    threshold = max(_LEAST, best_threshold(*answering_rightly(learnt, balanced(fitting))))
    learnt = replace(learnt, threshold=threshold)
    write(arguments.out, learnt, examples, VERDICT_FEATURES, "training/fit_verdict.py")
    print(tables(learnt, test))


def _judged(example: Example) -> Example:
    """The example with sentences right only where their yes or no is, which was the last column."""
    features, agrees = example.features[:, :-1], example.features[:, -1] == 1
    labels = np.where(agrees, example.labels, np.minimum(example.labels, 0)).astype(np.int8)
    return replace(example, features=features, labels=labels)


if __name__ == "__main__":
    main()
