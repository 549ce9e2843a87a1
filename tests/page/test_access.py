"""The page for everyone: axe's rules, themes, a phone, paper."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.page.conftest import OpenPage
from tests.page.test_asking import QUESTION, asked

PHONE = {"width": 360, "height": 740}


def problems(page: Page) -> list[str]:
    """What axe finds wrong: rule and place."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    bundled: str, open_page: OpenPage, theme: Literal["light", "dark"]
) -> None:
    """An answer with an open file and its feedback passes all rules in both themes."""
    page = asked(open_page(bundled, color_scheme=theme), QUESTION)
    page.get_by_role("button", name="Wrong").click()
    expect(page.get_by_label("The right answer, in short")).to_be_visible()
    page.get_by_role("button", name="Citation 1").first.click()
    expect(page.locator("mark")).to_be_visible()

    assert [] == problems(page)


def test_axe_finds_nothing_in_the_list_of_sources(bundled: str, open_page: OpenPage) -> None:
    """The dialog passes too."""
    page = open_page(bundled)
    page.get_by_role("button", name="Sources").click()
    expect(page.locator("#sources-list > li")).to_have_count(5)

    assert [] == problems(page)


def test_a_phone_scrolls_in_one_direction(bundled: str, open_page: OpenPage) -> None:
    """Nothing is wider than a narrow screen."""
    page = asked(open_page(bundled, viewport=PHONE), QUESTION)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_theme_stays(bundled: str, open_page: OpenPage) -> None:
    """A chosen theme is there after a reload."""
    page = open_page(bundled)
    page.get_by_role("button", name="Theme").click()
    page.reload()

    expect(page.get_by_role("button", name="Theme")).to_have_text("Theme: light")
