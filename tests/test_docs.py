"""What the docs say of settings, decisions and files is true."""

import re
from pathlib import Path

import pytest

from qa.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("training/*.md")])


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    """Name, default and description stand in one row of docs/settings.md."""
    field = Settings.model_fields[name]
    variable = name.upper() if name.startswith("openai") else f"QA_{name.upper()}"
    default = "unset" if field.default is None else f"`{field.default}`"

    rows = (ROOT / "docs/settings.md").read_text(encoding="utf-8").splitlines()

    [row] = [row for row in rows if row.startswith(f"| `{variable}`")]
    assert f"| {default} | {field.description} |" in row


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_files_lead_somewhere(page: Path) -> None:
    """Relative links of a page name files that exist."""
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_decisions_are_numbered_without_gaps() -> None:
    """ADRs count from one."""
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/adr").glob("*.md"))]

    assert list(range(1, len(numbers) + 1)) == numbers
