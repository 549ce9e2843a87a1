"""Blocks of lines that recur across a corpus are noise; nothing else that recurs is."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.ingest.recurring import Recurring, find_recurring, keys_of
from qa.types import Document
from tests.qa.conftest import Corpus

MENU = "Valley News\nHome pages\nSport pages\nWeather pages"
NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()


def story(name: str, head: str = MENU) -> str:
    """An article of its own below a menu."""
    return f"{head}\n\nThe {name} story\n\nIt rained for {name} days in the valley of {name}.\n"


def found_in(texts: Sequence[str]) -> tuple[Recurring, list[Document]]:
    """What recurs in these texts."""
    documents = [Document(f"{number}.txt", text, "") for number, text in enumerate(texts)]
    keys = {document.source_id: keys_of(document) for document in documents}
    return find_recurring(keys, len(documents)), documents


def masked(texts: Sequence[str]) -> list[list[str]]:
    """The lines that are masked in each of these texts."""
    recurring, documents = found_in(texts)
    return [
        [document.text[mask.start : mask.end] for mask in recurring.masked(document).masks]
        for document in documents
    ]


def test_a_menu_on_every_page_is_masked() -> None:
    """Line by line, and the article is not."""
    assert [MENU.splitlines()] * 6 == masked([story(name) for name in NUMBERS[:6]])


def test_four_files_are_too_few() -> None:
    """What they share may be a quotation."""
    assert [[]] * 4 == masked([story(name) for name in NUMBERS[:4]])


def test_copies_count_as_one_file() -> None:
    """An article in ten copies is no noise."""
    assert [[]] * 10 == masked([story("nine")] * 10)


@pytest.mark.parametrize(
    "head",
    [
        "Motion carried",
        "Ingredients\n- Salt\n- Pepper\n- Butter",
        "Name: Ann\nCountry: France\nParty: Left",
        "The motion was carried.\nThe meeting was closed.\nThe mayor thanked all.",
        "Room 7\nTable 2\nChair 9",
        "Minutes of the council\nAnn Lee\nBob Ray\nCarol Day",
    ],
)
def test_what_recurs_and_may_be_content_is_kept(head: str) -> None:
    """A line alone, lists, fields with values, sentences, figures, those present."""
    assert [[]] * 6 == masked([story(name, head) for name in NUMBERS[:6]])


def test_a_block_in_few_of_many_files_is_kept() -> None:
    """Five of sixty are less than a tenth."""
    texts = [story(f"{one} {two}", "") for one in NUMBERS for two in NUMBERS[:5]]
    texts[:5] = [story(name) for name in NUMBERS[:5]]

    assert [[]] * 60 == masked(texts)


def test_two_menus_in_one_file_are_two_runs() -> None:
    """One with words of furniture does not give away the other."""
    names = "Ann Lee\nBob Ray\nCarol Day"
    texts = [f"{story(name)}\nIt ended.\n{names}" for name in NUMBERS[:6]]

    assert [MENU.splitlines()] * 6 == masked(texts)


@given(st.permutations([story(name) for name in NUMBERS[:6]]))
def test_the_order_of_files_does_not_matter(texts: Sequence[str]) -> None:
    """Nor what was seen first."""
    assert found_in([story(name) for name in NUMBERS[:6]])[0].blocks == found_in(texts)[0].blocks


def test_the_sixth_file_decides_about_the_first(corpus: Corpus) -> None:
    """Unchanged files are read again where what recurs in them became another, and only then."""
    for name in NUMBERS[:4]:
        corpus.write(f"{name}.txt", story(name))
    corpus.pipeline.sync(corpus.folder)
    before = corpus.pipeline.source("one.txt").masked_characters
    corpus.write("five.txt", story("five"))
    corpus.write("other.txt", "Sun\n\nThe sun shone for nine weeks on the hills.")
    report = corpus.pipeline.sync()

    assert (0, len(MENU) - 3) == (before, corpus.pipeline.source("one.txt").masked_characters)
    assert tuple(sorted(f"{name}.txt" for name in NUMBERS[:4])) == report.changed
    assert 6 == len(corpus.pipeline.sync().unchanged)


def test_a_sync_in_steps_masks_as_one_at_once(corpus: Corpus) -> None:
    """The masks depend on the folder, and not on how it came to be."""
    for name in NUMBERS[:7]:
        corpus.write(f"{name}.txt", story(name))
        corpus.pipeline.sync(corpus.folder)
    for name in NUMBERS[:2]:
        (corpus.folder / f"{name}.txt").unlink()
    corpus.pipeline.sync()
    stepwise = [(each.source_id, each.masked_characters) for each in corpus.pipeline.sources()]
    corpus.pipeline.sync(rebuild=True)

    assert stepwise == [
        (each.source_id, each.masked_characters) for each in corpus.pipeline.sources()
    ]
