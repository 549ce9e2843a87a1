"""Tests of chance: worked cases, and two ways to the same number."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.significance import fewest_changes, holm, mcnemar, permutation


@pytest.mark.parametrize(
    ("gained", "lost", "expected"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        (1, 9, 22 / 1024),
        (9, 1, 22 / 1024),
        (0, 6, 2 / 64),
        (5, 15, 0.04138946533203125),  # as R's binom.test(5, 20)
        (10, 30, 0.002221433),  # as R's binom.test(10, 40)
    ],
)
def test_mcnemar_is_the_exact_binomial(gained: int, lost: int, expected: float) -> None:
    """Two-sided, and the same whichever run comes first."""
    assert pytest.approx(expected, abs=1e-7) == mcnemar(gained, lost)


@given(st.integers(0, 6), st.integers(0, 6))
def test_the_permutation_of_ones_is_mcnemar(gained: int, lost: int) -> None:
    """Where every change is a whole question, both tests count the same coin throws."""
    signs = np.array([1.0] * gained + [-1.0] * lost)
    found = permutation(
        float(signs.sum()), lambda swaps: np.asarray((1 - 2 * swaps) @ signs), len(signs)
    )
    assert pytest.approx(mcnemar(gained, lost)) == found


def test_drawn_permutations_come_near_all_of_them() -> None:
    """25 changed questions of 2 to the 25 ways: the exact p of 5 against 20 is 0.00408."""
    signs = np.array([1.0] * 20 + [-1.0] * 5)
    found = permutation(15.0, lambda swaps: np.asarray((1 - 2 * swaps) @ signs), 25)
    exact = 2 * sum(comb(25, count) for count in range(6)) / 2**25
    assert pytest.approx(exact, abs=0.002) == found


def test_holm_on_a_worked_case() -> None:
    """0.005 times 4, 0.01 times 3, 0.03 times 2, and never below the one before."""
    found = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert found == pytest.approx({"d": 0.02, "a": 0.03, "c": 0.06, "b": 0.06})


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=8))
def test_holm_only_raises_and_keeps_the_order(p_values: dict[str, float]) -> None:
    """Between the p itself and Bonferroni's, at most 1."""
    found = holm(p_values)
    for name, p_value in p_values.items():
        assert p_value <= found[name] <= min(1.0, len(p_values) * p_value) + 1e-12
    ordered = sorted(p_values, key=lambda name: (p_values[name], name))
    assert [found[name] for name in ordered] == sorted(found.values())


@pytest.mark.parametrize(("level", "expected"), [(0.05, 6), (0.05 / 8, 9)])
def test_so_many_questions_must_change(level: float, expected: int) -> None:
    """Six heads in a row are rarer than one in twenty, five are not."""
    assert expected == fewest_changes(level)
    assert mcnemar(0, expected) <= level < mcnemar(0, expected - 1)


def test_weights_share_the_level_out() -> None:
    """Half of it for a: its p counts twice; then b has all that is left."""
    found = holm({"a": 0.02, "b": 0.02, "c": 0.9}, {"a": 2, "b": 1, "c": 1})
    assert found == pytest.approx({"a": 0.04, "b": 0.04, "c": 0.9})
