"""What every answer tells the browser: load nothing from elsewhere, show this in no frame, keep no copy."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = "content-security-policy"
_SOURCES = {
    "default-src": "'self'",
    "img-src": "'self' blob:",
    "media-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",  # with the one above, threads of WebAssembly are allowed
    "cross-origin-resource-policy": "same-origin",
}


def content_policy(**more: str) -> str:
    """Return a Content-Security-Policy, with other sources where they are named.

    Args:
        more: by directive, underscores for hyphens: ``script_src="'self' 'wasm-unsafe-eval'"``.

    """
    sources = _SOURCES | {name.replace("_", "-"): value for name, value in more.items()}
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def safe_headers(*, is_https: bool) -> dict[str, str]:
    """Return the headers of every answer that brings none of its own."""
    usual = {CONTENT_POLICY: content_policy(), "cache-control": "no-store"}
    return _FIXED | usual | ({"strict-transport-security": "max-age=31536000"} if is_https else {})


class SafeHeaders:
    """Adds the headers; an answer may bring a Content-Security-Policy and a Cache-Control of its own."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._headers = safe_headers(is_https=is_https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
