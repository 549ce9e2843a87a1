"""Nothing in a document, a file name or a question is ever markup."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.page.conftest import OpenPage
from tests.page.test_asking import asked

ATTACKS = [
    "<img src=x onerror=\"document.title='taken'\">",
    "<script>document.title='taken'</script>",
    "</textarea><svg onload=\"document.title='taken'\">",
    "<a href=\"javascript:document.title='taken'\">here</a>",
    "[click](javascript:document.title='taken')",
    "{{constructor.constructor('document.title=1')()}}",
]

ServeFiles = Callable[[dict[str, str]], str]


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_a_document_is_text(
    serve_files: ServeFiles, open_page: OpenPage, attack: str
) -> None:
    """It is shown as it stands in the file, in the answer and in the file view."""
    sentence = f"The lighthouse of Varnholm is 41 metres tall {attack} according to the harbour."
    address = serve_files({"light.txt": f"{attack} Varnholm news\n\n{sentence}\n"})
    page = asked(open_page(address), "How tall is the lighthouse of Varnholm?")
    page.locator(".place").first.click()

    expect(page.locator("#source-text")).to_contain_text(attack)
    assert "Ask your articles" == page.title()
    assert 0 == page.locator("main img, main svg, main a, aside img, aside svg, aside a").count()


def test_markup_in_a_file_name_is_text(serve_files: ServeFiles, open_page: OpenPage) -> None:
    """The list of sources shows the name as it is."""
    name = "<img src=x onerror=alert(1)>.txt"
    page = open_page(serve_files({name: "Nothing happened in Varnholm on Monday.\n"}))
    page.get_by_role("button", name="Sources").click()

    expect(page.locator("#sources-list")).to_contain_text(name)
    assert 0 == page.locator("#sources-list img").count()


def test_markup_in_a_question_is_text(bundled: str, open_page: OpenPage) -> None:
    """The question is shown as it was typed."""
    question = "Who is <b onmouseover=alert(1)>Evan Greer</b>?"
    page = asked(open_page(bundled), question)

    expect(page.locator(".turn h2")).to_have_text(question)


def test_characters_that_reorder_text_are_shown(
    serve_files: ServeFiles, open_page: OpenPage
) -> None:
    """A right-to-left override cannot make a quote read as another one."""
    files = {"pier.txt": "The pier of Varnholm cost \u202e004\u202c crowns in 1910.\n"}
    page = asked(open_page(serve_files(files)), "How much did the pier of Varnholm cost?")
    page.locator(".place").first.click()

    expect(page.locator("mark, #source-text").first).to_contain_text("⟨U+202E⟩")


def test_characters_that_scripts_need_are_left_alone(
    serve_files: ServeFiles, open_page: OpenPage
) -> None:
    """Joiners of Persian and of emoji, soft hyphens: the quote is the text of the file."""
    persian, emoji = "\u0645\u06cc\u200c\u0631\u0648\u062f", "\U0001f469\u200d\U0001f467"
    sentence = f"The ferry of Varn\u00adholm, {persian}, carries 9 {emoji}."
    page = asked(
        open_page(serve_files({"a.txt": f"{sentence}\n"})), "How many does the ferry carry?"
    )

    expect(page.locator(".claim")).to_contain_text(sentence)


def test_offsets_count_code_points(serve_files: ServeFiles, open_page: OpenPage) -> None:
    """Emoji and a byte order mark before a sentence do not shift its highlight."""
    sentence = "The ferry to Varnholm carries 120 passengers."
    files = {"ferry.txt": f"\ufeff🚢🚢🚢 Ferries 👩‍👩‍👧\n\n{sentence}\n"}
    page = asked(open_page(serve_files(files)), "How many passengers does the ferry carry?")
    page.locator(".place").first.click()

    expect(page.locator("mark")).to_have_text(sentence)


def test_the_browser_refuses_inline_scripts(bundled: str, open_page: OpenPage) -> None:
    """The policy stands behind the escaping."""
    policy = open_page(bundled).request.get(bundled).headers["content-security-policy"]

    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
