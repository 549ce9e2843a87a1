"""Signatures estimate how much two sets share, and are the same everywhere and always."""

import hashlib
import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa.ingest import minhash as module
from qa.ingest.minhash import PERMUTATIONS, minhash
from qa.ingest.shingles import shingle_hashes, words_of


def numbers(start: int, end: int) -> NDArray[np.uint64]:
    """So many different items."""
    return shingle_hashes([f"{number}" for number in range(start, end)], 1)


def test_the_values_are_those_of_indexes_made_before() -> None:
    """They are stored, and compared with new ones: change `families.MADE_BY` with them."""
    shingles = shingle_hashes("the mill by the river burnt down".split(), 5)
    values = minhash(numbers(0, 900))

    assert 2225505330823660223 == shingles[0]
    assert "39d6d865fb718d43" == hashlib.sha256(values.tobytes()).hexdigest()[:16]


@given(st.sets(st.integers(0, 2**64 - 1), min_size=1, max_size=40))
def test_neither_order_nor_repeats_count(items: set[int]) -> None:
    """A signature is one of a set."""
    ordered = np.array(sorted(items), np.uint64)

    assert (minhash(ordered) == minhash(np.append(ordered[::-1], ordered[0]))).all()


def test_the_share_of_equal_values_estimates_jaccard_similarity() -> None:
    """Within three standard errors."""
    one, other = minhash(numbers(0, 1_000)), minhash(numbers(500, 1_500))

    assert abs(np.mean(one == other) - 1 / 3) < 3 * (1 / 3 * 2 / 3 / PERMUTATIONS) ** 0.5


def test_a_book_is_signed_in_pieces() -> None:
    """The least of the pieces is the least of the whole; memory stays small."""
    items = numbers(0, module._AT_ONCE + 10)

    whole = np.minimum(minhash(items[:100]), minhash(items[100:]))
    assert (whole == minhash(items)).all()


@given(st.lists(st.sampled_from("abc"), min_size=3, max_size=30))
def test_runs_of_words_are_equal_where_their_hashes_are(words: list[str]) -> None:
    """Order and repeats within a run count; where it stands and how often do not."""
    runs = {tuple(words[at : at + 3]) for at in range(len(words) - 2)}
    hashes = {int(shingle_hashes(run, 3)[0]) for run in runs}

    assert len(hashes) == len(runs)
    assert hashes == set(shingle_hashes(words, 3).tolist())


@given(st.text(), st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_quick_way_to_words_finds_the_same(any_text: str, plain: str) -> None:
    """Letters, digits and underscores, in any script."""
    for text in (any_text, plain):
        assert words_of(text) == by_definition(text)


def by_definition(text: str) -> list[str]:
    """By the definition."""
    return re.findall(r"\w+", text)
