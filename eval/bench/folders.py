"""Small folders, each alone and all as one: `python -m eval.bench.folders`.

`eval/sets/folders` has invented folders of five files as people keep them (clippings, minutes,
manuals, biographies), with questions as their owners would ask them. A question's tag says how much
of its wording stands in the text: 'same', 'some' or 'other' words. Nothing was learnt from them or
chosen on them. `--questions two_hop.jsonl` asks those for which two sentences have to be joined,
`--questions typed.jsonl` the same ones as people in a hurry type them.
"""

import argparse
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from eval.asking import Examiner
from eval.intervals import wilson
from eval.questions import Question, load_questions
from eval.verdicts import RIGHT_OUTCOMES
from qa.pipeline import open_pipeline
from qa.settings import Settings

FOLDERS = Path(__file__).parents[1] / "sets" / "folders"
_QUESTIONS = "questions.jsonl"

Counts = dict[tuple[str, bool], list[bool]]  # words, has an answer: right or not


def main() -> None:
    """Print a row for each way to ask, with 95 % intervals."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="?", default=FOLDERS)
    parser.add_argument("--questions", default=_QUESTIONS, help="file of them in each folder")
    arguments = parser.parse_args()
    folders = sorted(each for each in arguments.folders.iterdir() if each.is_dir())
    corpora = {"each alone": [[folder] for folder in folders], "all as one": [folders]}
    print("| asked | corpus | with an answer | right | without | refused |")
    print("|---|---|---|---|---|---|")
    for name, parts in corpora.items():
        counts: Counts = defaultdict(list)
        for part in tqdm(parts, desc=name, disable=None):
            for question, is_right in _asked(part, arguments.questions):
                counts[question.tags[0], question.answerable].append(is_right)
        tags = dict.fromkeys(tag for tag, _ in counts)
        for words in tags if len(tags) == 1 else (*tags, "all"):
            cells = [_share(counts, words, has_answer) for has_answer in (True, False)]
            print(f"| {words} | {name} | {' | '.join(cells)} |")


def _asked(folders: Sequence[Path], name: str) -> Iterator[tuple[Question, bool]]:
    """The questions of these folders, asked of all their files as one corpus."""
    with tempfile.TemporaryDirectory() as place:
        for folder in folders:
            shutil.copytree(folder / "articles", Path(place, folder.name))
        questions = [question for folder in folders for question in load_questions(folder / name)]
        yield from judged(Path(place), questions)


def judged(corpus: Path, questions: Sequence[Question]) -> Iterator[tuple[Question, bool]]:
    """Each question asked of the files of a folder, and whether what came is right."""
    with (
        tempfile.TemporaryDirectory() as place,
        open_pipeline(Settings(data_dir=Path(place))) as pipeline,
    ):
        pipeline.sync(corpus)
        examiner = Examiner(pipeline)
        for question in questions:
            outcome = examiner.row(question, {})["verdict"]["outcome"]
            yield question, outcome in RIGHT_OUTCOMES


def _share(counts: Counts, words: str, has_answer: bool) -> str:
    found = [
        is_right
        for (tag, answerable), outcomes in counts.items()
        if answerable == has_answer and words in (tag, "all")
        for is_right in outcomes
    ]
    return share_of(found)


def share_of(outcomes: Sequence[bool]) -> str:
    """Two cells of a table: how many there are, and the share of right ones with its interval."""
    low, high = wilson(sum(outcomes), len(outcomes))
    share = sum(outcomes) / max(1, len(outcomes))
    return f"{len(outcomes)} | {share:.3f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
