"""Merge a dense and a lexical ranking of the same corpus."""

from collections.abc import Mapping
from typing import Literal

RANK_OFFSET = 60  # Cormack et al., SIGIR 2009, chose it; results hardly depend on it
DENSE_SHARE = 0.5  # of the fused score; docs/adr/0003 has the curve

Scores = Mapping[str, float]  # by passage id


def fuse(
    dense: Scores,
    lexical: Scores,
    method: Literal["score", "rank"],
    *,
    dense_share: float = DENSE_SHARE,
) -> dict[str, float]:
    """All passages of both rankings with their fused scores, best first, ties by passage id.

    Inputs are best first; `dense` has cosine similarities, `lexical` BM25 scores. The result's
    scores lie in [0, 1] for 'score', where `dense_share` weighs the dense one, and in (0, 2/61]
    for 'rank'.
    """
    shares = (dense_share, 1 - dense_share) if method == "score" else (1.0, 1.0)
    weigh = _min_max if method == "score" else _reciprocal_ranks
    parts = [
        (share, weigh(ranking)) for share, ranking in zip(shares, (dense, lexical), strict=True)
    ]
    fused = {
        id_: sum(share * weights.get(id_, 0.0) for share, weights in parts)
        for id_ in dict.fromkeys([*dense, *lexical])
    }
    return dict(sorted(fused.items(), key=lambda pair: (-pair[1], pair[0])))


def _min_max(scores: Scores) -> Scores:
    """Scores brought to [0, 1] within the ranking: BM25 and cosine share no scale."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {id_: (score - low) / width if width else 1.0 for id_, score in scores.items()}


def _reciprocal_ranks(scores: Scores) -> Scores:
    return {id_: 1 / (RANK_OFFSET + rank) for rank, id_ in enumerate(scores, start=1)}
