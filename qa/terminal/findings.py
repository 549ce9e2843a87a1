"""What `qa doctor` found, as people read it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.text import Text

from qa.terminal.hints import for_data_dir
from qa.terminal.screen import Screen
from qa.terminal.visible import all_visible, one_line
from qa.types import Finding


def fixes_for(data_dir: Path | None, findings: Sequence[Finding]) -> list[Finding]:
    """The findings; the commands in their fixes go to `data_dir` where the call named one."""
    return [
        replace(finding, fix=finding.fix and for_data_dir(finding.fix, data_dir))
        for finding in findings
    ]


def show_findings(screen: Screen, findings: Sequence[Finding]) -> None:
    """Print one line a check, and under each that fails the command that mends it."""
    findings = all_visible(list(findings))
    width = max((len(finding.check) for finding in findings), default=0)
    for finding in findings:
        screen.line(_verdict(screen, finding, width), hanging=4)
        if finding.fix is not None and not finding.is_healthy:
            screen.line(f"Fix: {one_line(finding.fix)}", style="bold", indent=4)
    wrong = sum(not finding.is_healthy for finding in findings)
    screen.line()
    screen.line(f"{wrong} of {len(findings)} checks failed." if wrong else "All is well.")


def _verdict(screen: Screen, finding: Finding, width: int) -> Text:
    tick, cross = screen.symbol("\u2713", "ok"), screen.symbol("\u2717", "NO")
    mark = Text(tick, style="green") if finding.is_healthy else Text(cross, style="bold red")
    return mark + Text(f" {finding.check:<{width}}  {one_line(finding.detail)}")
