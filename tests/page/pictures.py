"""Pictures of the page for the documentation: `python -m tests.page.pictures`."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from qa.pipeline import open_pipeline
from qa.settings import Settings
from tests.conftest import CORPUS
from tests.page.conftest import CHROMIUM_OPTIONS, served
from tests.page.test_asking import QUESTION, asked

FIGURES = Path(__file__).parents[2] / "docs" / "figures"
SCREENS = {"page": (1280, 720, "light"), "page-phone": (360, 740, "dark")}


def take_pictures(browser: Browser, address: str, folder: Path) -> None:
    """An answer beside its file on a wide screen, and an answer on a phone, as PNG."""
    for name, (width, height, theme) in SCREENS.items():
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, color_scheme=theme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(address)
        asked(page, QUESTION)
        if width > height:
            page.get_by_role("button", name="Citation 1").first.click()
            expect(page.locator("mark")).to_be_visible()
        page.screenshot(path=folder / f"{name}.png")
        context.close()


def main() -> None:
    """Take the pictures anew."""
    with (
        tempfile.TemporaryDirectory() as data_dir,
        open_pipeline(Settings(data_dir=Path(data_dir) / "data")) as pipeline,
        sync_playwright() as playwright,
    ):
        pipeline.sync(CORPUS)
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        with served(pipeline) as address:
            take_pictures(browser, address, FIGURES)


if __name__ == "__main__":
    main()
