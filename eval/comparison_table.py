"""A comparison as people read it."""

from collections.abc import Sequence

from rich.console import Console

from eval.compare import Changed, Comparison, Difference

_STYLES = {"better": "green", "worse": "red", "no difference seen": ""}
_SHOWN = 10  # wins and losses each; --json and the report have all


def print_comparison(console: Console, comparison: Comparison) -> None:
    """The judged measures with their verdicts, the others, wins and losses, and the verdict."""
    for change in comparison.changes or ("nothing that was recorded",):
        console.print(f"Changed: {change}")
    for one in comparison.measures:
        if one.verdict:
            console.print(f"\n{one.name}: {one.verdict}", style=_STYLES[one.verdict])
            seen = f"; {could_have_seen(one)}" if one.verdict == "no difference seen" else ""
            console.print(f"    {numbers(one)}{seen}")
    console.print("\nNot judged:")
    for one in comparison.measures:
        if not one.verdict:
            console.print(f"    {one.name}: {numbers(one)}")
    _print_changed(console, "Right only after", comparison.wins)
    _print_changed(console, "Right only before", comparison.losses)
    console.print(f"\n{sentence(comparison)}", style="bold")


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


def _print_changed(console: Console, title: str, changed: Sequence[Changed]) -> None:
    if not changed:
        return
    more = f", the first {_SHOWN} of {len(changed)}" if len(changed) > _SHOWN else ""
    console.print(f"\n{title} ({len(changed)}{more}):")
    for one in changed[:_SHOWN]:
        console.print(f"  {one.id}: {one.question}")
        console.print(f"    before: {one.before or one.before_reason}")
        console.print(f"    after:  {one.after or one.after_reason}")
