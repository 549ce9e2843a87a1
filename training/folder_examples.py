"""Questions over small folders of `eval/sets`: every sentence's features, right or wrong.

Five files that belong together, asked by somebody who knows them: what most people have, and what
neither paragraphs of an encyclopedia nor news are like. Those without an answer are about the same
things. Folders that scores are told of are not among these.
"""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tqdm import tqdm

from eval.questions import Question, load_questions
from qa.pipeline import Pipeline, open_pipeline
from qa.reading.statements import is_yes_no
from qa.settings import Settings
from qa.types import Passage, Span
from sentence_examples import FOLDERS, Example, FeatureReader, rows_of

_SETS = Path(__file__).parents[1] / "eval" / "sets"
LEARNT = ("matters", "papers/dev", "reference/dev", "talk/dev")


def folder_examples(reader: Callable[[Pipeline], FeatureReader]) -> list[Example]:
    """An example of each question but those for a yes or no, to fit."""
    folders = [folder for name in LEARNT for folder in sorted((_SETS / name).iterdir())]
    return [
        example
        for folder in tqdm(folders, desc=FOLDERS, disable=None)
        for example in _of_folder(folder, reader)
    ]


def _of_folder(folder: Path, reader: Callable[[Pipeline], FeatureReader]) -> Iterator[Example]:
    with (
        tempfile.TemporaryDirectory() as data,
        open_pipeline(Settings(data_dir=Path(data), reader="sentence")) as pipeline,
    ):
        pipeline.sync(folder / "articles")
        features = reader(pipeline)
        for question in load_questions(folder / "questions.jsonl"):
            if is_yes_no(question.question):
                continue
            passages = pipeline.search(question.question, pipeline.settings.top_k)
            label = partial(_label, question, _told(question, pipeline))
            if rows := rows_of(features, question.question, passages, label):
                yield Example(FOLDERS, "fit", "asked", question.answerable, False, *rows)


def _told(question: Question, pipeline: Pipeline) -> list[tuple[str, Span]]:
    """Where the quotes of a question stand."""
    texts = [(source, pipeline.source_text(source)) for source in question.sources]
    return [
        (source, Span(start, start + len(quote)))
        for source, text in texts
        for quote in question.quotes
        if (start := text.find(quote)) >= 0
    ]


def _label(
    question: Question, told: list[tuple[str, Span]], passage: Passage, sentence: Span
) -> int:
    """1 where a sentence has a quote or a part of one, -1 where it may tell the answer too."""
    if any(
        source == passage.source_id and sentence.start < quote.end and quote.start < sentence.end
        for source, quote in told
    ):
        return 1
    text = passage.text[sentence.start - passage.start : sentence.end - passage.start].casefold()
    return -1 if any(form.casefold() in text for fact in question.answers for form in fact) else 0
