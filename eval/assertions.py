"""For tests: a pipeline answers a set at least this well."""

from pathlib import Path
from tempfile import TemporaryDirectory

from eval.folder import QUESTIONS, RowFile
from eval.measures import measure
from eval.run import Run, run
from eval.table import cells
from eval.verdicts import RIGHT_OUTCOMES
from qa.errors import SettingsError
from qa.pipeline import Pipeline

_NAMED = 5  # questions that went wrong, named in the message


def assert_answers(
    pipeline: Pipeline,
    set_path: Path | str,
    *,
    out: Path | None = None,
    limit: int | None = None,
    workers: int = 1,
    limits: dict[str, float] | None = None,
    **more_limits: float,
) -> Run:
    """The run, where every measure keeps its limit: `assert_answers(p, "set.jsonl", accuracy=0.9)`.

    A limit is the least value of a measure, or the most where less is better; `limits` takes names
    that are no Python names (`{"hit@5": 0.8}`). The value itself is held against the limit, not its
    interval: the message has both. The run folder goes to `out`; without it, it is not kept.

    Raises:
        AssertionError: a measure is beyond its limit, applies to no question, or a question failed.
        SettingsError: no limit was given, or there is no such measure.
        CorpusError: the set cannot be used.
        IndexUnusable: there is no index, or it cannot serve.
    """
    wanted = {measure(name).name: limit_ for name, limit_ in ((limits or {}) | more_limits).items()}
    if not wanted:
        raise SettingsError("No limit was given.", "Give one, as in: accuracy=0.9")
    with TemporaryDirectory(prefix="qa-assert-") as temporary:
        place = out or Path(temporary)
        finished = run(pipeline, Path(set_path), place, limit=limit, workers=workers)
        wrong = _beyond(finished, wanted)
        if finished.summary["errors"]:
            wrong.append(f"questions failed: {finished.summary['errors']}")
        if wrong:
            raise AssertionError("\n".join([*wrong, *_examples(finished)]))
    return finished


def _beyond(finished: Run, wanted: dict[str, float]) -> list[str]:
    found = finished.summary["measures"]
    wrong = []
    for name, limit in wanted.items():
        if name not in found:
            wrong.append(f"{name} applies to no question of the set")
            continue
        is_least = measure(name).better == "higher"
        value = found[name]["value"]
        if (value < limit) if is_least else (value > limit):
            count, shown, interval = cells(found[name])
            bound = "at least" if is_least else "at most"
            wrong.append(
                f"{name} is {shown} (95 % interval {interval}, {count} questions), "
                f"{bound} {limit:g} was asked for"
            )
    return wrong


def _examples(finished: Run) -> list[str]:
    rows = RowFile(finished.folder).read()
    wrong = [row for row in rows if row["verdict"]["outcome"] not in RIGHT_OUTCOMES]
    shown = [f"  {row['id']}: {row['question']} {row['verdict']['reason']}" for row in wrong]
    rest = [f"  and {len(wrong) - _NAMED} more in {QUESTIONS}"] if len(wrong) > _NAMED else []
    return [*shown[:_NAMED], *rest]
