"""Only some sources may answer: filtered before the best k are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import PatternNotFound, TagNotFound
from qa.index.tagging import require_ids
from qa.pipeline import Pipeline
from qa.types import SourceFilter
from tests.conftest import MakePipeline

TEXT = "The council decided that the old bridge over the river is closed to lorries number {n}."


@pytest.fixture
def many(make_pipeline: MakePipeline) -> Pipeline:
    """Thirty files that all match; two of them are in another folder."""
    files = {f"a/{n:02}.txt": TEXT.format(n=n) for n in range(28)}
    return make_pipeline(files | {f"b/{n}.txt": TEXT.format(n=n) for n in range(2)})


@pytest.mark.parametrize("k", [1, 2, 3])
def test_k_come_back_however_few_match(many: Pipeline, k: int) -> None:
    """The filter applies before the cut: matches that rank low elsewhere are all found."""
    found = many.search("bridge closed lorries", k, only=SourceFilter(sources=("b/*",)))

    assert min(k, 2) == len(found)
    assert {"b"} == {item.passage.source_id[0] for item in found}
    assert all(item.dense is not None and item.lexical is not None for item in found)


def test_scores_are_those_of_the_whole_index(many: Pipeline) -> None:
    """A filter leaves passages out; it does not change how well the others match."""
    everything = {item.passage.id: item for item in many.search("bridge lorries", 30)}
    for item in many.search("bridge lorries", 30, only=SourceFilter(sources=("b/*",))):
        assert everything[item.passage.id].lexical == pytest.approx(item.lexical)
        assert everything[item.passage.id].dense == pytest.approx(item.dense)


@pytest.mark.parametrize("name", ["[2022] ferry.txt", "why?.txt", "a*b.txt"])
def test_a_source_id_fits_itself(name: str) -> None:
    """It is copied from `qa sources`; a file may be called what would be a pattern."""
    assert SourceFilter((name,)).matches(name, None)


def test_a_question_may_be_asked_of_a_source_with_brackets_in_its_name() -> None:
    """What is checked before is what is asked then."""
    require_ids(["notes [2020].txt"], ["notes [2020].txt"])


def test_an_answer_cites_only_what_matches(pipeline: Pipeline) -> None:
    """The same question is answered from the source that is left, or not at all."""
    question = "How many members of Congress were mismatched?"
    first = pipeline.ask(question).citations[0].source_id
    others = tuple(s.source_id for s in pipeline.sources() if s.source_id != first)
    answer = pipeline.ask(question, only=SourceFilter(sources=others))
    nearest = answer.abstention.nearest if answer.abstention else ()

    assert first not in {place.source_id for place in (*answer.citations, *nearest)}


def test_a_pattern_that_fits_no_file_is_refused_with_those_there_are(many: Pipeline) -> None:
    """A misspelt name is no reason to say that the articles are silent."""
    with pytest.raises(PatternNotFound) as raised:
        many.ask("Is the bridge closed?", only=SourceFilter(sources=("b/*", "c/*")))

    assert "No source fits 'c/*'." == raised.value.message
    assert "The sources there are: a/00.txt, a/01.txt," in raised.value.hint
    assert raised.value.hint.endswith("a/19.txt and 10 more.")


@pytest.mark.parametrize(
    ("published", "start", "end", "expected"),
    [
        ("2020-06-10", "2020-06-10", "2020-06-10", True),
        ("2020-06-10", "2020-06-11", None, False),
        ("2020-06-10", None, "2020-06-09", False),
        ("2020-06-30", "2020-06", "2020-06", True),
        ("2020-12-31", None, "2020", True),
        ("2020", "2020-06-01", "2020-06-30", True),
        ("2020-05", "2020-06-01", None, False),
        ("2019", "2020", None, False),
        (None, "2020", None, False),
        (None, None, None, True),
    ],
)
def test_dates_are_included_on_both_ends(
    published: str | None, start: str | None, end: str | None, expected: bool
) -> None:
    """Short dates mean all their days; a source without a date is in no range."""
    only = SourceFilter(published_from=start, published_to=end)

    assert expected == only.matches("a.txt", published)


@given(st.dates(), st.dates(), st.dates())
def test_whole_dates_compare_as_dates(day: object, start: object, end: object) -> None:
    """For whole dates the filter is the comparison of dates."""
    only = SourceFilter(published_from=str(start), published_to=str(end))

    assert (str(start) <= str(day) <= str(end)) == only.matches("a.txt", str(day))


def tagged(*tags: str) -> str:
    """An article whose front matter states these tags."""
    return f"---\ntags: [{', '.join(tags)}]\n---\nThe old bridge is closed to lorries.\n"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(("roads",), ["a.md", "b.md"]), (("ROADS", "sea"), ["a.md", "b.md", "c.md"])],
)
def test_sources_with_one_of_the_tags_are_found(
    make_pipeline: MakePipeline, tags: tuple[str, ...], expected: list[str]
) -> None:
    """Upper and lower case alike; a source without tags has none of them."""
    texts = {"a.md": tagged("Roads", "sea"), "b.md": tagged("roads"), "c.md": tagged("Sea")}
    pipeline = make_pipeline(texts | {"d.md": "The old bridge is closed to lorries.\n"})
    found = pipeline.search("bridge lorries", 10, only=SourceFilter(tags=tags))
    named = {id_ for item in found for id_ in (item.passage.source_id, *item.copies)}

    assert set(expected) == named


def test_an_unknown_tag_is_refused_with_those_there_are(make_pipeline: MakePipeline) -> None:
    """The commonest first; a misspelt tag is no reason to say that the articles are silent."""
    pipeline = make_pipeline({"a.md": tagged("sea"), "b.md": tagged("roads", "sea")})
    with pytest.raises(TagNotFound) as raised:
        pipeline.ask("What is closed?", only=SourceFilter(tags=("raods",)))

    assert "No source has the tag 'raods'." == raised.value.message
    assert "The tags there are: sea, roads." == raised.value.hint


def test_without_any_tags_the_refusal_says_where_they_come_from(many: Pipeline) -> None:
    """Front matter or a sidecar."""
    with pytest.raises(TagNotFound, match="roads") as raised:
        many.search("bridge", only=SourceFilter(tags=("roads",)))

    assert "front matter" in raised.value.hint


def test_many_tags_are_not_all_told(make_pipeline: MakePipeline) -> None:
    """A list that fits a terminal, and how many more."""
    pipeline = make_pipeline({"a.md": tagged(*(f"t{n:02}" for n in range(25)))})
    with pytest.raises(TagNotFound) as raised:
        pipeline.search("bridge", only=SourceFilter(tags=("none",)))

    assert raised.value.hint.endswith("t19 and 5 more.")


def test_pages_of_sources_make_the_whole_list(many: Pipeline) -> None:
    """Each page begins behind the last source of the one before."""
    pages: list[str] = []
    while page := many.sources(pages[-1] if pages else "", 7):
        pages += [source.source_id for source in page]

    assert [source.source_id for source in many.sources()] == pages
