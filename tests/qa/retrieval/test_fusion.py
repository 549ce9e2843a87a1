"""Two rankings become one."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.retrieval.fusion import RANK_OFFSET, fuse

Method = Literal["score", "rank"]
METHODS: tuple[Method, ...] = ("score", "rank")


def ranking(*ids: str) -> dict[str, float]:
    """Passages from best to worst."""
    return {id_: float(len(ids) - place) for place, id_ in enumerate(ids)}


def by_rank(scores: dict[str, float]) -> dict[str, float]:
    """A ranking as retrievers make it: best first, ties by passage id."""
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))


scored = st.dictionaries(
    st.sampled_from("abcdefgh"), st.sampled_from([0.1, 0.25, 0.5, 0.75, 1.0, 7.5]), max_size=8
)


@pytest.mark.parametrize("method", METHODS)
def test_agreement_outranks_a_single_first_place(method: Method) -> None:
    """A passage that both rank high beats those that only one of them knows."""
    fused = fuse(ranking("a", "b", "x", "y"), ranking("c", "b", "z", "w"), method)

    assert "b" == next(iter(fused))


@pytest.mark.parametrize("method", METHODS)
def test_ties_go_to_the_smaller_passage_id(method: Method) -> None:
    """Equal in both rankings, mirrored."""
    assert ["a", "b"] == list(fuse(ranking("a", "b"), ranking("b", "a"), method))


@pytest.mark.parametrize("method", METHODS)
@given(scored, scored)
def test_fusion_is_bounded_and_sorted(
    method: Method, dense: dict[str, float], lexical: dict[str, float]
) -> None:
    """Scores lie in their range, best first, every passage once."""
    fused = fuse(by_rank(dense), by_rank(lexical), method)
    top = 1.0 if method == "score" else 2 / (RANK_OFFSET + 1)

    assert sorted(dense.keys() | lexical.keys()) == sorted(fused)
    assert all(0 <= score <= top + 1e-12 for score in fused.values())
    assert list(by_rank(fused).items()) == list(fused.items())


@given(scored, scored, st.randoms())
def test_the_order_of_equal_scores_does_not_matter(
    dense: dict[str, float], lexical: dict[str, float], dice: object
) -> None:
    """Retrievers may return ties in any order."""
    mixed = sorted(dense.items(), key=lambda pair: (-pair[1], dice.random()))  # type: ignore[attr-defined]
    fused = fuse(by_rank(dense), by_rank(lexical), "score")

    assert list(fused.items()) == list(fuse(dict(mixed), by_rank(lexical), "score").items())


@pytest.mark.parametrize("method", METHODS)
def test_nothing_fuses_to_nothing(method: Method) -> None:
    """And one empty ranking leaves the other's order."""
    assert {} == fuse({}, {}, method)
    assert ["b", "a"] == list(fuse({}, ranking("b", "a"), method))


def test_a_lone_result_has_a_score() -> None:
    """There is no range to place it in."""
    assert fuse({"a": 0.2}, {}, "score")["a"] > 0
