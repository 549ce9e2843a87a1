"""From the rows of a run to its numbers."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import numpy as np

from eval.folder import Row
from eval.intervals import CONFIDENCE, estimates
from eval.judgment import Score
from eval.measures import measures
from eval.questions import KINDS
from eval.resampling import RESAMPLES
from qa.answering.writer import ANSWERER as WRITTEN
from qa.answering.writer import FELL_BACK


def summarise(rows: list[Row]) -> dict[str, Any]:
    """The measures over all rows and by kind, with intervals; a measure that never applies is out.

    `writing` says who worded the answers where a language model was wanted, see `writing`.
    `stages_ms` has the 50th and 95th percentile of each time that the answers report themselves.
    """
    by_kind = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
    return {
        "questions": len(rows),
        "errors": _count(row["error"]["code"] for row in rows if row["error"]),
        "statuses": _count(row["result"]["status"] for row in rows if row["result"]),
        "writing": writing(rows),
        "interval": {"confidence_percent": CONFIDENCE, "bootstrap_resamples": RESAMPLES},
        "measures": _estimates(rows),
        "by_kind": {
            kind: {"questions": len(those), "measures": _estimates(those)}
            for kind, those in by_kind.items()
            if those
        },
        "stages_ms": _stages(rows),
    }


def writing(rows: list[Row]) -> dict[str, Any] | None:
    """How many answers a language model worded and how many it should have, and why the first not.

    None where no model was wanted for any of them.
    """
    results = [row["result"] for row in rows if row["result"]]
    worded = sum(result["answerer"] == WRITTEN for result in results)
    reasons = [
        notice.removesuffix(FELL_BACK).rstrip()
        for result in results
        for notice in result["notices"]
        if notice.endswith(FELL_BACK)
    ]
    if not worded and not reasons:
        return None
    return {
        "by_model": worded,
        "fell_back": len(reasons),
        "first_reason": reasons[0] if reasons else None,
    }


def _estimates(rows: list[Row]) -> dict[str, Any]:
    scored = {
        measure.name: (measure, scores)
        for measure in measures()
        if (scores := scores_of(rows, measure.name))
    }
    found = estimates(scored)
    return {
        name: {"unit": measure.unit, "better": measure.better, **asdict(found[name])}
        for name, (measure, _) in scored.items()
    }


def scores_of(rows: list[Row], name: str) -> list[Score]:
    """The scores of a measure, of the rows that it applies to."""
    return [Score(*row["scores"][name]) for row in rows if name in row["scores"]]


def _stages(rows: list[Row]) -> dict[str, dict[str, float]]:
    timings = [row["result"]["timings_ms"] for row in rows if row["result"]]
    names = list(dict.fromkeys(name for timing in timings for name in timing))
    stages = {}
    for name in names:
        spent = [timing[name] for timing in timings if name in timing]
        p50, p95 = np.percentile(spent, [50, 95])
        stages[name] = {"p50": float(p50), "p95": float(p95)}
    return stages


def _count(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))
