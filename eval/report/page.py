"""The page: one file, no other host, and no script but our own."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from eval.comparable import require_comparable
from eval.compare import compare
from eval.folder import write_text
from eval.recorded import RecordedRun
from eval.report.markup import Markup, element, joined, raw
from eval.report.plots import COLOURS, plots
from eval.report.questions import filters, question_entry
from eval.report.tables import comparison_section, kinds_table, made_with, measures_table, writers
from eval.verdicts import OUTCOMES
from qa.errors import SettingsError


def write_report(runs: Sequence[RecordedRun], path: Path) -> None:
    """One HTML file about finished runs of the same questions; the first is the one to beat.

    Everything a run holds is escaped; a content policy in the page allows no other script, style,
    image or address.

    Raises:
        CorpusError: the runs asked different questions, or about different files.
        SettingsError: there is no run, there are more than four, or the file cannot be written.
    """
    if not 1 <= len(runs) <= COLOURS:
        raise SettingsError(
            f"A report was asked for of {len(runs)} runs; 1 to {COLOURS} fit on one page.",
            "Give fewer runs.",
        )
    for run in runs[1:]:
        require_comparable(runs[0], run)
    write_text(path, _page(list(zip(_names(len(runs)), runs, strict=True))))


def _names(count: int) -> list[str]:
    return ["run"] if count == 1 else [f"run {letter}" for letter in "ABCD"[:count]]


def _page(runs: Sequence[tuple[str, RecordedRun]]) -> Iterator[str]:
    """The page in pieces, so that a large run is never in memory twice."""
    first = runs[0][1]
    style, script = _own("report.css"), _own("report.js")
    title = f"{first.set_name}: {first.summary['questions']} questions"
    yield "<!doctype html>\n"
    yield '<html lang="en">'
    yield element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", raw(style)),
    )
    yield "<body><main>"
    yield element("h1", title)
    yield _summary(runs)
    yield element("h2", "Questions")
    yield _filters(runs)
    yield from _entries(runs)
    yield "</main>"
    yield element("script", raw(script))
    yield "</body></html>\n"


def _summary(runs: Sequence[tuple[str, RecordedRun]]) -> Markup:
    baseline = runs[0][1]
    compared = [
        comparison_section(f"{name} against {runs[0][0]}", compare(baseline, run))
        for name, run in runs[1:]
    ]
    verdicts = joined(element("h2", "Verdict"), *compared) if compared else None
    return joined(
        _legend(runs) if len(runs) > 1 else None,
        verdicts,
        element("h2", "Measures"),
        measures_table(runs),
        writers(runs),
        element("h2", "By kind"),
        kinds_table(runs),
        element("h2", "Plots"),
        plots(runs),
        made_with(runs),
    )


def _legend(runs: Sequence[tuple[str, RecordedRun]]) -> Markup:
    entries = [
        element(
            "li",
            element(
                "svg",
                element("rect", width=16, height=10, class_=f"key c{place}"),
                viewBox="0 0 16 10",
                aria_hidden="true",
            ),
            f" {name}: ",
            element("bdi", run.folder.name),
        )
        for place, (name, run) in enumerate(runs)
    ]
    return element("ul", *entries, class_="legend")


def _filters(runs: Sequence[tuple[str, RecordedRun]]) -> Markup:
    rows = [row for _, run in runs for row in run.rows]
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    present = {row["verdict"]["outcome"] for row in rows}
    outcomes = [outcome for outcome in OUTCOMES if outcome in present]
    return filters(kinds, outcomes, has_changes=len(runs) > 1)


def _entries(runs: Sequence[tuple[str, RecordedRun]]) -> Iterator[Markup]:
    rows = [{row["id"]: row for row in run.rows} for _, run in runs]
    texts = [run.texts() for _, run in runs]
    for row in runs[0][1].rows:
        yield question_entry(
            [
                (name, those[row["id"]], known)
                for (name, _), those, known in zip(runs, rows, texts, strict=True)
            ]
        )


def _own(name: str) -> str:
    return (files("eval.report") / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing but this style and this script, each known by its checksum."""
    return (
        f"default-src 'none'; style-src '{_checksum(style)}'; script-src '{_checksum(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _checksum(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
