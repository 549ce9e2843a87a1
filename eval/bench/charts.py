"""A line chart as SVG, both axes logarithmic."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT, _MARGIN = 640, 360, 60
_COLOURS = ("#1f6feb", "#d4731c", "#2c8a4b", "#8250df")

Points = Sequence[tuple[float, float]]


def line_chart(path: Path, lines: Mapping[str, Points], *, x: str, y: str) -> None:
    """Write a chart with one line a name; all values must be above zero."""
    points = [point for line in lines.values() for point in line]
    to_x = _scale([a for a, _ in points], _MARGIN, _WIDTH - 2 * _MARGIN)
    to_y = _scale([b for _, b in points], _HEIGHT - _MARGIN, _MARGIN / 2)
    parts = [_text(_WIDTH / 2, _HEIGHT - 14, x, "middle"), _text(8, 18, y, "start")]
    parts += [_text(to_x(a), _HEIGHT - 36, f"{a:,.0f}", "middle") for a in {a for a, _ in points}]
    for colour, (name, line) in zip(_COLOURS, lines.items(), strict=False):
        places = [(to_x(a), to_y(b)) for a, b in line]
        drawn = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (a, b), (_, value) in zip(places, line, strict=True):
            parts.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>')
            parts.append(_text(a, b - 8, f"{value:,.3g}", "middle", colour))
        parts.append(_text(places[-1][0] + 8, places[-1][1] + 12, name, "start", colour))
    body = "\n".join(parts)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="sans-serif" font-size="12">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n',
        encoding="utf-8",
    )


def _scale(values: Sequence[float], low: float, high: float) -> "_Scale":
    return _Scale(math.log(min(values)), math.log(max(values)), low, high)


class _Scale:
    """Puts the logarithm of a value between two places."""

    def __init__(self, least: float, most: float, low: float, high: float) -> None:
        self._least, self._width = least, (most - least) or 1
        self._low, self._high = low, high

    def __call__(self, value: float) -> float:
        share = (math.log(value) - self._least) / self._width
        return self._low + share * (self._high - self._low)


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {place}>{escape(text)}</text>"
