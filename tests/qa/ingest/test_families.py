"""Copies of an article are one family; two reports of one event are not."""

from contextlib import closing
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.index.manifest import Manifest
from qa.index.tables import DISTRUSTED
from qa.ingest.families import Signature, contained_share, families, signature
from tests.conftest import CORPUS
from tests.qa.conftest import Corpus

EVENTS = Path(__file__).parents[2] / "corpora" / "events"
COPIES = {
    frozenset({"ferry-1-wire.txt", "ferry-2-herald.txt"}),
    frozenset({"bridge-3.txt", "bridge-4-copy.txt"}),
    frozenset({"fossil-1.txt", "fossil-2-agency.txt"}),
    frozenset({"recall-1.txt", "recall-2-copy.txt"}),
    frozenset({"dam-1.txt", "dam-2-portal.txt"}),
    frozenset({"breach-3-audit.txt", "breach-4-audit-copy.txt"}),
    frozenset({"marathon-1.txt", "marathon-2-copy.txt"}),
}
WORDS = "the mill by the river burnt down last night and nobody was hurt said the police chief who "
ARTICLE = " ".join(f"{WORDS}{number}" for number in range(12))


def signatures(folder: Path) -> dict[str, Signature]:
    """Of the files that are long enough."""
    made = {path.name: signature(path.read_text("utf-8")) for path in folder.glob("*.txt")}
    return {name: one for name, one in made.items() if one is not None}


@pytest.mark.parametrize("part", ["dev", "test"])
def test_the_copies_of_the_made_corpus_are_found_and_nothing_else(part: str) -> None:
    """Cut, with another header and lightly edited; other reports of the same event stay apart."""
    found = families(signatures(EVENTS / part / "articles"))
    pairs = {
        frozenset(pair) for pair in combinations(found, 2) if len({*map(found.get, pair)}) == 1
    }

    expected = {pair for pair in COPIES if (EVENTS / part / "articles" / min(pair)).exists()}
    assert expected == pairs


def test_the_bundled_articles_are_independent() -> None:
    """Five reports of one event, each in its own words."""
    assert families(signatures(CORPUS)) == {}


def test_a_cut_article_is_a_copy() -> None:
    """Half of it is enough; the share is that of the shorter one."""
    whole, half = signature(ARTICLE), signature(ARTICLE[: len(ARTICLE) // 2])

    assert whole is not None
    assert half is not None
    assert contained_share(whole, half) > 0.8


def test_a_digest_does_not_join_what_it_holds() -> None:
    """Two articles stay apart though a third file holds both."""
    one, other = (" ".join(f"{word}{n}" for n in range(150)) for word in ("mill", "dam"))
    made = {"a": signature(one), "b": signature(other), "digest": signature(f"{one} {other}")}
    found = families({name: each for name, each in made.items() if each is not None})

    assert found.get("a", "a") != found.get("b", "b")


def test_a_text_too_short_has_no_signature() -> None:
    """A set phrase is no copy."""
    assert signature("Read more on our website.") is None


@given(st.permutations(["a", "b", "c"]))
def test_the_order_of_files_changes_no_family(names: list[str]) -> None:
    """The family is named after the smallest id in it."""
    one = signature(ARTICLE)
    assert one is not None

    assert families(dict.fromkeys(names, one)) == dict.fromkeys("abc", "a")


def test_copies_are_compared_once() -> None:
    """Not each with each other: a folder may hold thousands."""
    one, other = signature(ARTICLE), signature(f"From our desk\n\n{ARTICLE}")
    assert one is not None
    assert other is not None
    names = [f"{number:04}" for number in range(5_000)]

    assert families({**dict.fromkeys(names, one), "z": other}) == dict.fromkeys(
        [*names, "z"], "0000"
    )


def test_a_sync_keeps_families_in_step(corpus: Corpus) -> None:
    """A copy joins its original, and leaves it when it is rewritten."""
    corpus.write("a.txt", ARTICLE)
    corpus.write("b.txt", f"From our desk\n\n{ARTICLE}")
    corpus.pipeline.sync(corpus.folder)
    [found] = corpus.pipeline.search("Who was hurt in the mill?", 1)

    assert {found.passage.source_id, *found.copies} == {"a.txt", "b.txt"}

    corpus.write("b.txt", " ".join(f"another{number}" for number in range(60)))
    corpus.pipeline.sync(corpus.folder)

    assert all(not each.copies for each in corpus.pipeline.search("mill", 8))


def test_signatures_made_in_another_way_are_made_anew(corpus: Corpus) -> None:
    """An index of before has others, which tell nothing when compared with new ones."""
    corpus.write("a.txt", ARTICLE)
    corpus.pipeline.sync(corpus.folder)
    with closing(Manifest.open(corpus.settings.data_dir)) as manifest:
        [row] = manifest.family_rows().values()
        manifest.set_family_rows([replace(row, hashes=bytes(len(row.hashes)))])
        manifest.set_meta(signatures="1")
    corpus.write("b.txt", f"From our desk\n\n{ARTICLE}")

    corpus.pipeline.sync(corpus.folder)

    with closing(Manifest.open(corpus.settings.data_dir)) as manifest:
        assert manifest.families() == dict.fromkeys(("a.txt", "b.txt"), "a.txt")


def test_families_stand_until_their_signatures_are_made_anew(corpus: Corpus) -> None:
    """A sync that is killed before it compared files has taken nothing from readers."""
    for name in ("a.txt", "b.txt"):
        corpus.write(name, ARTICLE)
    corpus.pipeline.sync(corpus.folder)
    with closing(Manifest.open(corpus.settings.data_dir)) as manifest:
        manifest.distrust_signatures("another way")

        assert manifest.families() == dict.fromkeys(("a.txt", "b.txt"), "a.txt")
        assert {row.content_hash for row in manifest.family_rows().values()} == {DISTRUSTED}
