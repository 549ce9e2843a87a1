"""Small folders, each alone and all as one: `python -m eval.bench.folders`.

`eval/sets/folders` has invented folders of five files as people keep them (clippings, minutes,
manuals, biographies), with questions as their owners would ask them. A question's tag says how much
of its wording stands in the text: 'same', 'some' or 'other' words. Nothing was learnt from them or
chosen on them.
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
_WORDS = ("same", "some", "other")

Counts = dict[tuple[str, bool], list[bool]]  # words, has an answer: right or not


def main() -> None:
    """Print a row for each way to ask, with 95 % intervals."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="?", default=FOLDERS)
    folders = sorted(each for each in parser.parse_args().folders.iterdir() if each.is_dir())
    corpora = {"five files": [[folder] for folder in folders], "all files": [folders]}
    print("| words of the text | corpus | with an answer | right | without | refused |")
    print("|---|---|---|---|---|---|")
    for name, parts in corpora.items():
        counts: Counts = defaultdict(list)
        for part in tqdm(parts, desc=name, disable=None):
            for question, is_right in _asked(part):
                counts[question.tags[0], question.answerable].append(is_right)
        for words in (*_WORDS, "all"):
            cells = [_share(counts, words, has_answer) for has_answer in (True, False)]
            print(f"| {words} | {name} | {' | '.join(cells)} |")


def _asked(folders: Sequence[Path]) -> Iterator[tuple[Question, bool]]:
    """The questions of these folders, asked of all their files as one corpus."""
    with tempfile.TemporaryDirectory() as place:
        corpus = Path(place, "corpus")
        for folder in folders:
            shutil.copytree(folder / "articles", corpus / folder.name)
        with open_pipeline(Settings(data_dir=Path(place, "data"))) as pipeline:
            pipeline.sync(corpus)
            examiner = Examiner(pipeline)
            for folder in folders:
                for question in load_questions(folder / "questions.jsonl"):
                    outcome = examiner.row(question, {})["verdict"]["outcome"]
                    yield question, outcome in RIGHT_OUTCOMES


def _share(counts: Counts, words: str, has_answer: bool) -> str:
    chosen = _WORDS if words == "all" else (words,)
    found = [is_right for each in chosen for is_right in counts[each, has_answer]]
    low, high = wilson(sum(found), len(found))
    return f"{len(found)} | {sum(found) / max(1, len(found)):.3f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
