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
from uvphoto.app.web.rendering import LANGUAGE_COOKIE, THEME_COOKIE, THEMES
from uvphoto.conversion.weights_store import WeightsStore

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        # WebAssembly has to be allowed by name; a worker obeys the policy that comes with its own file.
        "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
        "connect-src 'self'; style-src 'self'; img-src 'self'; manifest-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        # Together they isolate the page, without which browsers give no memory that threads could share.
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-cache",  # kept, but asked after: the tag answers
    }
)
_PAGE = "page.html"
_OPENING = b'<html lang="">'

router = APIRouter(prefix="/on-device", include_in_schema=False)


@cache
def given_files() -> Mapping[str, Asset]:
    """Return what browsers are given, by name: the page and its files, the manifest, and the bundled weights.

    Raises:
        WeightsError: this installation came without weights, or they do not run in a browser.

    """
    weights = WeightsStore.of_user().find()
    manifest = json.dumps(build_manifest(weights), ensure_ascii=False).encode()
    return {
        **static_assets(),
        "manifest.json": Asset(manifest, "application/json"),
        WEIGHTS_FILE: Asset(weights.data, "application/octet-stream"),
    }


Files = Annotated[Mapping[str, Asset], Depends(given_files)]


@router.get("")
def show_ondevice(request: Request, files: Files) -> Response:
    """Show the page that converts photos in the browser, in the language and theme that were chosen."""
    page = files[_PAGE]
    language, theme = request.cookies.get(LANGUAGE_COOKIE, ""), request.cookies.get(THEME_COOKIE, "")
    chosen = (
        f'<html lang="{language if language in LANGUAGES else ""}" data-theme="{theme if theme in THEMES else ""}">'
    )
    return _answer(request, replace(page, content=page.content.replace(_OPENING, chosen.encode(), 1)))


@router.get("/files/{name:path}")
def send_ondevice_file(request: Request, name: str, files: Files) -> Response:
    """Send a file of the page; the names are those of a table in memory, so that no path ever reaches the disk."""
    return _answer(request, files[name]) if name in files else Response(status_code=404)


def _answer(request: Request, asset: Asset) -> Response:
    headers = {**HEADERS, "ETag": asset.tag}
    if asset.is_packed:
        headers["Content-Encoding"] = "gzip"
    if request.headers.get("if-none-match") == asset.tag:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, headers=headers, media_type=asset.media_type)
