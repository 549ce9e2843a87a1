"""Chroma holds the passages with their vectors."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.utils import metadata_dict_to_node
from llama_index.vector_stores.chroma import ChromaVectorStore
from numpy.typing import NDArray

from qa.errors import IndexMismatch
from qa.index.chroma import ChromaServer, open_collection
from qa.index.places import Places, new_name
from qa.index.tables import FileVersion
from qa.index.vectors import Record, VectorIndex
from qa.types import Passage

MADE = "made by a test"


@dataclass(frozen=True)
class Where:
    """Where a collection is."""

    places: Places
    server: ChromaServer | None


@pytest.fixture(params=["in process", "at a server"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """Both ways to run Chroma; every test has a collection of its own."""
    places = Places(tmp_path, new_name())
    if request.param == "in process":
        return Where(places, None)
    url = request.getfixturevalue("running").url
    return Where(places, ChromaServer(url, None, "default_tenant", "default_database"))


@pytest.fixture
def vectors(where: Where) -> Iterator[VectorIndex]:
    """An empty collection."""
    made = VectorIndex.open(where.places, MADE, create=True, server=where.server)
    yield made
    made.close()


def record(number: int, generation: int = 1) -> Record:
    """A passage of a file of its own."""
    name = f"{number:05d}.txt"
    passage = Passage(f"{name}#0000", name, f"Text {number} 日本", 3, 12, "Title", "2020-06-10")
    return Record(passage, FileVersion(name, generation), f"hash {number}")


def on_circle(count: int) -> NDArray[np.float32]:
    """Unit vectors from (1, 0) to (0, 1)."""
    angles = np.linspace(0, np.pi / 2, count)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def on_sphere(count: int) -> NDArray[np.float32]:
    """Unit vectors in 128 dimensions, at random."""
    drawn = np.random.default_rng(0).standard_normal((count, 128), dtype=np.float32)
    unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def questions_that_miss(vectors: VectorIndex, drawn: NDArray[np.float32]) -> int:
    """How many of twenty searches do not find just the 100 nearest of records 0, 1, 2, ..."""
    missing = 0
    for wanted in drawn[:20]:
        nearest = {record(int(n)).id for n in np.argsort(-(drawn @ wanted))[:100]}
        missing += nearest != {id_ for id_, _ in vectors.nearest(wanted, 100)}
    return missing


def test_records_come_back_as_they_were(vectors: VectorIndex) -> None:
    """As llama-index's nodes, through Chroma and back; unknown ids are left out."""
    vectors.add([record(1), record(2)], on_circle(2))

    assert {record(1).id: record(1)} == vectors.get([record(1).id, "9:unknown"])


def test_records_of_an_index_of_before_are_read(where: Where, vectors: VectorIndex) -> None:
    """Their text is the document, and their details are fields: llama-index's store writes so."""
    opened = open_collection(where.places, where.server, MADE, create=False)
    made = record(1)
    about = {"source_id": made.passage.source_id, "title": "Title", "published": "2020-06-10"}
    node = TextNode(
        id_=made.id,
        text=made.passage.text,
        embedding=[1.0, 0.0],
        start_char_idx=3,
        end_char_idx=12,
        metadata={**about, "section": "", "input_hash": made.input_hash},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=made.version.key)},
    )
    ChromaVectorStore(chroma_collection=opened.collection).add([node])
    opened.close()
    vectors.close()

    again = VectorIndex.open(where.places, MADE, server=where.server)
    assert [made] == [each for each, _ in again.records_of([made.version])]
    again.close()


@pytest.mark.parametrize("published", ["2020-06-10", None])
def test_a_passage_is_kept_as_llama_index_writes_its_node(
    vectors: VectorIndex, where: Where, published: str | None
) -> None:
    """To the letter, and its own function reads the node back as it was."""
    made = replace(record(1), passage=replace(record(1).passage, published=published))
    passage = made.passage
    node = TextNode(
        id_=made.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={
            "source_id": passage.source_id,
            "title": passage.title,
            "published": published or "",
            "section": "",
            "input_hash": made.input_hash,
        },
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=made.version.key)},
    )
    vectors.add([made], on_circle(1))
    opened = open_collection(where.places, where.server, MADE, create=False)
    [kept] = opened.collection.get(include=["metadatas"])["metadatas"]
    opened.close()

    dumped = node.model_dump(mode="json", exclude_defaults=True)
    assert json.dumps(dumped, ensure_ascii=False) == kept["_node_content"]
    assert node == metadata_dict_to_node(kept)


