"""A language model as the writer against the extractive answers: `python -m eval.bench.writer`.

Set QA_LLM_MODEL and OPENAI_BASE_URL as for `qa ask`, and ingest the bundled articles first. Each
question is asked twice, with the model and without. A statement counts as unproven where a citation
does not stand in the indexed text, or where a number or name of it is in none of its citations and
their titles; this looks at nothing that the proof itself computes. Statements in other words than
their source are printed: read them.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.asking import Examiner
from eval.intervals import estimate
from eval.judgment import Score
from eval.matching import tokens
from eval.measures import Measure, measures
from eval.questions import BUNDLED_SET, Question, load_questions
from qa.pipeline import Pipeline, open_pipeline
from qa.settings import load_settings

_ROWS = ("accuracy", "abstention_recall", "abstention_precision", "citation_location")

Row = dict[str, Any]


def main() -> None:
    """Print accuracy and refusal of both, and every statement that is not proven."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", type=Path, nargs="?", default=BUNDLED_SET)
    parser.add_argument("--every", type=int, default=1, help="ask each Nth question only")
    parser.add_argument("--out", type=Path, help="keep the rows here, as JSON lines")
    arguments = parser.parse_args()
    questions = load_questions(arguments.set)[:: arguments.every]
    with (
        open_pipeline(load_settings(answerer="llm")) as written,
        open_pipeline(load_settings(answerer="extractive")) as extractive,
    ):
        rows = [list(_asked(pipeline, questions)) for pipeline in (extractive, written)]
        unproven = [line for row in rows[1] for line in _unproven(written, row)]
    if arguments.out:
        lines = [json.dumps(row) + "\n" for row in rows[1]]
        arguments.out.write_text("".join(lines), encoding="utf-8")
    _report(questions, rows, unproven)


def _asked(pipeline: Pipeline, questions: Sequence[Question]) -> Iterator[Row]:
    examiner = Examiner(pipeline)
    for number, question in enumerate(questions, start=1):
        yield examiner.row(question, {})
        if sys.stderr.isatty():
            print(f"\r{number}/{len(questions)}", end="", file=sys.stderr)


def _unproven(pipeline: Pipeline, row: Row) -> Iterator[str]:
    result = row["result"]
    cited = {each["marker"]: each for each in result["citations"]}
    for each in cited.values():
        if pipeline.source_text(each["source_id"])[each["start"] : each["end"]] != each["quote"]:
            yield f"{row['id']}: [{each['marker']}] does not stand there"
    for claim in result["claims"]:
        own = [cited[marker] for marker in claim["citations"]]
        there = set(tokens(" ".join(f"{each['quote']} {each['title']}" for each in own)))
        words = claim["text"].split()
        marked = [word for word in words[1:] if word[:1].isupper() or word[:1].isdigit()]
        missing = [word for word in tokens(" ".join(marked)) if word not in there]
        if missing or not own:
            yield f"{row['id']}: {claim['text']} ({', '.join(missing) or 'without citation'})"


def _report(questions: Sequence[Question], rows: Sequence[list[Row]], unproven: list[str]) -> None:
    given = [row["result"] for row in rows[1] if row["result"]["status"] != "abstained"]
    worded = [result for result in given if result["answerer"] == "llm"]
    claims = [claim for result in worded for claim in result["claims"]]
    other = [claim for claim in claims if claim["grounding"] == "supported"]
    print(f"{len(questions)} questions, {len(given)} answered, {len(worded)} in the model's words")
    print(f"{len(claims)} statements of the model, {len(other)} in other words than the source")
    print(f"unproven statements shown: {len(unproven)}")
    print("\n| measure | extractive | language model |\n|---|---|---|")
    for measure in measures():
        if measure.name in _ROWS:
            cells = [_cell(measure, each) for each in rows]
            print(f"| {measure.name} | {cells[0]} | {cells[1]} |")
    for line in unproven:
        print(f"unproven: {line}")
    for result in worded:
        quotes = {each["marker"]: each["quote"] for each in result["citations"]}
        for claim in result["claims"]:
            if claim["grounding"] == "supported":
                print(f"\n{result['question']}\n  {claim['text']}")
                print(*(f"    {quotes[marker]}" for marker in claim["citations"]), sep="\n")


def _cell(measure: Measure, rows: Sequence[Row]) -> str:
    found = [Score(*row["scores"][measure.name]) for row in rows if measure.name in row["scores"]]
    if not found:
        return "-"
    share = estimate(measure, found)
    return f"{share.value:.3f} ({share.low:.3f} to {share.high:.3f})"


if __name__ == "__main__":
    main()
