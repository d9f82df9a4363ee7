"""What lets a browser install the app: its manifest, its service worker, and the page that stands in for no server.

None of it asks who comes, and none of it holds anything of anybody.
"""

import json

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from uvphoto.app.core import core_of
from uvphoto.app.web.rendering import language_of, theme_of

router = APIRouter(include_in_schema=False)

_ASK_AGAIN = {"cache-control": "no-cache"}


@router.get("/manifest.webmanifest")
def show_manifest(request: Request) -> Response:
    """Describe the app to the browser that installs it."""
    core, language = core_of(request), language_of(request)
    text = core.pages.html(language, "manifest.webmanifest", {"language": language})
    return Response(json.dumps(json.loads(text), ensure_ascii=False), media_type="application/manifest+json",
                    headers=_ASK_AGAIN)  # fmt: skip


@router.get("/service-worker.js")
def show_service_worker(request: Request) -> Response:
    """Send what keeps static files at hand; its text changes with them, by which browsers notice a new version."""
    text = core_of(request).pages.html("en", "service-worker.js", {})
    return Response(text, media_type="text/javascript", headers=_ASK_AGAIN)


@router.get("/offline")
def show_offline(request: Request) -> Response:
    """Show what is shown later, when the server does not answer."""
    language = language_of(request)
    values: dict[str, object] = {"language": language, "theme": theme_of(request)}
    return HTMLResponse(core_of(request).pages.html(language, "offline.html", values), headers=_ASK_AGAIN)
