"""docs/evaluation.md says what the code does."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.measures import measures
from eval.questions import KINDS, load_questions

PAGE = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [measure.name for measure in measures()])
def test_every_measure_is_explained(name: str) -> None:
    """A number in the table can be looked up."""
    assert re.search(rf"^\| .*`{re.escape(name)}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_explained(kind: str) -> None:
    """A set can be written from the page alone."""
    assert f"`{kind}`" in PAGE


def test_every_option_is_explained() -> None:
    """The options of `qa eval run` and those of the page are the same."""
    shown = CliRunner().invoke(app, ["run", "--help"], env={"COLUMNS": "200"}).stdout
    options = set(re.findall(r"--[a-z-]+", shown)) - {"--help"}
    assert options == set(re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE))


def test_the_example_is_a_question(tmp_path: Path) -> None:
    """What the page shows can be loaded once it stands on one line."""
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(json.loads(example)))
    assert [question.id for question in load_questions(path)] == ["moratorium-001"]
