"""Help pages: commands in sections, examples that keep their lines, options said once."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


def folder(text: str) -> Path:
    """The folder of that name; an empty one, as an unset shell variable gives, is no folder.

    Raises:
        typer.BadParameter: the name is empty.
    """
    if not text:
        raise typer.BadParameter("the name of the folder is empty; . is the current folder.")
    return Path(text)


DataDirectory = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        parser=folder,
        help="Where the index lives: QA_DATA_DIR, or .qa here. One folder of articles each.",
        show_default=False,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON for programs; errors too.", show_default=False)
]
PassageCount = Annotated[
    int | None,
    typer.Option(
        "-k",
        "--top-k",
        min=1,
        max=100,
        metavar="N",
        help="How many passages: QA_TOP_K, or 8.",
        show_default=False,
    ),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="Ask as if it were this day (2020-12-31): later sources are left out.",
        show_default=False,
    ),
]
FromSources = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="PATTERN",
        help="Only sources whose id fits, as 'notes/*'; several times: one of them.",
        show_default=False,
    ),
]
WithTags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        metavar="TAG",
        help="Only sources with this tag; several times: one of them.",
        show_default=False,
    ),
]

SECTIONS = {
    "Get started": ("ingest", "ask", "serve"),
    "Look closer": ("chat", "search", "sources", "show", "feedback", "sessions"),
    "Let others in": ("mcp", "keys"),
    "Keep it right": ("doctor", "config", "eval"),
    "Keep it": ("compact", "export", "import"),
}


def examples(*lines: str) -> str:
    """The end of a help page: `lines` as they are, under a heading; an empty one parts paragraphs.

    `\\b` is typer's mark for a paragraph that must not be wrapped.
    """
    paragraphs = "\n".join(["Examples:", *(f"  {line}" if line else "" for line in lines)])
    return "\b\n" + paragraphs.replace("\n\n", "\n\n\b\n")


class SectionedGroup(TyperGroup):
    """A group whose help lists its commands by what a person wants to do."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # typer's
        """Write one list of commands for each section."""
        widest = max(map(len, self.commands))
        for title, names in SECTIONS.items():
            rows = [
                (name.ljust(widest), self.commands[name].get_short_help_str(formatter.width))
                for name in names
            ]
            with formatter.section(title):
                formatter.write_dl(rows)
