"""The files of on-device mode, in memory: what they are, under which name, and a tag by which a browser knows them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
_PACKED = ".gz"
_SHARED = ("app.css", "icon.svg")  # with the other pages of the app


@dataclass(frozen=True)
class Asset:
    """A file that is given to browsers.

    Attributes:
        content: its bytes, as they are sent.
        media_type: what it is.
        is_packed: they are packed by gzip, which every browser unpacks itself.

    """

    content: bytes = field(repr=False)
    media_type: str
    is_packed: bool = False

    @cached_property
    def tag(self) -> str:
        """The entity tag (RFC 9110, 8.8.3): another content has another."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


def static_assets() -> Mapping[str, Asset]:
    """Return the files of the page by their paths below ``static/ondevice``; a packed one by its unpacked name."""
    static = resources.files("uvphoto.app") / "static"
    shared = [asset for name in _SHARED for asset in _read(static / name, name)]
    return dict(shared + _walk(static / "ondevice", ""))


def _walk(folder: Traversable, path: str) -> list[tuple[str, Asset]]:
    found: list[tuple[str, Asset]] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{path}{entry.name}"
        found += _walk(entry, f"{name}/") if entry.is_dir() else _read(entry, name)
    return found


def _read(file: Traversable, name: str) -> list[tuple[str, Asset]]:
    """Return a file and its name; a licence, which nobody asks for by its address, has no ending and is left out."""
    unpacked = name.removesuffix(_PACKED)
    media_type = _TYPES.get(f".{unpacked.rpartition('.')[2]}")
    return [] if media_type is None else [(unpacked, Asset(file.read_bytes(), media_type, unpacked != name))]
