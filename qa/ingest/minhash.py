"""MinHash signatures of sets (Broder 1997)."""

import hashlib
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 256  # the estimate of a share of 0.3 then has a standard error of 0.03
_AT_ONCE = 256  # 256 kB stay in the cache; a long book has a million shingles

_Hashes = NDArray[np.uint32]


def minhash(items: Iterable[bytes]) -> _Hashes:
    """The least value of each permutation over the items, `(PERMUTATIONS,)`; at least one item.

    A permutation is `a * h + b` modulo 2^32 with an odd `a`, which never maps two values on one;
    `h` are the first 32 bits of SHA-1, mixed once by MurmurHash3's finaliser (Appleby 2011). The
    values are those of datasketch 2 with seed 1, which made the ones in indexes of before; it
    brings scipy along, and importing both takes half a second.
    """
    digests = b"".join(hashlib.sha1(item, usedforsecurity=False).digest()[:4] for item in items)
    hashes = _mixed(np.frombuffer(digests, dtype="<u4").astype(np.uint32))
    a, b = _permutations()
    rows = (
        hashes[start : start + _AT_ONCE, np.newaxis] for start in range(0, len(hashes), _AT_ONCE)
    )
    least: _Hashes = np.min([(part * a + b).min(axis=0) for part in rows], axis=0)
    return least


def _mixed(hashes: _Hashes) -> _Hashes:
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


@cache
def _permutations() -> tuple[_Hashes, _Hashes]:
    dice = np.random.RandomState(1)
    a = dice.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, dice.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
