"""MinHash signatures of sets (Broder 1997)."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 256  # the estimate of a share of 0.3 then has a standard error of 0.03
_AT_ONCE = 256  # 256 kB stay in the cache; a long book has a million shingles

_Hashes = NDArray[np.uint32]


def minhash(items: NDArray[np.uint64]) -> _Hashes:
    """The least value of each permutation over hashed items, `(PERMUTATIONS,)`; at least one item.

    A permutation is `a * h + b` modulo 2^32 with an odd `a`, which never maps two values on one;
    `h` are the lowest 32 bits of the hashes, which have to be mixed well.
    """
    hashes = items.astype(np.uint32)[:, np.newaxis]
    a, b = _permutations()
    values = np.empty((_AT_ONCE, PERMUTATIONS), np.uint32)
    least = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, np.uint32)
    for start in range(0, len(hashes), _AT_ONCE):
        part = hashes[start : start + _AT_ONCE]
        permuted = np.multiply(part, a, out=values[: len(part)])
        permuted += b
        np.minimum(least, permuted.min(axis=0), out=least)
    return least


@cache
def _permutations() -> tuple[_Hashes, _Hashes]:
    dice = np.random.RandomState(1)
    a = dice.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, dice.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
