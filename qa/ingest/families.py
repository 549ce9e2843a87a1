"""Near-duplicate families: copies, syndicated and lightly edited versions of one article.

Two files are near-duplicates where most of the shorter one's word 5-shingles stand in the longer
one. The share is estimated from MinHash signatures (Broder 1997), which also find the pairs to
compare (locality-sensitive hashing; Leskovec, Rajaraman & Ullman, chapter 3).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.index.manifest import Manifest
from qa.index.tables import UNSETTLED, FamilyRow
from qa.ingest.minhash import PERMUTATIONS, minhash
from qa.ingest.shingles import shingle_hashes, words_of
from qa.types import Span

MADE_BY = "2"  # raise it when signatures are made in another way: see `Sync.run`
SHINGLE_WORDS = 5
CONTAINED = 0.5  # of the shorter one; copies had 0.65 and more, other reports 0.1 at most
_ROWS = 2  # of a band: a pair that shares a fifth of all shingles is met in 99 of 100 cases
_LEAST_WORDS = 30  # shorter texts have too few shingles to tell a copy from a set phrase


@dataclass(frozen=True, slots=True)
class Signature:
    """A file's MinHash values, `(PERMUTATIONS,)`, and how many different shingles it has."""

    hashes: NDArray[np.uint32]
    shingles: int


def signature(text: str, masks: Sequence[Span] = ()) -> Signature | None:
    """The signature of an article's words without its masks; None where it is too short."""
    words = words_of(_unmasked(text, masks).casefold())
    if len(words) < _LEAST_WORDS:
        return None
    shingles = shingle_hashes(words, SHINGLE_WORDS)
    return Signature(minhash(shingles), len(shingles))


def contained_share(one: Signature, other: Signature) -> float:
    """The estimated share of the shorter file's shingles that stand in the other, 0 to 1.

    From the Jaccard similarity J of sets of sizes a <= b: their intersection has J(a+b)/(1+J)
    elements, which are divided by a.
    """
    jaccard = float(np.mean(one.hashes == other.hashes))
    common = jaccard * (one.shingles + other.shingles) / (1 + jaccard)
    return min(1.0, common / min(one.shingles, other.shingles))


def families(signatures: Mapping[str, Signature]) -> dict[str, str]:
    """The family of each file that has a near-duplicate: the smallest source id in it.

    Every two members are near-duplicates of each other: a digest that holds two articles joins
    the one it holds more of and does not make them one family.
    """
    equal: dict[tuple[bytes, int], list[str]] = {}
    for source_id, one in signatures.items():
        equal.setdefault((one.hashes.tobytes(), one.shingles), []).append(source_id)
    copies = {min(ids): ids for ids in equal.values()}  # one of them stands for all
    found = _families({first: signatures[first] for first in copies})
    return {
        source_id: found.get(first, first)
        for first, ids in copies.items()
        for source_id in ids
        if first in found or len(ids) > 1
    }


def _families(signatures: Mapping[str, Signature]) -> dict[str, str]:
    """The same of files of which no two have equal signatures."""
    pairs = sorted(
        (-share, one, other)
        for one, other in _met(signatures)
        if (share := contained_share(signatures[one], signatures[other])) >= CONTAINED
    )
    near = {(one, other) for _, one, other in pairs}
    members: dict[str, list[str]] = {}
    for _, one, other in pairs:
        first, second = members.get(one, [one]), members.get(other, [other])
        if first is second or not all(_ordered(a, b) in near for a in first for b in second):
            continue
        joined = [*first, *second]
        members |= dict.fromkeys(joined, joined)
    return {source_id: min(joined) for source_id, joined in members.items()}


def _met(signatures: Mapping[str, Signature]) -> Iterable[tuple[str, str]]:
    """Pairs that agree on a whole band of their signatures, each once, in order of ids."""
    names = list(signatures)
    met: set[tuple[str, str]] = set()
    for start in range(0, PERMUTATIONS, _ROWS):
        band = [one.hashes[start : start + _ROWS] for one in signatures.values()]
        for same in _equal_rows(band):
            met.update(_ordered(names[a], names[b]) for at, a in enumerate(same) for b in same[:at])
    return met


def _equal_rows(rows: Sequence[NDArray[np.uint32]]) -> Iterator[list[int]]:
    """The numbers of rows that equal another one, those of equal rows together."""
    if not rows:
        return
    as_one = np.stack(rows).view(f"V{_ROWS * rows[0].itemsize}").reshape(-1)
    _, kinds, counts = np.unique(as_one, return_inverse=True, return_counts=True)
    shared = np.flatnonzero(counts[kinds] > 1)
    found: dict[int, list[int]] = {}
    for row, kind in zip(shared.tolist(), kinds[shared].tolist(), strict=True):
        found.setdefault(kind, []).append(row)
    yield from found.values()


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _unmasked(text: str, masks: Sequence[Span]) -> str:
    kept, start = [], 0
    for mask in masks:
        kept.append(text[start : mask.start])
        start = mask.end
    return " ".join([*kept, text[start:]])


def update_families(manifest: Manifest, on_progress: Callable[[int, int], None]) -> None:
    """Bring the recorded families in step with the current files.

    Signatures of files that did not change are kept; where no file did, nothing is written.
    `on_progress` gets files done and files in all.
    """
    known = {id_: file.content_hash for id_, file in manifest.known().items()}
    rows = manifest.family_rows()
    is_settled = all(row.family != UNSETTLED for row in rows.values())
    if is_settled and known == {id_: row.content_hash for id_, row in rows.items()}:
        return
    signatures: dict[str, Signature | None] = {}
    for done, (source_id, content_hash) in enumerate(sorted(known.items())):
        on_progress(done, len(known))
        row = rows.get(source_id)
        if row is not None and row.content_hash == content_hash:
            signatures[source_id] = _stored(row)
        else:
            signatures[source_id] = signature(*manifest.article(source_id))
    family = families({id_: one for id_, one in signatures.items() if one is not None})
    manifest.set_family_rows(
        family_row(id_, known[id_], one, family.get(id_, id_)) for id_, one in signatures.items()
    )


def _stored(row: FamilyRow) -> Signature | None:
    if not row.shingles:
        return None
    return Signature(np.frombuffer(row.hashes, np.uint32), row.shingles)


def family_row(
    source_id: str, content_hash: str, one: Signature | None, family: str = UNSETTLED
) -> FamilyRow:
    """What the manifest keeps of a signature, before its family is known or after."""
    if one is None:
        return FamilyRow(source_id, content_hash, 0, b"", family)
    return FamilyRow(source_id, content_hash, one.shingles, one.hashes.tobytes(), family)
