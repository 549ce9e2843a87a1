"""The summary of a run as people read it."""

from typing import Any

from qa.terminal.screen import Screen
from qa.terminal.visible import visible

_NUMBERS = (1, 2, 3)  # all columns but the first

# Name in the table by measure, in the order shown; a measure that is not here comes last.
SECTIONS = {
    "Answers": {
        "accuracy": "accuracy",
        "exact_match": "short answer, exact match",
        "token_f1": "short answer, F1",
        "fact_recall": "facts found of lists",
        "list_precision": "items of lists right",
    },
    "Citations": {
        "citation_location": "at the place they name",
        "citation_precision_file": "precision, file",
        "citation_precision_quote": "precision, quote",
        "citation_recall_quote": "recall, quote",
        "citation_recall_claim": "claims that cite a quote",
        "grounding_rate": "claims grounded",
    },
    "Abstention": {
        "abstention_precision": "precision",
        "abstention_recall": "recall",
        "abstention_f1": "F1",
        "coverage": "answerable ones answered",
    },
    "Disagreement": {
        "conflict_precision": "precision",
        "conflict_recall": "recall",
        "conflict_readings": "readings listed",
    },
    "Confidence": {
        "aurc": "risk-coverage area, lower is better",
        "e_aurc": "the same above the best order",
        "ece": "calibration error",
        "brier": "Brier score",
    },
    "Retrieval": {
        "hit@5": "hit@5",
        "mrr@10": "MRR@10",
        "hit@5_file": "hit@5, file",
        "mrr@10_file": "MRR@10, file",
        "recall@10": "recall@10",
        "recall@10_file": "recall@10, file",
        "ndcg@10_file": "nDCG@10, file",
    },
    "Latency": {"latency_p50": "p50", "latency_p95": "p95"},
    "Model": {"tokens": "tokens a question", "cost": "US dollars a question"},
}


def print_summary(screen: Screen, summary: dict[str, Any]) -> None:
    """Accuracy by kind, every measure with its interval, stages, who wrote, and errors."""
    _print_kinds(screen, summary)
    screen.line()
    _print_measures(screen, summary["measures"])
    if summary["stages_ms"]:
        screen.line()
        _print_stages(screen, summary["stages_ms"])
    interval = summary["interval"]
    screen.line()
    screen.line(
        f"Intervals: {interval['confidence_percent']:g} %, bootstrap over questions, "
        f"{interval['bootstrap_resamples']} resamples."
    )
    if told := told_writing(summary):
        screen.line(visible(told), style="red" if summary["writing"]["fell_back"] else "")
    if summary["errors"]:
        counts = ", ".join(f"{code} {count}" for code, count in summary["errors"].items())
        screen.line(f"Questions that failed, scored as wrong: {counts}", style="red")


def told_writing(summary: dict[str, Any]) -> str | None:
    """How many answers a language model worded; None where none was wanted.

    Runs of before do not say.
    """
    writing = summary.get("writing")
    if not writing:
        return None
    told = f"Answers that the language model worded: {writing['by_model']}"
    if not writing["fell_back"]:
        return f"{told}."
    return (
        f"{told}; extractive ones in its place: {writing['fell_back']}. "
        f"Why the first one: {writing['first_reason']}"
    )


def _print_kinds(screen: Screen, summary: dict[str, Any]) -> None:
    groups = {"all": summary, **summary["by_kind"]}
    rows = [
        (kind, *cells(group["measures"]["accuracy"]))
        for kind, group in groups.items()
        if "accuracy" in group["measures"]  # a set that holds no answers has none
    ]
    screen.table(("kind", "n", "accuracy", "95 % interval"), rows, right=_NUMBERS)


def _print_measures(screen: Screen, estimates: dict[str, Any]) -> None:
    known = {name for names in SECTIONS.values() for name in names}
    rest = {name: name for name in estimates if name not in known}
    rows = [
        (f"{section}: {names[name]}", *cells(estimates[name]))
        for section, names in {**SECTIONS, "Others": rest}.items()
        for name in names
        if name in estimates
    ]
    screen.table(("measure", "n", "value", "95 % interval"), rows, right=_NUMBERS)


def _print_stages(screen: Screen, stages: dict[str, dict[str, float]]) -> None:
    rows = [
        (name, *(f"{spent[percentile]:.1f} ms" for percentile in ("p50", "p95")))
        for name, spent in stages.items()
    ]
    screen.table(("stage", "p50", "p95"), rows, right=_NUMBERS)


def cells(estimate: dict[str, Any]) -> tuple[str, str, str]:
    """n, the value with its unit, and the interval."""
    ends = [estimate[name] for name in ("value", "low", "high")]
    suffix, digits = {"ms": (" ms", 1), "tokens": ("", 0), "usd": ("", 5)}.get(
        estimate["unit"], ("", 3)
    )
    value, low, high = (f"{end:.{digits}f}" for end in ends)
    return str(estimate["n"]), f"{value}{suffix}", f"{low} to {high}"
