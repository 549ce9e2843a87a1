"""An answer that arrives piece by piece: what is shown meanwhile, stopping it, and losing it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from api.main import create_app
from qa.pipeline import Pipeline, open_pipeline
from tests.api.conftest import served
from tests.chat_endpoint import ChatEndpoint, Exchange, Script, numbered
from tests.conftest import MakePipeline
from tests.page.conftest import OpenPage
from tests.page.test_access import problems
from tests.page.test_asking import QUESTION, asked

WORDS = "wrongly matched 28 members of Congress"
SENTENCE = "The ACLU test wrongly matched 28 members of Congress."
ServeModel = Callable[..., str]


@pytest.fixture
def serve_model(pipeline: Pipeline) -> Iterator[ServeModel]:
    """The address of a service whose language model follows a script."""
    with ExitStack() as stack:

        def build(script: Script, over: Pipeline = pipeline) -> str:
            endpoint = stack.enter_context(ChatEndpoint(script))
            fields: dict[str, object] = {
                "llm_model": "small",
                "openai_base_url": endpoint.address,
                "endpoint_silence_seconds": 120.0,  # longer than a page is waited for
            }
            settings = over.settings.model_copy(update=fields)
            opened = stack.enter_context(open_pipeline(settings))
            return stack.enter_context(served(create_app(opened))) + "/"

        yield build


def one_line(exchange: Exchange, sentence: str = SENTENCE, words: str = WORDS) -> None:
    """The first line of a reply, which is proven while the rest is still to come."""
    exchange.opens()
    line = f'{sentence} [{numbered(exchange.prompt, words)}] "{words}"\n'
    exchange.sends({"choices": [{"delta": {"content": line}}]})


def one_line_then_nothing(exchange: Exchange) -> None:
    """A model that falls silent after its first line."""
    one_line(exchange)
    exchange.waits()


def begun(page: Page) -> Page:
    """The page while the answer is on its way, its first sentence shown."""
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_label("Question").press("Enter")
    expect(page.locator(".claim")).to_contain_text(SENTENCE)
    return page


def test_a_sentence_is_shown_before_the_answer_is_whole(
    serve_model: ServeModel, open_page: OpenPage
) -> None:
    """With the files being read, and a citation that can be followed already."""
    page = begun(open_page(serve_model(one_line_then_nothing)))
    expect(page.locator(".progress")).to_contain_text("Reading ")
    page.get_by_role("button", name="Citation 1").click()

    expect(page.locator("mark")).to_contain_text(WORDS)
    assert 0 == page.locator(".state").count()


def test_the_whole_answer_takes_the_place_of_its_pieces(
    serve_model: ServeModel, open_page: OpenPage
) -> None:
    """No sentence stands there twice, and nothing says that more is to come."""

    def write(exchange: Exchange) -> None:
        number = numbered(exchange.prompt, WORDS)
        exchange.says(f'{SENTENCE} [{number}] "{WORDS}"')

    page = asked(open_page(serve_model(write)), QUESTION)

    expect(page.locator(".claim")).to_have_count(1)
    expect(page.locator(".progress")).to_have_count(0)


@pytest.mark.parametrize("key", ["Escape", "Stop"])
def test_it_can_be_stopped(serve_model: ServeModel, open_page: OpenPage, key: str) -> None:
    """By key or button: what was proven stays, the service stops, and asking goes on."""
    has_stopped = Event()

    def write(exchange: Exchange) -> None:
        one_line(exchange)
        try:
            exchange.goes_on(": still thinking\n\n")
        except OSError:
            has_stopped.set()
            raise

    page = begun(open_page(serve_model(write)))
    if key == "Stop":
        page.get_by_role("button", name="Stop").click()
    else:
        page.keyboard.press(key)

    expect(page.locator(".turn")).to_contain_text("Stopped.")
    expect(page.locator(".claim")).to_contain_text(SENTENCE)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.get_by_label("Question")).to_be_focused()
    assert has_stopped.wait(60)


def test_a_stream_that_breaks_off_can_be_asked_again(bundled: str, open_page: OpenPage) -> None:
    """What came stays, a message says that it is not all, and one button asks once more."""
    page = open_page(bundled)
    pieces = 'event: sources\ndata: {"sources": []}\n\nevent: claim\ndata: {"cla'
    page.context.route(
        "**/ask",
        lambda route: route.fulfill(status=200, content_type="text/event-stream", body=pieces),
    )
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_label("Question").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("broke off")
    page.context.unroute("**/ask")
    page.get_by_role("button", name="Ask again").press("Enter")

    expect(page.locator(".short")).to_have_text("28")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(1)


def test_a_failure_within_the_stream_is_told(bundled: str, open_page: OpenPage) -> None:
    """The service's own words, with what to do."""
    page = open_page(bundled)
    error = '{"error": {"code": "x", "message": "The disk is full.", "hint": "Make room."}}'
    body = f"event: error\ndata: {error}\n\n"
    page.context.route(
        "**/ask",
        lambda route: route.fulfill(status=200, content_type="text/event-stream", body=body),
    )
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_label("Question").press("Enter")

    expect(page.get_by_role("alert")).to_have_text("The disk is full.")
    expect(page.locator(".turn")).to_contain_text("Make room.")


def test_markup_in_a_streamed_sentence_is_text(
    serve_model: ServeModel, open_page: OpenPage, make_pipeline: MakePipeline
) -> None:
    """What a model writes is no more trusted than the document that it has it from."""
    attack = "<img src=x onerror=\"document.title='taken'\">"
    sentence = f"The lighthouse of Varnholm is 41 metres tall {attack} in all."

    def write(exchange: Exchange) -> None:
        one_line(exchange, sentence, "is 41 metres tall")
        exchange.waits()

    over = make_pipeline({"light.txt": f"Varnholm news\n\n{sentence}\n"})
    page = open_page(serve_model(write, over))
    page.get_by_label("Question").fill("How tall is the lighthouse of Varnholm?")
    page.get_by_label("Question").press("Enter")

    expect(page.locator(".claim")).to_contain_text(attack)
    expect(page.locator(".progress")).to_be_visible()
    assert "Ask your articles" == page.title()
    assert 0 == page.locator("main img").count()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_while_an_answer_arrives(
    serve_model: ServeModel, open_page: OpenPage, theme: str
) -> None:
    """Half an answer passes all rules too."""
    page = begun(open_page(serve_model(one_line_then_nothing), color_scheme=theme))

    assert [] == problems(page)


def test_a_screen_reader_hears_an_answer_once(bundled: str, open_page: OpenPage) -> None:
    """Only the status is live: it says what is being read, then the answer, and no more."""
    page = open_page(bundled)
    page.evaluate(
        """() => { window.heard = []; const status = document.getElementById('status');
        new MutationObserver(() => window.heard.push(status.textContent))
          .observe(status, { childList: true }); }"""
    )
    asked(page, QUESTION)
    heard = page.evaluate("window.heard.filter(Boolean)")

    assert 2 == len(heard)
    assert heard[0].startswith("Reading ")
    assert WORDS in heard[1]
    assert "off" == page.locator("#conversation").get_attribute("aria-live")
