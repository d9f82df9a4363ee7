"""On-device mode: a page that converts photos in the browser. Nothing is ever sent to its routes but requests."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from uvphoto.app.ondevice.assets import Asset, static_assets
from uvphoto.app.ondevice.manifest import WEIGHTS_FILE, build_manifest
from uvphoto.app.pages import LANGUAGES
from uvphoto.app.security.headers import CONTENT_POLICY, content_policy, safe_headers
from uvphoto.app.web.rendering import LANGUAGE_COOKIE, theme_of
from uvphoto.conversion.weights_store import WeightsStore

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        **safe_headers(is_https=False),  # they isolate the page, without which threads of WebAssembly share no memory
        # WebAssembly has to be allowed by name; a worker obeys the policy that comes with its own file.
        CONTENT_POLICY: content_policy(
            default_src="'none'",
            script_src="'self' 'wasm-unsafe-eval'",
            worker_src="'self'",
            connect_src="'self'",
            style_src="'self'",
            img_src="'self'",
            media_src="'none'",
            form_action="'none'",
        ),
        "cache-control": "no-cache",  # kept, but asked after: the tag answers
        "service-worker-allowed": "/on-device",  # of what keeps the page for times without a connection
    }
)
_PAGE, _MANIFEST = "page.html", "manifest.json"
_OPENING = b'<html lang="">'

router = APIRouter(prefix="/on-device", include_in_schema=False)


@cache
def given_files() -> Mapping[str, Asset]:
    """Return what browsers are given, by name: the page and its files, the manifest, and the bundled weights.

    Raises:
        WeightsError: this installation came without weights, or they do not run in a browser.

    """
    weights = WeightsStore.of_user().find()
    files = {**static_assets(), WEIGHTS_FILE: Asset(weights.data, "application/octet-stream")}
    told = build_manifest(weights) | {"files": sorted({*files, _MANIFEST})}
    return files | {_MANIFEST: Asset(json.dumps(told, ensure_ascii=False).encode(), "application/json")}


Files = Annotated[Mapping[str, Asset], Depends(given_files)]


@router.get("")
def show_ondevice(request: Request, files: Files) -> Response:
    """Show the page that converts photos in the browser, in the language and theme that were chosen."""
    page = files[_PAGE]
    language = request.cookies.get(LANGUAGE_COOKIE, "")
    chosen = f'<html lang="{language if language in LANGUAGES else ""}" data-theme="{theme_of(request)}">'
    return _answer(request, replace(page, content=page.content.replace(_OPENING, chosen.encode(), 1)))


@router.get("/files/{name:path}")
def send_ondevice_file(request: Request, name: str, files: Files) -> Response:
    """Send a file of the page; the names are those of a table in memory, so that no path ever reaches the disk."""
    return _answer(request, files[name]) if name in files else Response(status_code=404)


def _answer(request: Request, asset: Asset) -> Response:
    headers = {**HEADERS, "etag": asset.tag}
    if asset.is_packed:
        headers["content-encoding"] = "gzip"
    if request.headers.get("if-none-match") == asset.tag:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, headers=headers, media_type=asset.media_type)
