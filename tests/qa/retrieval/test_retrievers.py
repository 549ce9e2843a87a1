"""What is found for a query."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.index.fingerprint import config_fingerprint
from qa.index.store import Store
from qa.ingest.embedding import MiniLMEmbedder
from qa.pipeline import Pipeline, open_pipeline
from qa.retrieval.retrievers import DenseRetriever, HybridRetriever, LexicalRetriever
from qa.settings import Settings

FILES = {
    "bridge.txt": "The bridge\n\nThe bridge over the Elbe fell on Sunday, and nobody was hurt.",
    "cake.txt": "The cake\n\nBake the cake for an hour. It's rich: C++ and C# bakers agree.",
    "dam.txt": "The dam\n\nThe dam broke after nine days of rain, and the valley was flooded.",
    "japan.txt": "東京\n\n東京は日本の首都です。 Σωκράτης Москва naïve café",
    "tie1.txt": "Twins\n\nIdentical words stand here.",
    "tie2.txt": "Twins\n\nIdentical words stand here.",
}


@pytest.fixture
def lexical(store: Store) -> Callable[[str], list[str]]:
    """Files that share a stem with a query, best first."""
    retriever = LexicalRetriever(store)
    return lambda query: [f.passage.source_id for f in retriever.retrieve(query, 10)]


@pytest.fixture
def hybrid(store: Store, embedder: MiniLMEmbedder) -> HybridRetriever:
    """Both kinds."""
    return HybridRetriever(store, embedder, candidates=40, fusion="score")


def test_stems_match(lexical: Callable[[str], list[str]]) -> None:
    """'breaking floods' finds 'flooded'; words that no passage has find nothing."""
    assert ["dam.txt"] == lexical("breaking FLOODS")
    assert [] == lexical("submarine")


def test_accents_do_not_matter(lexical: Callable[[str], list[str]]) -> None:
    """Typed without, written with."""
    assert ["japan.txt"] == lexical("naive cafe")


@pytest.mark.parametrize("query", ["Σωκράτης", "москва"])
def test_other_scripts_match(lexical: Callable[[str], list[str]], query: str) -> None:
    """Word for word, in any case."""
    assert ["japan.txt"] == lexical(query)


def test_a_title_is_searched(lexical: Callable[[str], list[str]]) -> None:
    """It names the story that every passage of it tells."""
    assert ["tie1.txt", "tie2.txt"] == lexical("twins")


@pytest.mark.parametrize("query", ["what is it about?", "who were they", "the", "?", ""])
def test_stop_words_alone_match_nothing(lexical: Callable[[str], list[str]], query: str) -> None:
    """They stand everywhere and name nothing."""
    assert [] == lexical(query)


def test_stop_words_leave_the_dense_results(hybrid: HybridRetriever) -> None:
    """Meaning may still find something, with no lexical score."""
    assert {None} == {found.lexical for found in hybrid.retrieve("what is it about?", 5)}


@pytest.mark.parametrize(
    "query",
    [
        "dam AND (",
        'dam "',
        "dam OR OR NOT",
        "body:dam",
        "dam^",
        "dam~",
        "[dam TO",
        "{dam}",
        "dam\\",
        "+dam -dam",
        "dam*",
        "/dam/",
        "title:dam",
        "dam IN [",
        "'dam'",
        "\x00dam",
        "dam :",
    ],
)
def test_query_syntax_is_only_text(lexical: Callable[[str], list[str]], query: str) -> None:
    """Nobody who asks knows that there is a query language underneath."""
    assert "dam.txt" == lexical(query)[0]


def test_ties_go_to_the_smaller_passage_id(store: Store, embedder: MiniLMEmbedder) -> None:
    """In every retriever, so that an answer can be repeated."""
    for retriever in (
        DenseRetriever(store, embedder),
        LexicalRetriever(store),
        HybridRetriever(store, embedder, candidates=40, fusion="rank"),
    ):
        found = retriever.retrieve("identical words stand here", 2)
        assert ["tie1.txt#0000", "tie2.txt#0000"] == [each.passage.id for each in found]


def test_no_result_has_a_score_of_zero(store: Store, embedder: MiniLMEmbedder) -> None:
    """A passage that does not match is not a result."""
    for query in ("dam", "東京", "zxqv", "🙂"):
        for retriever in (DenseRetriever(store, embedder), LexicalRetriever(store)):
            assert all(found.score > 0 for found in retriever.retrieve(query, 50))


def test_more_results_than_passages_cannot_be_had(hybrid: HybridRetriever) -> None:
    """A large k gives what there is, each passage once."""
    found = [each.passage.id for each in hybrid.retrieve("dam bridge cake", 100)]

    assert len(found) == len(set(found)) <= len(FILES)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_k_results_are_the_first_k(hybrid: HybridRetriever, k: int) -> None:
    """Asking for less does not change the order."""
    assert hybrid.retrieve("dam rain", 5)[:k] == hybrid.retrieve("dam rain", k)


def test_a_paraphrase_is_found(hybrid: HybridRetriever) -> None:
    """Without a word in common."""
    best = hybrid.retrieve("Which barrier collapsed under all that water?", 1)[0]

    assert "dam.txt" == best.passage.source_id
    assert best.dense is not None
    assert best.lexical is None


def test_frequencies_count_current_passages(tmp_path: Path) -> None:
    """Editing a file many times does not make its words common."""
    folder = tmp_path / "articles"
    folder.mkdir()
    settings = Settings(data_dir=tmp_path / "data")
    with open_pipeline(settings) as pipeline:
        for version in range(6):
            (folder / "a.txt").write_text(f"The dam broke {version} times.")
            pipeline.sync(folder)
    store = Store.open(settings.data_dir, config_fingerprint(settings, MiniLMEmbedder()))

    assert ([1, 0], 1) == store.lexical.frequencies(["dam", "bridg"])
    store.close()


def test_many_deleted_passages_do_not_hide_the_rest(tmp_path: Path) -> None:
    """After most of a corpus is gone, what is left is found."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02d}.txt").write_text(f"Town {number}\n\nThe river rose in {number}.")
    with open_pipeline(Settings(data_dir=tmp_path / "data", candidates=500)) as pipeline:
        pipeline.sync(folder)
        for number in range(57):
            (folder / f"{number:02d}.txt").unlink()
        pipeline.sync()

        assert {"57.txt", "58.txt", "59.txt"} == sources(pipeline, "Where did the river rise?")


def sources(pipeline: Pipeline, query: str) -> set[str]:
    """The files that are found."""
    return {found.passage.source_id for found in pipeline.search(query, 100)}
