"""What is measured, one definition a file.

A new measure is a new module here with a function marked `@register("name")`; nothing else is
edited. The modules are loaded when this package is imported.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from eval.judgment import Judgment, Score
from qa.errors import SettingsError

Unit = Literal["share", "ms", "tokens", "usd"]
Better = Literal["higher", "lower"]
Numbers = NDArray[np.float64]


class Judge(Protocol):
    """Scores one question."""

    def __call__(self, judgment: Judgment, /) -> Score | None:
        """The question's score; None where the measure does not apply to the question."""


class Aggregate(Protocol):
    """Makes one number of many scores."""

    def __call__(self, points: Numbers, weights: Numbers, /) -> Numbers:
        """The number for each row of `(..., n)` arrays: the last axis is the questions."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A name, how one question is scored, and how the scores become one number.

    A 'share' lies in [0, 1]. `better` says which way is better; times, tokens and cost: lower.
    """

    name: str
    judge: Judge
    aggregate: Aggregate
    unit: Unit
    better: Better = "higher"

    @property
    def is_pooled(self) -> bool:
        """Whether the number is all points over all weight, as of most measures."""
        return self.aggregate is share_of_weight


def share_of_weight(points: Numbers, weights: Numbers) -> Numbers:
    """All points over all weight: a mean where weights are 1, a pooled share where they count.

    Precision, recall and F1 (2 TP / (predicted + actual)) are all of this form.
    """
    return np.asarray(points.sum(axis=-1) / weights.sum(axis=-1))


def register(
    name: str,
    aggregate: Aggregate = share_of_weight,
    unit: Unit = "share",
    better: Better | None = None,
) -> Callable[[Judge], Judge]:
    """Make a function the measure of that name; of a share more is better unless told."""
    direction = better or ("higher" if unit == "share" else "lower")

    def enter(judge: Judge) -> Judge:
        _MEASURES[name] = Measure(name, judge, aggregate, unit, direction)
        return judge

    return enter


def measures() -> list[Measure]:
    """Every measure, by name."""
    return [_MEASURES[name] for name in sorted(_MEASURES)]


def measure(name: str) -> Measure:
    """The measure of that name.

    Raises:
        SettingsError: there is none; the hint lists the known ones.
    """
    if name not in _MEASURES:
        raise SettingsError(
            f"There is no measure {name!r}.", f"Known measures: {', '.join(sorted(_MEASURES))}."
        )
    return _MEASURES[name]


_MEASURES: dict[str, Measure] = {}

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
