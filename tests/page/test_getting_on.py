"""What could leave a person stuck on the page: a key that is none, a session that is gone."""

from pathlib import Path

import httpx2
from playwright.sync_api import Route, expect

from api.keys import KeyFile
from api.main import create_app
from api.protection import Protection
from qa.pipeline import Pipeline
from tests.api.conftest import served
from tests.page.conftest import OpenPage
from tests.page.test_asking import QUESTION, asked


def test_a_key_that_no_request_can_carry_is_not_taken(
    pipeline: Pipeline, open_page: OpenPage, tmp_path: Path
) -> None:
    """The dialog stays, says so, and takes the right key then."""
    keys = KeyFile(tmp_path / "keys.json")
    key = keys.add("alice", "ask")
    with served(create_app(pipeline, protection=Protection(keys=keys))) as address:
        page = open_page(f"{address}/")
        page.get_by_label("Question").fill(QUESTION)
        page.get_by_label("Question").press("Enter")
        for given in (f"{key}\u200b", "ключ"):
            page.locator("#key-value").fill(given)
            page.get_by_role("button", name="Use this key").click()
            expect(page.locator("#key-value:invalid")).to_be_visible()
        page.locator("#key-value").fill(key)
        page.get_by_role("button", name="Use this key").click()

        expect(page.locator(".short")).to_have_text("28")


def test_a_session_that_is_gone_ends_one_question(bundled: str, open_page: OpenPage) -> None:
    """The page says so, and asking again begins another session."""
    page = open_page(bundled)
    with page.expect_response("**/v1/sessions") as made:
        asked(page, QUESTION)
    httpx2.delete(f"{bundled}v1/sessions/{made.value.json()['id']}")
    page = asked(page, QUESTION)
    expect(page.get_by_role("alert")).to_contain_text("keeps this conversation no more")
    page.get_by_role("button", name="Ask again").click()

    expect(page.locator(".turn").last.locator(".short")).to_have_text("28")


def test_the_list_goes_on_behind_a_proxy(bundled: str, open_page: OpenPage) -> None:
    """The service knows neither the proxy's name nor its prefix; the next page is where this is."""

    def listed(route: Route) -> None:
        if "after=" in route.request.url:
            route.continue_()
            return
        first = httpx2.get(f"{bundled}v1/sources", params={"limit": 2})
        link = first.headers["link"].replace(bundled, "http://inner.example/")
        route.fulfill(json=first.json(), headers={"Link": link})

    page = open_page(bundled)
    page.context.route("**/v1/sources*", listed)
    page.get_by_role("button", name="Sources").click()

    expect(page.locator("#sources-list > li")).to_have_count(5)
