"""Asking some of the sources only: tags, files and dates."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.page.conftest import OpenPage
from tests.page.test_access import problems
from tests.page.test_asking import asked

QUESTION = "How long is the bridge of Norvik?"
FILES = {
    "old/bridge.md": "---\ntags: [archive, roads]\n---\nThe bridge of Norvik is 90 metres long.\n",
    "new/bridge.md": "---\ntags: [<b>survey</b>]\ndate: 2024-05-01\n---\n"
    "The bridge of Norvik is 120 metres long.\n",
}
ServeFiles = Callable[[dict[str, str]], str]


def with_choice(page: Page) -> Page:
    """The page with the choice of sources open, its tags shown."""
    page.locator("#scope summary").click()
    expect(page.locator("#only-tags input")).to_have_count(3)
    return page


def test_only_sources_with_a_tag_answer(serve_files: ServeFiles, open_page: OpenPage) -> None:
    """The tags there are can be ticked; what is chosen is said."""
    page = with_choice(open_page(serve_files(FILES)))
    page.get_by_label("archive").check()
    asked(page, QUESTION)

    expect(page.locator("#scope summary")).to_have_text("Only: archive")
    expect(page.locator(".claim")).to_contain_text("90 metres")
    expect(page.locator(".turn")).not_to_contain_text("120 metres")


def test_only_files_and_dates_that_fit_answer(serve_files: ServeFiles, open_page: OpenPage) -> None:
    """And 'All sources' takes the choice back."""
    page = with_choice(open_page(serve_files(FILES)))
    page.get_by_label("Files").fill("new/*")
    page.get_by_label("From").fill("2024-01-01")
    asked(page, QUESTION)
    expect(page.locator(".claim")).to_contain_text("120 metres")
    page.get_by_role("button", name="All sources").click()

    expect(page.locator("#scope summary")).to_have_text("Ask all sources")


def test_a_tag_is_never_markup(serve_files: ServeFiles, open_page: OpenPage) -> None:
    """Neither where it is chosen nor in the list of sources; both pass axe's rules."""
    page = with_choice(open_page(serve_files(FILES)))
    expect(page.get_by_label("<b>survey</b>")).to_be_visible()
    assert [] == problems(page)
    page.get_by_role("button", name="Sources", exact=True).click()

    expect(page.locator("#sources-list")).to_contain_text("#<b>survey</b>")
    assert 0 == page.locator("#sources-list b, #only-tags b").count()
