"""Two runs, one verdict: did the change make the answers better or worse?"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eval.comparable import changes, require_comparable
from eval.folder import Row
from eval.measures import Better, Unit, measure, measures
from eval.paired import LEVEL, Paired, Scores
from eval.recorded import RecordedRun, read_run
from eval.significance import holm

Verdict = Literal["better", "worse", "no difference seen"]
Overall = Literal["better", "worse", "mixed", "no difference seen"]

# Half of the level is for the one measure that weighs answering against refusing: it decides.
PRIMARY = "accuracy"

# What is judged unless told: few, because each one more makes all of them harder to tell from
# chance. By file where a set has no quotes. Times are never judged by default: two runs of one
# code differ by what else the machine did.
JUDGED = (
    ("accuracy",),
    ("token_f1",),
    ("citation_precision_quote", "citation_precision_file"),
    ("citation_recall_quote",),
    ("abstention_precision",),
    ("abstention_recall",),
    ("hit@5", "hit@5_file"),
    ("mrr@10", "mrr@10_file"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure before and after, and what may be said about it.

    `p_adjusted`, `verdict` and `detectable` are None where the measure is shown but not judged.
    `detectable` is the least true difference that would have been seen four times out of five.
    """

    name: str
    unit: Unit
    better: Better
    n: int
    before: float
    after: float
    difference: float
    low: float
    high: float
    p_adjusted: float | None = None
    verdict: Verdict | None = None
    detectable: float | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that one run answered right and the other did not."""

    id: str
    question: str
    kind: str
    before: str | None
    after: str | None
    before_reason: str
    after_reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `qa eval compare` finds; `wins` are questions that only the later run got right."""

    before: Path
    after: Path
    questions: int
    changes: tuple[str, ...]
    verdict: Overall
    measures: tuple[Difference, ...]
    wins: tuple[Changed, ...]
    losses: tuple[Changed, ...]


def compare_folders(before: Path, after: Path, judged: Sequence[str] = ()) -> Comparison:
    """As `compare`, for the folders of two finished runs.

    Raises:
        CorpusError: one is not a finished run, or they asked different things.
        SettingsError: there is no such measure.
    """
    return compare(read_run(before), read_run(after), judged)


def compare(before: RecordedRun, after: RecordedRun, judged: Sequence[str] = ()) -> Comparison:
    """The later run held against the earlier one, question by question.

    `judged` names the measures that the verdict rests on; by default those of `JUDGED` that both
    runs have. Their p-values are Holm's, half of the level for accuracy, so of two runs that are
    alike anything at all is said at most one time in twenty.

    Raises:
        CorpusError: the runs asked different questions, or about different files.
        SettingsError: there is no such measure.
    """
    require_comparable(before, after)
    rows = {row["id"]: row for row in after.rows}
    pairs = [(row, rows[row["id"]]) for row in before.rows]
    found = differences(
        [first["scores"] for first, _ in pairs], [second["scores"] for _, second in pairs], judged
    )
    return Comparison(
        before=before.folder,
        after=after.folder,
        questions=len(pairs),
        changes=tuple(changes(before, after)),
        verdict=overall(found),
        measures=found,
        wins=tuple(_changed(*pair) for pair in pairs if _gain(*pair) > 0),
        losses=tuple(_changed(*pair) for pair in pairs if _gain(*pair) < 0),
    )


def differences(
    before: list[Scores], after: list[Scores], judged: Sequence[str] = ()
) -> tuple[Difference, ...]:
    """Every measure that both sides have, those judged with their verdicts.

    Raises:
        SettingsError: there is no such measure.
    """
    chosen = [measure(name).name for name in judged]
    paired = {one.name: Paired.of(one, before, after) for one in measures()}
    paired = {name: pair for name, pair in paired.items() if pair.n and pair.is_defined}
    names = [name for name in chosen or _first_present(paired) if name in paired]
    weights = {name: max(1.0, len(names) - 1.0) if name == PRIMARY else 1.0 for name in names}
    adjusted = holm({name: paired[name].p_value() for name in names}, weights)
    levels = {name: LEVEL * weight / sum(weights.values()) for name, weight in weights.items()}
    return tuple(
        _difference(pair, adjusted.get(name), levels.get(name, LEVEL))
        for name, pair in paired.items()
    )


def overall(found: Sequence[Difference]) -> Overall:
    """What accuracy says; where it shows no difference, what the other judged measures say.

    'mixed' where one of those is better and another worse.
    """
    for one in found:
        if one.name == PRIMARY and one.verdict in ("better", "worse"):
            return one.verdict
    verdicts = {one.verdict for one in found}
    if {"better", "worse"} <= verdicts:
        return "mixed"
    if "worse" in verdicts:
        return "worse"
    return "better" if "better" in verdicts else "no difference seen"


def default_measures(scores: Iterable[Scores]) -> list[str]:
    """Of `JUDGED`, what at least one question has a score of."""
    return _first_present({name for those in scores for name in those})


def _first_present(names: Container[str]) -> list[str]:
    present = [[name for name in group if name in names] for group in JUDGED]
    return [group[0] for group in present if group]


def _difference(pair: Paired, p_adjusted: float | None, level: float) -> Difference:
    """`level` is that of the first step of Holm: what has to be reached where nothing else is."""
    one = pair.measure
    low, high = pair.interval
    is_judged = p_adjusted is not None
    return Difference(
        name=one.name,
        unit=one.unit,
        better=one.better,
        n=pair.n,
        before=pair.values[0],
        after=pair.values[1],
        difference=pair.difference,
        low=low,
        high=high,
        p_adjusted=p_adjusted,
        verdict=_verdict(pair, p_adjusted) if p_adjusted is not None else None,
        detectable=pair.detectable(level) if is_judged else None,
    )


def _verdict(pair: Paired, p_adjusted: float) -> Verdict:
    if p_adjusted > LEVEL:
        return "no difference seen"
    is_gain = (pair.difference > 0) == (pair.measure.better == "higher")
    return "better" if is_gain else "worse"


def _gain(before: Row, after: Row) -> float:
    first, second = (row["scores"].get("accuracy", [0.0]) for row in (before, after))
    return float(second[0] - first[0])


def _changed(before: Row, after: Row) -> Changed:
    return Changed(
        id=before["id"],
        question=before["question"],
        kind=before["kind"],
        before=_answer(before),
        after=_answer(after),
        before_reason=before["verdict"]["reason"],
        after_reason=after["verdict"]["reason"],
    )


def _answer(row: Row) -> str | None:
    result: dict[str, Any] | None = row["result"]
    return result["answer"] if result else None