def test_chroma_makes_no_text_index_of_its_own(tmp_path: Path) -> None:
    """Nobody asks for one, and it would take half of the time and a third of the disk."""
    places = Places(tmp_path)
    vectors = VectorIndex.open(places, MADE, create=True)
    vectors.add([record(1)], on_circle(1))
    vectors.close()

    with closing(sqlite3.connect(places.chroma / "chroma.sqlite3")) as database:
        [[indexed]] = database.execute("SELECT count(*) FROM embedding_fulltext_search")
    assert indexed == 0


def test_a_passage_without_date_stays_without(vectors: VectorIndex) -> None:
    """Chroma stores no None."""
    passage = Passage("a#0000", "a", "Text", 0, 4, "")
    vectors.add([Record(passage, FileVersion("a", 1), "h")], on_circle(1))

    assert [passage] == [each.passage for each in vectors.get(["1:a#0000"]).values()]


def test_scores_are_cosines(vectors: VectorIndex) -> None:
    """Best first."""
    vectors.add([record(n) for n in range(3)], on_circle(3))
    found = vectors.nearest(np.array([1, 0], dtype=np.float32), 3)

    assert [record(number).id for number in range(3)] == [id_ for id_, _ in found]
    assert pytest.approx([1.0, 0.7071, 0.0], abs=1e-3) == [score for _, score in found]


def test_an_empty_collection_has_nothing_near(vectors: VectorIndex) -> None:
    """Nor does asking for no results."""
    assert [] == vectors.nearest(np.array([1, 0], dtype=np.float32), 5)
    assert {} == vectors.get([])
    assert {} == vectors.vectors_of([])


def test_only_the_versions_named_are_deleted(vectors: VectorIndex) -> None:
    """Two versions of a file are two things."""
    vectors.add([record(1, 1), record(1, 2), record(2, 1)], on_circle(3))
    vectors.delete([FileVersion("00001.txt", 1), FileVersion("unknown", 7)])

    assert {record(1, 2).id, record(2, 1).id} == set(
        vectors.get([record(1, 1).id, record(1, 2).id, record(2, 1).id])
    )


def test_vectors_are_given_back_by_what_was_embedded(vectors: VectorIndex) -> None:
    """So that equal text is not embedded again."""
    vectors.add([record(1), record(2)], on_circle(2))
    stored = vectors.vectors_of([record(2).version])

    assert ["hash 2"] == list(stored)
    assert np.allclose(on_circle(2)[1], stored["hash 2"])


@pytest.mark.slow
def test_more_records_than_chroma_takes_at_once(vectors: VectorIndex) -> None:
    """A call takes 5,461: batches are cut, and reading and deleting many works as well."""
    records = [record(number) for number in range(6_000)]
    vectors.add(records, on_circle(6_000))
    assert 6_000 == vectors.count()
    assert 6_000 == len(vectors.vectors_of([each.version for each in records]))

    vectors.delete([each.version for each in records[10:]])
    assert 10 == vectors.count()
    assert 10 == len(vectors.nearest(np.array([1, 0], dtype=np.float32), 1_000))


def test_a_search_misses_nothing_that_is_near(vectors: VectorIndex) -> None:
    """Or two runs over one index would differ: its graph is built anew, in threads, when opened."""
    drawn = on_sphere(1_500)
    vectors.add([record(number) for number in range(len(drawn))], drawn)

    assert 0 == questions_that_miss(vectors, drawn)


def test_a_writer_broadens_the_search_of_an_index_of_before(tmp_path: Path) -> None:
    """It found fewer of the nearest; no rebuild is asked for."""
    places, drawn = Places(tmp_path), on_sphere(1_500)
    with closing(VectorIndex.open(places, MADE, create=True)) as made:
        made.set_breadth(100)
    with closing(VectorIndex.open(places, MADE)) as narrow:
        narrow.add([record(number) for number in range(len(drawn))], drawn)
        assert questions_that_miss(narrow, drawn)
        narrow.set_breadth()

    with closing(VectorIndex.open(places, MADE)) as reader:
        assert 0 == questions_that_miss(reader, drawn)


def test_another_fingerprint_is_refused(where: Where, vectors: VectorIndex) -> None:
    """Vectors of two makers are never mixed."""
    with pytest.raises(IndexMismatch, match="made by a test, and the settings say another"):
        VectorIndex.open(where.places, "another", server=where.server)
    assert 0 == vectors.count()


def test_catching_up_shows_what_another_client_wrote(where: Where, vectors: VectorIndex) -> None:
    """Chroma's clients in process read their files once."""
    reader = VectorIndex.open(where.places, MADE, server=where.server)
    assert 0 == reader.count()
    vectors.add([record(1), record(2)], on_circle(2))
    reader.catch_up(1)

    assert 2 == len(reader.nearest(np.array([1, 0], dtype=np.float32), 5))
    reader.close()
