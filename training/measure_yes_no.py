"""Score yes/no answers on articles the reader has not seen: `measure_yes_no.py DATA_DIR`.

Questions made by `yes_no_questions.py` are asked of all articles of a set, as the product works.
An answer is right where its verdict is and its first citation stands in the question's paragraph.
With `--apart` each paragraph is a file: such sources hardly ever contradict each other, and what is
called a conflict is a false alarm unless a look at those that are printed says otherwise.
"""

import argparse
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from eval.bench.conflicts import report
from eval.importers.public_sets import Asked, write_squad
from fit_span_reader import unseen
from intervals import Mean
from qa.answering.confirming import kind_to_confirm
from qa.pipeline import open_pipeline
from qa.settings import Settings
from qa.types import Answer
from reading_sets import SEED
from sentence_examples import SQUAD, WIKI
from yes_no_questions import Verdict, make_yes_no


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question should get and what it got; `said` is None where it was left open."""

    verdict: Verdict
    said: str | None
    is_cited: bool


def main() -> None:
    """Print a row for each verdict that is due."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=150, help="of each set")
    parser.add_argument("--apart", action="store_true", help="count conflicts between paragraphs")
    arguments = parser.parse_args()
    if arguments.apart:
        print_conflicts(arguments.data, arguments.questions)
        return
    outcomes = [
        outcome
        for path in (SQUAD, WIKI)
        for outcome in ask(arguments.data, path, arguments.questions)
    ]
    print("| due | questions | said so, citing the paragraph | the contrary | left open |")
    print("|---|---|---|---|---|")
    for due in ("yes", "no", "open"):
        print(_row(due, [outcome for outcome in outcomes if outcome.verdict == due]))


def ask(data: Path, path: str, limit: int) -> Iterator[Outcome]:
    """The outcomes of up to `limit` questions on unseen articles of one set."""
    with tempfile.TemporaryDirectory() as folder:
        known = _known(data, path, Path(folder, "corpus"))
        with open_pipeline(Settings(data_dir=Path(folder, "data"))) as pipeline:
            pipeline.sync(Path(folder, "corpus"))
            for question, text, verdict in tqdm(_made(known)[:limit], disable=None):
                answer = pipeline.ask(text)
                yield Outcome(verdict, answer.short_answer, _is_cited(answer, question))


def print_conflicts(data: Path, limit: int) -> None:
    """Print how many answered questions with an amount are called conflicting, and these."""
    answers = []
    for path in (SQUAD, WIKI):
        with tempfile.TemporaryDirectory() as folder:
            known = _known(data, path, Path(folder, "corpus"))
            _split_by_paragraph(Path(folder, "corpus"))
            texts = [text for _, text, _ in _made(known) if kind_to_confirm(text)][:limit]
            with open_pipeline(Settings(data_dir=Path(folder, "data"))) as pipeline:
                pipeline.sync(Path(folder, "corpus"))
                answers += [pipeline.ask(text) for text in tqdm(texts, disable=None)]
    report(answers)


def _known(data: Path, path: str, corpus: Path) -> list[Asked]:
    """The answerable questions on unseen articles of one set, all of which are written."""
    asked, parts = write_squad(data / path, corpus), unseen(data)
    return [q for q in asked if parts.get(q.article) == "test" and q.answers]


def _split_by_paragraph(folder: Path) -> None:
    for path in list(folder.iterdir()):
        title, *paragraphs = path.read_text(encoding="utf-8").split("\n\n")
        for number, paragraph in enumerate(paragraphs):
            apart = path.with_stem(f"{path.stem}-{number:03d}")
            apart.write_text(f"{title}\n\n{paragraph}\n", encoding="utf-8")
        path.unlink()


def _made(known: Sequence[Asked]) -> list[tuple[Asked, str, Verdict]]:
    generator = random.Random(SEED)
    answers: dict[str, list[str]] = defaultdict(list)
    for question in known:
        answers[question.article].append(question.answers[0])
    made = [
        (question, each.question, each.verdict)
        for question in known
        for each in make_yes_no(
            question.question, question.answers[0], answers[question.article], generator
        )
    ]
    generator.shuffle(made)
    return made


def _is_cited(answer: Answer, question: Asked) -> bool:
    first = answer.citations[:1]
    return any(
        c.source_id == question.source_id and c.start < question.end and question.start < c.end
        for c in first
    )


def _row(due: str, outcomes: Sequence[Outcome]) -> str:
    contrary = {"yes": "no", "no": "yes"}.get(due)
    cells = [
        [o.said == due and o.is_cited for o in outcomes],
        [o.said == contrary if contrary else o.said is not None for o in outcomes],
        [o.said is None for o in outcomes],
    ]
    shown = [str(Mean.of(cell)) for cell in cells]
    shown[0] = shown[0] if contrary else "-"
    return f"| {due} | {len(outcomes)} | {' | '.join(shown)} |"


if __name__ == "__main__":
    main()
