"""The table of a run."""

import io

from rich.console import Console

from eval.summary import summarise
from eval.table import print_summary
from qa.terminal.screen import Screen
from tests.eval.test_summary import row, written


def printed(*rows: dict[str, object]) -> list[str]:
    """The lines of the table on a terminal, without colours."""
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system=None)
    print_summary(Screen(console), summarise(list(rows)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def cells(lines: list[str], first: str) -> list[str]:
    """What stands behind the name that a line starts with."""
    (line,) = [line for line in lines if line.startswith(f"{first} ")]
    return line.removeprefix(first).split()


def test_each_kind_shows_its_number_and_interval() -> None:
    """Three right, one wrong; the kind with only right ones has an interval without width."""
    lines = printed(row("who"), row("who", 0), row("list"), row("list"))
    assert cells(lines, "all")[:2] == ["4", "0.750"]
    assert cells(lines, "who") == ["2", "0.500", "0.000", "to", "1.000"]
    assert cells(lines, "list") == ["2", "1.000", "1.000", "to", "1.000"]


def test_a_pipe_gets_whole_rows() -> None:
    """However long the names are: a tab parts the cells, as in the tables of other commands."""
    written = io.StringIO()
    summary = summarise([row(scores={"accuracy": [1, 1], "e_aurc": [0.5, 1]})])
    print_summary(Screen(Console(file=written, width=20)), summary)
    assert "all\t1\t1.000\t1.000 to 1.000" in written.getvalue().splitlines()
    assert "Confidence: the same above the best order\t1\t" in written.getvalue()


def test_times_are_in_milliseconds() -> None:
    """Measures of time and the stages have their unit."""
    lines = printed(row(scores={"accuracy": [1, 1], "latency_p50": [7.25, 1]}))
    assert cells(lines, "Latency: p50") == ["1", "7.2", "ms", "7.2", "to", "7.2"]
    assert cells(lines, "read") == ["2.0", "ms", "2.0", "ms"]


def test_failed_questions_are_counted_by_code() -> None:
    """Every error of the run is told at the end."""
    lines = printed(row(result=None, error={"code": "endpoint_failed"}), row())
    assert lines[-1] == "Questions that failed, scored as wrong: endpoint_failed 1"


def test_answers_without_the_model_that_was_to_word_them_are_told() -> None:
    """Accuracy alone would pass for the model's."""
    failed = written("extractive", "It refused. This is the extractive answer.")
    lines = printed(row(result=failed), row(result=written("llm")))

    assert " ".join(line.strip() for line in lines[-2:]) == (
        "Answers that the language model worded: 1; extractive ones in its place: 1. "
        "Why the first one: It refused."
    )


def test_a_measure_of_its_own_is_shown() -> None:
    """Measures are shown in groups; one that the groups do not know would not be lost."""
    from eval.measures import measures
    from eval.table import SECTIONS

    assert {one.name for one in measures()} == {
        name for names in SECTIONS.values() for name in names
    }
