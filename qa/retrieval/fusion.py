"""Merge a dense and a lexical ranking of the same corpus."""

from collections.abc import Mapping
from typing import Literal

from qa.types import RetrievedPassage

RANK_OFFSET = 60  # Cormack et al., SIGIR 2009, chose it; results hardly depend on it
DENSE_SHARE = 0.5  # of the fused score; docs/adr/0003 has the curve

Ranking = list[RetrievedPassage]


def fuse(
    dense: Ranking,
    lexical: Ranking,
    method: Literal["score", "rank"],
    *,
    dense_share: float = DENSE_SHARE,
) -> Ranking:
    """All passages of both rankings, best first, ties by passage id.

    Inputs are best first; `dense` carries cosine similarities, `lexical` BM25 scores. The result's
    scores lie in [0, 1] for 'score', where `dense_share` weighs the dense one, and in (0, 2/61]
    for 'rank'.
    """
    shares = (dense_share, 1 - dense_share) if method == "score" else (1.0, 1.0)
    weigh = _min_max if method == "score" else _reciprocal_ranks
    parts = [
        (share, weigh(ranking)) for share, ranking in zip(shares, (dense, lexical), strict=True)
    ]
    similarity, bm25 = _score_of(dense), _score_of(lexical)
    by_id = {found.passage.id: found for found in [*dense, *lexical]}
    fused = [
        RetrievedPassage(
            passage=found.passage,
            score=sum(share * weights.get(id_, 0.0) for share, weights in parts),
            dense=similarity.get(id_),
            lexical=bm25.get(id_),
        )
        for id_, found in by_id.items()
    ]
    return sorted(fused, key=lambda found: (-found.score, found.passage.id))


def _min_max(ranking: Ranking) -> Mapping[str, float]:
    """Scores brought to [0, 1] within the ranking: BM25 and cosine share no scale."""
    if not ranking:
        return {}
    scores = _score_of(ranking)
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {id_: (score - low) / width if width else 1.0 for id_, score in scores.items()}


def _reciprocal_ranks(ranking: Ranking) -> Mapping[str, float]:
    return {
        found.passage.id: 1 / (RANK_OFFSET + rank) for rank, found in enumerate(ranking, start=1)
    }


def _score_of(ranking: Ranking) -> dict[str, float]:
    return {found.passage.id: found.score for found in ranking}
