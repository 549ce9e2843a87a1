"""Is a difference between two runs more than chance? Tests that assume nothing about scores."""

from collections.abc import Callable, Iterator, Mapping
from math import comb

import numpy as np
from numpy.typing import NDArray

from eval.measures import Numbers

RESAMPLES = 10_000  # the smallest p is 1e-4, well below 0.05 over the number of measures
_SEED = 1947
_CELLS = 4_000_000  # as in eval.resampling
_TIED = 1e-9  # two sums of the same numbers in another order

Swaps = NDArray[np.float64]  # (rows, n): 1 where the two runs trade the question
Statistic = Callable[[Swaps], Numbers]  # the difference after the trades, one number a row


def mcnemar(gained: int, lost: int) -> float:
    """The exact two-sided p of McNemar's test: so uneven or more, where both ways were as likely.

    Source: McNemar, Psychometrika 12 (1947); exact form: the binomial of the discordant pairs.
    """
    discordant = gained + lost
    tail = sum(comb(discordant, count) for count in range(min(gained, lost) + 1))
    return min(1.0, float(2 * tail / 2**discordant))


def permutation(difference: float, statistic: Statistic, changed: int) -> float:
    """The two-sided p of the paired permutation test over the `changed` questions.

    Where the two runs are alike, each question's pair of scores might as well be the other way
    round. Every way is tried where there are at most `RESAMPLES`; else so many are drawn, and the
    observed one counts among them, so that p is never 0.

    Source: Smucker, Allan and Carterette (CIKM 2007), who recommend it for paired scores of
    questions; Phipson and Smyth (2010) for counting the observed one.
    """
    if 2**changed <= RESAMPLES:
        every = np.arange(2**changed)[:, None] >> np.arange(changed)[None, :] & 1
        return float(np.mean(_as_extreme(statistic(every.astype(np.float64)), difference)))
    extreme = sum(
        int(_as_extreme(statistic(swaps), difference).sum()) for swaps in _drawn_swaps(changed)
    )
    return (extreme + 1) / (RESAMPLES + 1)


def holm(
    p_values: Mapping[str, float], weights: Mapping[str, float] | None = None
) -> dict[str, float]:
    """The p of each after Holm's correction: compare with the level as it is.

    The chance that any of them is called different although none is stays at the level. `weights`
    share the level out, evenly unless given.
    Source: Holm, Scandinavian Journal of Statistics 6 (1979); with weights, its section 4.
    """
    shares = {name: weights[name] if weights else 1.0 for name in p_values}
    adjusted: dict[str, float] = {}
    least, left = 0.0, sum(shares.values())
    for name in sorted(p_values, key=lambda name: (p_values[name] / shares[name], name)):
        least = max(least, min(1.0, left * p_values[name] / shares[name]))
        adjusted[name] = least
        left -= shares[name]
    return adjusted


def fewest_changes(level: float) -> int:
    """How many questions must change, all in one way, before the exact tests can reach `level`."""
    changed = 1
    while 2 * 0.5**changed > level:
        changed += 1
    return changed


def _drawn_swaps(changed: int) -> Iterator[Swaps]:
    random = np.random.default_rng(_SEED)
    rows = max(1, min(RESAMPLES, _CELLS // changed))
    for first in range(0, RESAMPLES, rows):
        size = (min(rows, RESAMPLES - first), -(-changed // 8))
        eight_trades = random.integers(0, 256, size=size, dtype=np.uint8)
        yield np.unpackbits(eight_trades, axis=1, count=changed).astype(np.float64)


def _as_extreme(differences: Numbers, observed: float) -> NDArray[np.bool_]:
    """An undefined difference counts as extreme: doubt does not make a difference surer."""
    is_less = np.abs(differences) < abs(observed) - _TIED
    return ~is_less
