"""Pictures of a report for the documentation: `python -m tests.eval.pictures REPORT`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.page.conftest import CHROMIUM_OPTIONS

FIGURES = Path(__file__).parents[2] / "docs" / "figures"


def main(report: Path) -> None:
    """The plots on a wide screen, and a question found by a search on a phone."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        wide = browser.new_page(viewport={"width": 1100, "height": 860})
        wide.goto(report.absolute().as_uri())
        wide.locator(".plots").screenshot(path=FIGURES / "report.png")
        phone = browser.new_page(viewport={"width": 390, "height": 760}, color_scheme="dark")
        phone.goto(report.absolute().as_uri())
        phone.get_by_label("Search").fill("founded")
        phone.locator(".question:visible > summary").first.click()
        phone.locator("#filters").scroll_into_view_if_needed()
        phone.evaluate("document.querySelector('#filters').scrollIntoView()")
        phone.screenshot(path=FIGURES / "report-phone.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
