"""A real browser on the real service."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from api.main import create_app
from qa.pipeline import Pipeline
from tests.api.conftest import served as served_app
from tests.conftest import MakePipeline

PATIENCE_MS = 30_000  # a busy machine is no failure
expect.set_options(timeout=PATIENCE_MS)

CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage"]  # root, and small /dev/shm

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium, the one that the system has.

    For one module at a time: while Playwright runs, this thread has a running event loop, and
    tests that start one of their own would fail.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium on this machine: the page is not tested in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@contextmanager
def served(pipeline: Pipeline) -> Iterator[str]:
    """The address of the page over that pipeline, while the block runs."""
    with served_app(create_app(pipeline)) as address:
        yield f"{address}/"


@pytest.fixture(scope="session")
def bundled(pipeline: Pipeline) -> Iterator[str]:
    """The address of the service over the bundled articles."""
    with served(pipeline) as address:
        yield address


@pytest.fixture
def serve_files(make_pipeline: MakePipeline) -> Iterator[Callable[[dict[str, str]], str]]:
    """The address of a service over files given as {name: text}."""
    running = []

    def serve(files: dict[str, str]) -> str:
        context = served(make_pipeline(files))
        address = context.__enter__()
        running.append(context)
        return address

    yield serve
    for context in running:
        context.__exit__(None, None, None)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """A page at an address; an error in its scripts or against its policy fails the test."""
    errors: list[str] = []
    contexts = []

    def open_at(address: str, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if _is_fault(line) else None)
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert [] == errors


def _is_fault(line: ConsoleMessage) -> bool:
    """Whether the page did something wrong; a refused request is the service's answer."""
    return line.type == "error" and not line.text.startswith("Failed to load resource")
