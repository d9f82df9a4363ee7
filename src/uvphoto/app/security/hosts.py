"""By which names browsers may call this server: pages of others that point their own name here get nothing."""

import ipaddress
import socket
from collections.abc import Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_ALWAYS = ("localhost",)


class KnownHosts:
    """Refuses requests that call the server by a name that is not its own (DNS rebinding).

    An address needs no name, and nobody can point an address elsewhere.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        """Take the names of this server; ``localhost`` and the machine's own need not be among them."""
        self._app = app
        self._names = {name.casefold() for name in (*_ALWAYS, socket.gethostname(), *names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] == "http" and not self._is_ours(_hosts(scope)):
            refusal = PlainTextResponse("This server is not called by that name.", status_code=421)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        name = _without_port(hosts[0])
        return name.casefold() in self._names or _is_address(name)


def _hosts(scope: Scope) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, _, port = host.partition(":")
    return name if port == "" or (port.isascii() and port.isdigit()) else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
