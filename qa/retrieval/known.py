"""Passages that are known by their ids, such as the evidence of an earlier answer."""

from collections.abc import Sequence

from qa.index.store import Store
from qa.types import Passage, RetrievedPassage, source_of


def joined(
    store: Store, found: Sequence[RetrievedPassage], k: int, passage_ids: Sequence[str]
) -> list[RetrievedPassage]:
    """The `k` best of `found`, then those of these ids that are not among them, in their order.

    What was found further down keeps its scores; what was not found at all has 0. Ids that no
    current version of a file has are passed over.
    """
    chosen = list(found[:k])
    present = {item.passage.id for item in chosen}
    wanted = [id_ for id_ in dict.fromkeys(passage_ids) if id_ not in present]
    further = {item.passage.id: item for item in found[k:]}
    looked_up = _passages(store, [id_ for id_ in wanted if id_ not in further])
    for id_ in wanted:
        if id_ in further:
            chosen.append(further[id_])
        elif id_ in looked_up:
            chosen.append(RetrievedPassage(looked_up[id_], 0.0))
    return chosen


def _passages(store: Store, passage_ids: Sequence[str]) -> dict[str, Passage]:
    sources = {id_: source_of(id_) for id_ in passage_ids}
    generations = store.manifest.current(sources.values())
    record_ids = [
        f"{generations[source_id]}:{id_}"
        for id_, source_id in sources.items()
        if source_id in generations
    ]
    records = store.vectors.get(record_ids).values()
    return {record.passage.id: record.passage for record in records}
