"""Two rankings become one."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.retrieval.fusion import RANK_OFFSET, fuse
from qa.types import Passage, RetrievedPassage

Method = Literal["score", "rank"]
METHODS: tuple[Method, ...] = ("score", "rank")


def found(id_: str, score: float) -> RetrievedPassage:
    """A passage with a score."""
    return RetrievedPassage(Passage(id_, id_, id_, 0, 1, ""), score)


def ranking(*ids: str) -> list[RetrievedPassage]:
    """Passages from best to worst."""
    return [found(id_, float(len(ids) - place)) for place, id_ in enumerate(ids)]


def ids(fused: list[RetrievedPassage]) -> list[str]:
    """Their order."""
    return [each.passage.id for each in fused]


def by_rank(scores: dict[str, float]) -> list[RetrievedPassage]:
    """A ranking as retrievers return it: best first, ties by passage id."""
    return [found(i, s) for i, s in sorted(scores.items(), key=lambda p: (-p[1], p[0]))]


scored = st.dictionaries(
    st.sampled_from("abcdefgh"), st.sampled_from([0.1, 0.25, 0.5, 0.75, 1.0, 7.5]), max_size=8
)


@pytest.mark.parametrize("method", METHODS)
def test_agreement_outranks_a_single_first_place(method: Method) -> None:
    """A passage that both rank high beats those that only one of them knows."""
    fused = fuse(ranking("a", "b", "x", "y"), ranking("c", "b", "z", "w"), method)

    assert "b" == ids(fused)[0]


@pytest.mark.parametrize("method", METHODS)
def test_ties_go_to_the_smaller_passage_id(method: Method) -> None:
    """Equal in both rankings, mirrored."""
    assert ["a", "b"] == ids(fuse(ranking("a", "b"), ranking("b", "a"), method))


@pytest.mark.parametrize("method", METHODS)
@given(scored, scored)
def test_fusion_is_bounded_and_sorted(
    method: Method, dense: dict[str, float], lexical: dict[str, float]
) -> None:
    """Scores lie in their range, best first, every passage once, with what each part said."""
    fused = fuse(by_rank(dense), by_rank(lexical), method)
    top = 1.0 if method == "score" else 2 / (RANK_OFFSET + 1)

    assert sorted(dense.keys() | lexical.keys()) == sorted(ids(fused))
    assert all(0 <= each.score <= top + 1e-12 for each in fused)
    assert fused == sorted(fused, key=lambda each: (-each.score, each.passage.id))
    for each in fused:
        assert (dense.get(each.passage.id), lexical.get(each.passage.id)) == (
            each.dense,
            each.lexical,
        )


@given(scored, scored, st.randoms())
def test_the_order_of_equal_scores_does_not_matter(
    dense: dict[str, float], lexical: dict[str, float], dice: object
) -> None:
    """Retrievers may return ties in any order."""
    mixed = sorted(by_rank(dense), key=lambda f: (-f.score, dice.random()))  # type: ignore[attr-defined]

    assert fuse(by_rank(dense), by_rank(lexical), "score") == fuse(mixed, by_rank(lexical), "score")


@pytest.mark.parametrize("method", METHODS)
def test_nothing_fuses_to_nothing(method: Method) -> None:
    """And one empty ranking leaves the other's order."""
    assert [] == fuse([], [], method)
    assert ["b", "a"] == ids(fuse([], ranking("b", "a"), method))


def test_a_lone_result_has_a_score() -> None:
    """There is no range to place it in."""
    assert fuse([found("a", 0.2)], [], "score")[0].score > 0
