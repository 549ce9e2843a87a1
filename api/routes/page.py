"""GET /: the web page, from files of this installation only."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

FOLDER = Path(__file__).parent.parent / "page"

router = APIRouter(include_in_schema=False)

assets = StaticFiles(directory=FOLDER)

# No inline script and no other host: text of a document that became markup could still do nothing.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@router.head("/")
@router.get("/")
def show_page() -> FileResponse:
    """Ask in a browser, and see each citation in its file."""
    return FileResponse(
        FOLDER / "index.html",
        headers={
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",  # the page and its scripts change together
        },
    )
