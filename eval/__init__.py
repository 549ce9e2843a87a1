"""Scores the pipeline on questions with known answers.

from eval import assert_answers, evaluate, compare_folders, read_run, write_report

`eval` is also a builtin, so write `from eval import ...`, never `import eval`. The names are loaded
when they are first asked for: importing this costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval.assertions import assert_answers as assert_answers
    from eval.baseline import gate as gate_run
    from eval.baseline import read_baseline as read_baseline
    from eval.baseline import write_baseline as write_baseline
    from eval.compare import Comparison as Comparison
    from eval.compare import compare as compare_runs
    from eval.compare import compare_folders as compare_folders
    from eval.questions import Question as Question
    from eval.questions import load_questions as load_questions
    from eval.recorded import RecordedRun as RecordedRun
    from eval.recorded import read_run as read_run
    from eval.report import write_report as write_report
    from eval.run import Run as Run
    from eval.run import run as evaluate

# Where each name lives. Names of modules here (run, compare, baseline) stay modules.
_PLACES = {
    "Comparison": ("eval.compare", "Comparison"),
    "Question": ("eval.questions", "Question"),
    "RecordedRun": ("eval.recorded", "RecordedRun"),
    "Run": ("eval.run", "Run"),
    "assert_answers": ("eval.assertions", "assert_answers"),
    "compare_folders": ("eval.compare", "compare_folders"),
    "compare_runs": ("eval.compare", "compare"),
    "evaluate": ("eval.run", "run"),
    "gate_run": ("eval.baseline", "gate"),
    "load_questions": ("eval.questions", "load_questions"),
    "read_baseline": ("eval.baseline", "read_baseline"),
    "read_run": ("eval.recorded", "read_run"),
    "write_baseline": ("eval.baseline", "write_baseline"),
    "write_report": ("eval.report", "write_report"),
}

__all__ = [  # noqa: RUF022 - in the order of a day's work
    "load_questions",
    "Question",
    "evaluate",
    "Run",
    "read_run",
    "RecordedRun",
    "compare_runs",
    "compare_folders",
    "Comparison",
    "write_baseline",
    "read_baseline",
    "gate_run",
    "write_report",
    "assert_answers",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PLACES[name]
    return getattr(import_module(module), attribute)
