"""Asking on the page: the answer, its proof, and what stands where there is none."""

from playwright.sync_api import Page, expect

from qa.pipeline import Pipeline
from tests.page.conftest import OpenPage

QUESTION = "How many members of Congress were mismatched?"


def asked(page: Page, question: str) -> Page:
    """The page once the question has its answer."""
    page.get_by_label("Question").fill(question)
    page.get_by_label("Question").press("Enter")
    expect(page.locator(".turn").last.locator(".state")).to_be_visible()
    return page


def test_an_answer_shows_the_exact_words_first(bundled: str, open_page: OpenPage) -> None:
    """The short answer stands above the sentences."""
    page = asked(open_page(bundled), QUESTION)

    expect(page.locator(".short")).to_have_text("28")
    expect(page.locator(".claim")).to_contain_text(["28 members of Congress"])


def test_a_citation_opens_its_place_in_the_file(bundled: str, open_page: OpenPage) -> None:
    """The sentence is highlighted, seen, and named with file and line."""
    page = asked(open_page(bundled), QUESTION)
    page.get_by_role("button", name="Citation 1").first.click()

    expect(page.locator("mark")).to_contain_text("wrongly matched 28 members of Congress")
    expect(page.locator("mark")).to_be_in_viewport()
    expect(page.locator("#source-about")).to_contain_text("002_moratorium-broadcast-news.txt:17")


def test_escape_closes_the_file_and_goes_back(bundled: str, open_page: OpenPage) -> None:
    """A keyboard user is where they were."""
    page = asked(open_page(bundled), QUESTION)
    marker = page.get_by_role("button", name="Citation 1").first
    marker.press("Enter")
    expect(page.locator("mark")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#source")).to_be_hidden()
    expect(marker).to_be_focused()


def test_a_question_without_an_answer_says_why(bundled: str, open_page: OpenPage) -> None:
    """The reason and the nearest places stand instead of an answer."""
    page = asked(open_page(bundled), "What is the capital of Mongolia?")

    expect(page.locator(".state")).to_have_text("No answer")
    assert 0 == page.locator(".short").count()


def test_the_sources_are_listed_and_can_be_read(bundled: str, open_page: OpenPage) -> None:
    """The list filters, and a file opens from it."""
    page = open_page(bundled)
    page.get_by_role("button", name="Sources").click()
    expect(page.locator("#sources-list > li")).to_have_count(5)
    page.get_by_label("Filter").fill("opinion")
    expect(page.locator("#sources-list > li")).to_have_count(1)
    page.locator("#sources-list button").click()

    expect(page.locator("#source-text")).to_contain_text("IBM")


def test_shift_enter_starts_a_new_line(bundled: str, open_page: OpenPage) -> None:
    """Only Enter alone asks."""
    page = open_page(bundled)
    page.get_by_label("Question").press_sequentially("one")
    page.get_by_label("Question").press("Shift+Enter")
    page.get_by_label("Question").press_sequentially("two")

    expect(page.get_by_label("Question")).to_have_value("one\ntwo")
    assert 0 == page.locator(".turn").count()


def test_a_follow_up_shows_how_it_was_understood(bundled: str, open_page: OpenPage) -> None:
    """'When?' leans on the question before it."""
    page = asked(open_page(bundled), "Who sent a letter to Congress?")
    asked(page, "When?")

    expect(page.locator(".turn").last.locator(".asked-as")).to_contain_text("Asked as: When")
    expect(page.locator(".turn").last.locator("h2")).to_have_text("When?")


def test_a_new_conversation_is_empty(bundled: str, open_page: OpenPage) -> None:
    """Earlier turns go."""
    page = asked(open_page(bundled), QUESTION)
    page.get_by_role("button", name="New conversation").click()

    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_label("Question")).to_be_focused()


def test_an_answer_never_came_says_what_to_do(bundled: str, open_page: OpenPage) -> None:
    """A service that went away is told apart from an answer."""
    page = open_page(bundled)
    page.context.route("**/v1/sessions", lambda route: route.fulfill(status=503, body="busy"))
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("503")


def test_an_answer_can_be_called_wrong_and_put_right(
    pipeline: Pipeline, bundled: str, open_page: OpenPage
) -> None:
    """By keyboard alone; what was said is with the receipt."""
    page = asked(open_page(bundled), QUESTION)
    page.get_by_role("button", name="Wrong").press("Enter")
    expect(page.get_by_label("The right answer, in short")).to_be_focused()
    page.keyboard.type("29")
    with page.expect_request("**/feedback") as sent:
        page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("The right answer, in short")).to_be_hidden()
    said = pipeline.receipts.find(sent.value.url.split("/")[-2]).feedback
    assert said
    assert ("bad", "29") == (said.rating, said.expected)


def test_feedback_that_is_not_kept_says_so(bundled: str, open_page: OpenPage) -> None:
    """The buttons stay as they were."""
    page = asked(open_page(bundled), QUESTION)
    page.context.route("**/feedback", lambda route: route.fulfill(status=503, body="busy"))
    page.get_by_role("button", name="Right").click()

    expect(page.locator(".feedback").get_by_role("status")).to_contain_text("503")
    expect(page.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "false")
