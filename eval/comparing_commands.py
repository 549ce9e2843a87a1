"""The commands of `qa eval` that read finished runs; heavy imports wait until they are needed."""

from pathlib import Path
from typing import Annotated

import typer

_EXIT_FAILED = 1
_BASELINE = Path("baseline.json")

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a finished run.")]
MeasureNames = Annotated[
    list[str] | None,
    typer.Option(
        "--measure",
        metavar="NAME",
        help="Judge this measure; give it again for more. Default: eight of them.",
        show_default=False,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON for programs; errors too.", show_default=False)
]


def compare_command(
    before: Annotated[Path, typer.Argument(metavar="A", help="The run before the change.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The run after it.")],
    *,
    measure: MeasureNames = None,
    as_json: AsJson = False,
) -> None:
    """Say whether run B is better or worse than run A, question by question.

    'No difference seen' comes with the difference that could have been seen.
    """
    from dataclasses import asdict

    from eval.compare import compare_folders
    from eval.comparison_table import print_comparison
    from qa.terminal.machine import print_json
    from qa.terminal.screen import Screen

    comparison = compare_folders(before, after, measure or ())
    if as_json:
        folders = {"before": str(comparison.before), "after": str(comparison.after)}
        print_json({**asdict(comparison), **folders})
        return
    print_comparison(Screen(), comparison)


def baseline_command(
    run: RunFolder,
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where it goes.")] = _BASELINE,
    tolerance: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE=NUMBER",
            help="How far it may fall although it is seen to; give it again for more.",
            show_default=False,
        ),
    ] = None,
    floor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE=NUMBER",
            help="What it may never fall below; give it again for more.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the scores of RUN to a file that `qa eval gate` holds later runs against."""
    from eval.baseline import parse_limits, write_baseline
    from eval.recorded import read_run

    write_baseline(
        read_run(run),
        out,
        tolerances=parse_limits(tolerance or [], "--tolerance"),
        floors=parse_limits(floor or [], "--floor"),
    )
    typer.echo(f"Baseline: {out}")


def gate_command(
    run: RunFolder,
    *,
    baseline: Annotated[
        Path, typer.Option(metavar="FILE", help="What `qa eval baseline` wrote.")
    ] = _BASELINE,
    junit: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write JUnit XML there as well.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold RUN against a baseline; exit code 1 where a measure got worse or is below its floor."""
    from dataclasses import asdict

    from eval.baseline import gate, read_baseline
    from eval.folder import write_text
    from eval.junit import junit as as_junit
    from eval.recorded import read_run
    from qa.terminal.machine import print_json

    recorded = read_run(run)
    checks = gate(recorded, read_baseline(baseline))
    if junit is not None:
        write_text(junit, [as_junit(recorded.set_name, checks)])
    is_passed = all(check.passed for check in checks)
    if as_json:
        found = {"passed": is_passed, "checks": [asdict(check) for check in checks]}
        print_json(found)
    else:
        for check in checks:
            typer.echo(f"{'pass' if check.passed else 'FAIL'}  {check.name}: {check.reason}")
        typer.echo("The gate is open." if is_passed else "The gate is closed.")
    if not is_passed:
        raise typer.Exit(_EXIT_FAILED)


def report_command(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="Folders of finished runs, up to four.")
    ],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the page goes.")] = Path(
        "report.html"
    ),
) -> None:
    """Write one HTML page about runs of the same set: numbers, plots and every question.

    The page needs no network and no other file; later runs are compared with the first.
    """
    from eval.recorded import read_run
    from eval.report import write_report

    write_report([read_run(run) for run in runs], out)
    typer.echo(f"Report: {out}")
