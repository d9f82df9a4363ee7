"""How much may be sent to the server: little, but where photos come in."""

import re

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALL = 256 * 1024  # bytes of any form without a photo
_ROOM = 64 * 1024  # bytes for what comes with a photo
_UPLOAD = re.compile(r"/people/[0-9a-f]{32}/photos")


class BodyLimits:
    """Refuses bodies that are too large, by what they say and by what they are, before they are read whole."""

    def __init__(self, app: ASGIApp, max_upload_bytes: int) -> None:
        self._small = RequestBodyLimitMiddleware(app, max_body_size=SMALL)
        self._upload = RequestBodyLimitMiddleware(app, max_body_size=max_upload_bytes + _ROOM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        is_upload = scope["type"] == "http" and _UPLOAD.fullmatch(scope["path"]) is not None
        await (self._upload if is_upload else self._small)(scope, receive, send)
