"""GET /docs: the interactive page, from files of this installation only.

FastAPI's own page loads its script from a content delivery network, which fails offline and tells
someone else that the page was opened. The package `fastapi-offline` carries the same files.
"""

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)

assets = StaticFiles(packages=[("fastapi_offline", "static")])

# Lets the browser refuse what this page should never do: ask another host for anything.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'"
)


@router.head("/docs")
@router.get("/docs")
def show_docs() -> HTMLResponse:
    """Every route, with examples that can be run in place."""
    page = get_swagger_ui_html(
        title="corpus-qa",
        openapi_url="openapi.json",  # relative, so that a proxy may serve it under a prefix
        swagger_js_url="docs/assets/swagger-ui-bundle.js",
        swagger_css_url="docs/assets/swagger-ui.css",
        swagger_favicon_url="data:,",
        swagger_ui_parameters={
            "validatorUrl": None,  # else a badge may send the address of this service away
            "tryItOutEnabled": True,
            "displayRequestDuration": True,
            "defaultModelsExpandDepth": 0,
        },
    )
    page.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return page
