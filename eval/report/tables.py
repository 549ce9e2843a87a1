"""The summary of each run side by side, and what a comparison says."""

from collections.abc import Sequence
from typing import Any

from eval.compare import Comparison, Difference
from eval.comparison_table import could_have_seen, numbers, sentence
from eval.recorded import RecordedRun
from eval.report.markup import Markup, element, joined
from eval.table import SECTIONS, cells, told_writing

Named = Sequence[tuple[str, RecordedRun]]


def made_with(runs: Named) -> Markup:
    """What each run was made with: what differs between them first."""
    facts = {
        "set": [run.set_name for _, run in runs],
        "questions": [str(run.summary["questions"]) for _, run in runs],
        "folder": [run.folder.name for _, run in runs],
        "package": [_text(run.fingerprints.get("package")) for _, run in runs],
        "commit": [_text(run.fingerprints.get("commit")) for _, run in runs],
        "corpus": [_text(run.fingerprints.get("corpus")) for _, run in runs],
        "index": [_text(run.fingerprints["index"].get("fingerprint")) for _, run in runs],
        "passages": [_text(run.fingerprints["index"].get("passages")) for _, run in runs],
        "workers": [_text(run.fingerprints.get("workers")) for _, run in runs],
    }
    facts |= {
        f"setting {name}": [_text(run.settings.get(name)) for _, run in runs]
        for name in sorted({name for _, run in runs for name in run.settings})
    }
    return element(
        "details",
        element("summary", "Made with"),
        _table(
            ["", *(name for name, _ in runs)], [[key, *values] for key, values in facts.items()]
        ),
    )


def measures_table(runs: Named) -> Markup:
    """Every measure with its interval, a column a run."""
    shown = {name for names in SECTIONS.values() for name in names}
    present = {name for _, run in runs for name in run.summary["measures"]}
    rest = {name: name for name in sorted(present - shown)}
    rows = []
    for section, names in {**SECTIONS, "Others": rest}.items():
        for name in names:
            if name in present:
                estimates = [run.summary["measures"].get(name) for _, run in runs]
                rows.append([f"{section}: {names[name]}", *map(_estimate, estimates)])
    return _table(["measure", *(f"{name} (95 % interval; n)" for name, _ in runs)], rows)


def writers(runs: Named) -> Markup:
    """A line for each run in which a language model was to word the answers."""
    told = [(name, told_writing(run.summary)) for name, run in runs]
    return joined(*(element("p", f"{name}: {text}") for name, text in told if text))


def kinds_table(runs: Named) -> Markup:
    """Accuracy by kind, a column a run."""
    kinds = dict.fromkeys(kind for _, run in runs for kind in run.summary["by_kind"])
    rows = [
        [
            kind,
            *(
                _estimate(run.summary["by_kind"].get(kind, {}).get("measures", {}).get("accuracy"))
                for _, run in runs
            ),
        ]
        for kind in kinds
    ]
    return _table(["kind", *(f"{name}: accuracy (95 % interval; n)" for name, _ in runs)], rows)


def comparison_section(name: str, comparison: Comparison) -> Markup:
    """The verdict, what was changed, and each judged measure."""
    rows = [
        [one.name, numbers(one), one.verdict, _seen(one)]
        for one in comparison.measures
        if one.verdict
    ]
    changes = [element("li", change) for change in comparison.changes]
    return element(
        "section",
        element("h3", name),
        element("p", element("strong", sentence(comparison))),
        element("ul", *changes) if changes else element("p", "Nothing recorded was changed."),
        _table(["measure", "before and after (95 % interval)", "verdict", ""], rows),
    )


def _seen(one: Difference) -> str:
    return could_have_seen(one) if one.verdict == "no difference seen" else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    first = element("tr", *(element("th", one, scope="col") for one in head))
    body = [
        element("tr", element("th", row[0], scope="row"), *(element("td", one) for one in row[1:]))
        for row in rows
    ]
    return element(
        "div",
        element("table", element("thead", first), element("tbody", joined(*body))),
        class_="wide",
    )


def _estimate(estimate: dict[str, Any] | None) -> str:
    if estimate is None:
        return "\u2013"
    count, value, interval = cells(estimate)
    return f"{value} ({interval}; {count})"


def _text(value: object) -> str:
    return "\u2013" if value is None else str(value)
