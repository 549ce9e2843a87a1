"""Plots as inline SVG: one colour and one dash a run, a text for those who cannot see them."""

from collections.abc import Sequence

from eval.recorded import RecordedRun
from eval.report.curves import Point, hits_by_depth, reliability, risk_coverage, stages
from eval.report.markup import Markup, element, joined

_WIDTH, _HEIGHT = 360, 260
_LEFT, _BOTTOM, _TOP, _RIGHT = 48, 40, 14, 14
_DASHES = ("", "6 3", "2 3", "8 3 2 3")
COLOURS = 4  # classes c0 to c3 in the style sheet


def plots(runs: Sequence[tuple[str, RecordedRun]]) -> Markup:
    """The four plots of all runs; one without data says so."""
    curves = [(name, risk_coverage(run.rows)) for name, run in runs]
    depths = [(name, hits_by_depth(run.rows)) for name, run in runs]
    deepest = max((points[-1][0] for _, points in depths if points), default=1.0)
    return element(
        "div",
        _figure(
            "Risk against coverage",
            "Share of wrong answers among those given, most confident first. Lower is better.",
            _chart(curves, ("questions answered", 1.0), "wrong of those"),
        ),
        _figure(
            "Calibration",
            "Answers by confidence: on the diagonal, confidence is the share that is right. "
            "Larger dots hold more answers.",
            _calibration(runs),
        ),
        _figure(
            "Retrieval against k",
            "Share of questions with an expected place among the first k passages.",
            _chart(depths, ("k", deepest), "found"),
        ),
        _figure(
            "Latency by stage",
            "Milliseconds: the bar ends at the median, the line at the 95th percentile.",
            _latency(runs),
        ),
        class_="plots",
    )


def _figure(title: str, caption: str, chart: Markup) -> Markup:
    return element(
        "figure", element("h3", title), chart, element("figcaption", caption), class_="plot"
    )


def _svg(label: str, *children: Markup) -> Markup:
    return element(
        "svg", *children, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=label
    )


def _chart(
    lines: Sequence[tuple[str, Sequence[Point]]], across: tuple[str, float], up: str
) -> Markup:
    """Lines over [0, most] and [0, 1]."""
    label, most = across
    if not any(points for _, points in lines):
        return element("p", "No question of this set has what this plot needs.")
    drawn = [
        element(
            "polyline",
            points=" ".join(f"{_x(x / most):.1f},{_y(y):.1f}" for x, y in _thinned(points)),
            class_=f"line c{place % COLOURS}",
            stroke_dasharray=_DASHES[place % len(_DASHES)] or None,
        )
        for place, (_, points) in enumerate(lines)
        if points
    ]
    ends = "; ".join(f"{name} ends at {points[-1][1]:.3f}" for name, points in lines if points)
    return _svg(f"{up} by {label}: {ends}", _axes(label, most, up), *drawn)


def _calibration(runs: Sequence[tuple[str, RecordedRun]]) -> Markup:
    dots, told = [], []
    for place, (name, run) in enumerate(runs):
        bins = reliability(run.rows)
        most = max((one.n for one in bins), default=1)
        for one in bins:
            dots.append(
                element(
                    "circle",
                    cx=f"{_x(one.confidence):.1f}",
                    cy=f"{_y(one.accuracy):.1f}",
                    r=f"{2.5 + 6 * (one.n / most) ** 0.5:.1f}",
                    class_=f"dot c{place % COLOURS}",
                )
            )
        shown = ", ".join(f"{one.confidence:.2f}: {one.accuracy:.2f} of {one.n}" for one in bins)
        told.append(f"{name}: {shown}")
    if not dots:
        return element("p", "No question was answered.")
    diagonal = element("line", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1), class_="guide")
    axes = _axes("confidence", 1.0, "right")
    return _svg(f"Share right by confidence. {'; '.join(told)}", axes, diagonal, *dots)


def _latency(runs: Sequence[tuple[str, RecordedRun]]) -> Markup:
    rows = [
        (place, stage, p50, p95)
        for place, (_, run) in enumerate(runs)
        for stage, p50, p95 in stages(run.summary)
    ]
    most = max((p95 for *_, p95 in rows), default=0.0)
    if most <= 0:
        return element("p", "No question was answered.")
    step = min(34.0, (_HEIGHT - _BOTTOM - _TOP) / len(rows))
    left, width = 84, _WIDTH - 84 - 92
    bars = []
    for number, (place, stage, p50, p95) in enumerate(rows):
        top = _TOP + number * step
        middle = f"{top + step * 0.4:.1f}"
        end = left + width * p95 / most
        colour = f"c{place % COLOURS}"
        bars += [
            element("text", stage, x=left - 6, y=f"{top + step * 0.55:.1f}", class_="end"),
            element(
                "rect",
                x=left,
                y=f"{top:.1f}",
                width=f"{width * p50 / most:.1f}",
                height=f"{step * 0.8:.1f}",
                class_=f"bar {colour}",
            ),
            element("line", x1=left, x2=f"{end:.1f}", y1=middle, y2=middle, class_="whisker"),
            element(
                "text",
                f"{p50:.0f} / {p95:.0f} ms",
                x=f"{end + 6:.1f}",
                y=f"{top + step * 0.55:.1f}",
            ),
        ]
    told = "; ".join(f"{stage} {p50:.0f} and {p95:.0f} ms" for _, stage, p50, p95 in rows)
    return _svg(f"Median and 95th percentile: {told}", *bars)


def _axes(label: str, most: float, up: str) -> Markup:
    ticks = []
    for part in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        across = f"{part:.1f}" if most == 1 else f"{part * most:g}"
        ticks += [
            element(
                "line",
                x1=_x(0),
                x2=_x(1),
                y1=f"{_y(part):.1f}",
                y2=f"{_y(part):.1f}",
                class_="grid",
            ),
            element("text", f"{part:.1f}", x=_LEFT - 6, y=f"{_y(part) + 4:.1f}", class_="end"),
            element("text", across, x=f"{_x(part):.1f}", y=_HEIGHT - 24, class_="middle"),
        ]
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    return joined(
        *ticks,
        element("text", label, x=f"{_x(0.5):.1f}", y=_HEIGHT - 6, class_="middle name"),
        element(
            "text", up, x=12, y=middle, transform=f"rotate(-90 12 {middle})", class_="middle name"
        ),
    )


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    """At most some 400 points: more cannot be told apart at this width."""
    step = max(1, len(points) // 400)
    return [*points[::step], points[-1]]


def _x(part: float) -> float:
    return _LEFT + part * (_WIDTH - _LEFT - _RIGHT)


def _y(part: float) -> float:
    return _HEIGHT - _BOTTOM - part * (_HEIGHT - _BOTTOM - _TOP)
