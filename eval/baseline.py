"""What a run must not fall behind: scores of an earlier run in one file, and the gate on it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any

from eval.compare import Difference, default_measures, differences
from eval.fingerprints import FORMAT, corpus_fingerprint
from eval.folder import Row, write_json
from eval.measures import measure
from eval.recorded import RecordedRun
from eval.shapes import Baseline, misfit
from qa.errors import CorpusError, SettingsError

_NAMED = 3  # of many questions, so many are named


@dataclass(frozen=True, slots=True)
class Check:
    """One measure held against the baseline; `reason` says what was found, passed or not."""

    name: str
    passed: bool
    reason: str
    difference: Difference | None


def write_baseline(
    run: RecordedRun,
    path: Path,
    *,
    tolerances: Mapping[str, float] | None = None,
    floors: Mapping[str, float] | None = None,
) -> None:
    """Write the scores of a run, question by question, for `gate`.

    A tolerance is how far a measure may fall although it is seen to; a floor is what it may not
    fall below, seen or not. Both in the unit of the measure; the file can be edited afterwards.

    Raises:
        SettingsError: there is no such measure, the run has no score of one that is given, or the
            file cannot be written.
    """
    tolerances, floors = dict(tolerances or {}), dict(floors or {})
    scored = run.summary["measures"]
    given = [measure(name).name for name in (*tolerances, *floors)]
    if without := [name for name in given if name not in scored]:
        raise SettingsError(
            f"The run {run.folder} has no score of {without[0]!r}: no limit can be set on it.",
            f"It has scores of: {', '.join(scored)}.",
        )
    default = default_measures([row["scores"] for row in run.rows])
    names = [name for name in dict.fromkeys((*default, *given)) if name in scored]
    limits = {
        name: {
            **{key: scored[name][key] for key in ("n", "value", "low", "high")},
            "tolerance": tolerances.get(name, 0.0),
            "floor": floors.get(name),
        }
        for name in names
    }
    baseline = {
        "format": FORMAT,
        "set": run.set_name,
        "corpus": run.fingerprints["corpus"],
        "made_with": {key: run.fingerprints.get(key) for key in ("package", "commit", "models")},
        "measures": limits,
        "questions": {row["id"]: _question(row, names) for row in run.rows},
    }
    write_json(path, baseline)


def read_baseline(path: Path) -> dict[str, Any]:
    """A baseline file.

    Raises:
        CorpusError: it is missing, of another version, or not what `write_baseline` writes; the
            message names the place.
    """
    try:
        baseline = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CorpusError(
            f"The baseline {path} cannot be read: {error.strerror or error}.",
            "Write one with: qa eval baseline RUN",
        ) from error
    except ValueError as error:
        raise _unusable(path, f"it is not JSON ({error})") from error
    if not isinstance(baseline, dict) or baseline.get("format") != FORMAT:
        raise _unusable(path, f"it is not of format {FORMAT}")
    if not baseline.get("measures") or not baseline.get("questions"):
        raise _unusable(path, "it has no measures or no questions")
    if wrong := misfit(baseline, Baseline):
        raise _unusable(path, wrong)
    return baseline


def gate(run: RecordedRun, baseline: Mapping[str, Any]) -> tuple[Check, ...]:
    """Each measure of the baseline held against a run of the same questions.

    A measure does not pass where the paired test calls it worse (as `compare` does, over the
    measures of the baseline) by more than its tolerance, or where it is beyond its floor.

    Raises:
        CorpusError: the run asked other questions, or about other files.
        SettingsError: the baseline names a measure that there is not.
    """
    _require_same(run, baseline)
    asked = baseline["questions"]
    limits: Mapping[str, Mapping[str, Any]] = baseline["measures"]
    before = [asked[row["id"]]["scores"] for row in run.rows]
    found = differences(before, [row["scores"] for row in run.rows], list(limits))
    by_name = {one.name: one for one in found}
    return tuple(_check(name, limits[name], by_name.get(name)) for name in limits)


def _check(name: str, limit: Mapping[str, Any], one: Difference | None) -> Check:
    if one is None:
        return Check(name, False, "The run has no score of it: no question of it applies.", None)
    sign = 1 if one.better == "higher" else -1
    floor, tolerance = limit.get("floor"), limit.get("tolerance") or 0.0
    if floor is not None and sign * one.after < sign * floor:
        return Check(name, False, f"{one.after:.4g} is beyond its floor of {floor:g}.", one)
    fallen = -sign * one.difference
    if one.verdict == "worse" and fallen > tolerance:
        return Check(
            name,
            False,
            f"It fell by {fallen:.4g} (from {one.before:.4g} to {one.after:.4g}; 95 % interval of "
            f"the difference {one.low:+.4g} to {one.high:+.4g}), more than the tolerance of "
            f"{tolerance:g}.",
            one,
        )
    return Check(name, True, f"{one.before:.4g} before, {one.after:.4g} now: {one.verdict}.", one)


def _require_same(run: RecordedRun, baseline: Mapping[str, Any]) -> None:
    here = {row["id"]: _digest(row) for row in run.rows}
    there = {name: one["asked"] for name, one in baseline["questions"].items()}
    different = sorted(
        name for name in here.keys() | there.keys() if here.get(name) != there.get(name)
    )
    corpus = corpus_fingerprint(run.corpus)
    if different:
        shown: Sequence[str] = [repr(name) for name in different[:_NAMED]]
        told = (
            f"they asked different sets ({len(there)} questions in the baseline, {len(here)} in "
            f"the run); {len(different)} differ, among them {', '.join(shown)}"
        )
    elif corpus != baseline["corpus"]:
        told = f"their corpora differ ({baseline['corpus']} in the baseline, {corpus} in the run)"
    else:
        return
    raise CorpusError(
        f"The run {run.folder} cannot be held against this baseline: {told}.",
        "Write a new baseline from a run that you trust: qa eval baseline RUN",
    )


def _question(row: Row, names: Sequence[str]) -> dict[str, Any]:
    scores = {name: row["scores"][name] for name in names if name in row["scores"]}
    return {"asked": _digest(row), "scores": scores}


def _digest(row: Row) -> str:
    """8 hex digits that change with the question and what is expected of its answer."""
    asked = [row[name] for name in ("question", "kind", "answerable", "expected")]
    asked += [row[name] for name in ("as_of", "dialogue") if name in row]
    return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:8]


def _unusable(path: Path, why: str) -> CorpusError:
    return CorpusError(
        f"The baseline {path} cannot be used: {why}.", "Write one with: qa eval baseline RUN"
    )


def parse_limits(pairs: Sequence[str], option: str) -> dict[str, float]:
    """'accuracy=0.02' as a measure and a number.

    Raises:
        SettingsError: one is not of that form, or names no measure.
    """
    limits = {}
    for pair in pairs:
        name, _, number = pair.rpartition("=")
        limit = _number(number)
        if limit is None:
            raise SettingsError(
                f"{option} has the value {pair!r}, which is not MEASURE=NUMBER.",
                f"Write it as in: {option} accuracy=0.02",
            )
        limits[measure(name).name] = limit
    return limits


def _number(text: str) -> float | None:
    """The number, or None where it is none that a score can be held against ('nan', 'inf')."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
