"""The summary of a run as people read it."""

from typing import Any

from rich.console import Console
from rich.table import Table

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


def print_summary(console: Console, summary: dict[str, Any]) -> None:
    """Accuracy by kind, then every measure with its interval, then stages and errors."""
    console.print(_kinds(summary))
    console.print()
    console.print(_measures(summary["measures"]))
    if summary["stages_ms"]:
        console.print()
        console.print(_stages(summary["stages_ms"]))
    interval = summary["interval"]
    console.print(
        f"\nIntervals: {interval['confidence_percent']:g} %, bootstrap over questions, "
        f"{interval['bootstrap_resamples']} resamples."
    )
    if summary["errors"]:
        counts = ", ".join(f"{code} {count}" for code, count in summary["errors"].items())
        console.print(f"Questions that failed, scored as wrong: {counts}", style="red")


def _kinds(summary: dict[str, Any]) -> Table:
    table = _table("kind", "n", "accuracy", "95 % interval")
    groups = {"all": summary, **summary["by_kind"]}
    for kind, group in groups.items():
        if "accuracy" not in group["measures"]:  # a set that holds no answers
            continue
        shown = cells(group["measures"]["accuracy"])
        table.add_row(
            kind, *shown, style="bold" if kind == "all" else "", end_section=kind == "all"
        )
    return table


def _measures(estimates: dict[str, Any]) -> Table:
    table = _table("measure", "n", "value", "95 % interval")
    known = {name for names in SECTIONS.values() for name in names}
    rest = {name: name for name in estimates if name not in known}
    for section, names in {**SECTIONS, "Others": rest}.items():
        present = [name for name in names if name in estimates]
        for name in present:
            shown = cells(estimates[name])
            is_last = name == present[-1]
            table.add_row(f"{section}: {names[name]}", *shown, end_section=is_last)
    return table


def _stages(stages: dict[str, dict[str, float]]) -> Table:
    table = _table("stage", "p50", "p95")
    for name, spent in stages.items():
        table.add_row(name, *(f"{spent[percentile]:.1f} ms" for percentile in ("p50", "p95")))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def cells(estimate: dict[str, Any]) -> tuple[str, str, str]:
    """n, the value with its unit, and the interval."""
    ends = [estimate[name] for name in ("value", "low", "high")]
    suffix, digits = {"ms": (" ms", 1), "tokens": ("", 0), "usd": ("", 5)}.get(
        estimate["unit"], ("", 3)
    )
    value, low, high = (f"{end:.{digits}f}" for end in ends)
    return str(estimate["n"]), f"{value}{suffix}", f"{low} to {high}"
