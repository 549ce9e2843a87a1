"""A comparison as people read it."""

from collections.abc import Sequence

from eval.compare import Changed, Comparison, Difference
from qa.terminal.screen import Screen
from qa.terminal.visible import one_line

_STYLES = {"better": "green", "worse": "red", "no difference seen": ""}
_SHOWN = 10  # wins and losses each; --json and the report have all


def print_comparison(screen: Screen, comparison: Comparison) -> None:
    """The judged measures with their verdicts, the others, wins and losses, and the verdict."""
    for change in comparison.changes or ("nothing that was recorded",):
        screen.line(one_line(f"Changed: {change}"))
    for one in comparison.measures:
        if one.verdict:
            screen.line()
            screen.line(f"{one.name}: {one.verdict}", style=_STYLES[one.verdict])
            seen = f"; {could_have_seen(one)}" if one.verdict == "no difference seen" else ""
            screen.line(f"{numbers(one)}{seen}", indent=4)
    screen.line()
    screen.line("Not judged:")
    for one in comparison.measures:
        if not one.verdict:
            screen.line(f"{one.name}: {numbers(one)}", indent=4)
    _print_changed(screen, "Right only after", comparison.wins)
    _print_changed(screen, "Right only before", comparison.losses)
    screen.line()
    screen.line(sentence(comparison), style="bold")


def sentence(comparison: Comparison) -> str:
    """The verdict in one sentence, with what could have been seen where nothing was."""
    judged = [one for one in comparison.measures if one.verdict]
    told = [f"{one.name} {one.verdict}" for one in judged if one.verdict != "no difference seen"]
    counts = f"{len(comparison.wins)} won, {len(comparison.losses)} lost"
    if told:
        return f"{comparison.verdict}: {', '.join(told)} ({counts})"
    seen = next((one for one in judged if one.name == "accuracy"), judged[0] if judged else None)
    if seen is None:
        return "no difference seen: there was no measure to judge"
    return f"no difference seen ({could_have_seen(seen)} of {seen.name}; {counts})"


def could_have_seen(one: Difference) -> str:
    """What a comparison of this size makes out."""
    least = one.detectable or 0.0
    if one.unit == "share" and least >= 1:
        return "too few questions to see any difference"
    return f"could have seen {size(one, least)}"


def numbers(one: Difference) -> str:
    """Before, after, and the difference with its interval."""
    low, high = (size(one, end, sign=True).split()[0] for end in (one.low, one.high))
    return (
        f"{number(one, one.before)} before, {number(one, one.after)} after, "
        f"{size(one, one.difference, sign=True)} ({low} to {high})"
    )


def number(one: Difference, value: float) -> str:
    """A number of a measure, in its unit's digits."""
    digits = {"share": 3, "ms": 1, "tokens": 0, "usd": 5}[one.unit]
    return f"{value:.{digits}f}"


def size(one: Difference, value: float, *, sign: bool = False) -> str:
    """A difference: of shares in points of a hundred."""
    shown, unit = (100 * value, "points") if one.unit == "share" else (value, one.unit)
    digits = 5 if one.unit == "usd" else 1
    return f"{shown:{'+' if sign else ''}.{digits}f} {unit}"


def _print_changed(screen: Screen, title: str, changed: Sequence[Changed]) -> None:
    if not changed:
        return
    more = f", the first {_SHOWN} of {len(changed)}" if len(changed) > _SHOWN else ""
    screen.line()
    screen.line(f"{title} ({len(changed)}{more}):")
    for one in changed[:_SHOWN]:
        screen.line(one_line(f"{one.id}: {one.question}"), indent=2)
        screen.line(one_line(f"before: {one.before or one.before_reason}"), indent=4, hanging=8)
        screen.line(one_line(f"after: {one.after or one.after_reason}"), indent=4, hanging=8)
