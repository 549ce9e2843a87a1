"""Signatures estimate how much two sets share, and are the same everywhere and always."""

import hashlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest import minhash as module
from qa.ingest.minhash import PERMUTATIONS, minhash


def test_the_values_are_those_of_indexes_made_before() -> None:
    """Computed with datasketch 2.0; they are stored, and compared with new ones."""
    values = minhash(f"a b c {number}".encode() for number in range(900))

    assert [1874173647, 486967223, 3805168639, 23578074] == minhash([b"mill"])[:4].tolist()
    assert "20aadd54e642b590" == hashlib.sha256(values.tobytes()).hexdigest()[:16]


@given(st.sets(st.binary(max_size=8), min_size=1, max_size=40))
def test_neither_order_nor_repeats_count(items: set[bytes]) -> None:
    """A signature is one of a set."""
    ordered = sorted(items)

    assert (minhash(ordered) == minhash([*reversed(ordered), ordered[0]])).all()


def test_the_share_of_equal_values_estimates_jaccard_similarity() -> None:
    """Within three standard errors."""
    one = minhash(f"{number}".encode() for number in range(1_000))
    other = minhash(f"{number}".encode() for number in range(500, 1_500))

    assert abs(np.mean(one == other) - 1 / 3) < 3 * (1 / 3 * 2 / 3 / PERMUTATIONS) ** 0.5


def test_a_book_is_signed_in_pieces() -> None:
    """The least of the pieces is the least of the whole; memory stays small."""
    items = [f"{number}".encode() for number in range(module._AT_ONCE + 10)]

    whole = np.minimum(minhash(items[:100]), minhash(items[100:]))
    assert (whole == minhash(items)).all()
