"""An archive with every fault that came to mind: what a researcher's folder holds after ten years."""

import hashlib
import os
import shutil
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from uvphoto.picture import Synthetic, write_colour, write_uv

Picture = NDArray[np.float32]
PATTERN = r"(?:.*/)?(?P<person>[^_/]+)_(?P<visit>[\d-]+)_(?P<view>\w+?)_rgb"


def moved(uv: Picture, right: float = 7.3, down: float = -4.6, turn: float = 1.0) -> Picture:
    """Return a UV photo as a breath later: shifted and turned."""
    matrix = cv2.getRotationMatrix2D((uv.shape[1] / 2, uv.shape[0] / 2), turn, 1.01)
    matrix[:, 2] += right, down
    size = uv.shape[::-1]
    return cv2.warpAffine(uv, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).clip(0, 1)


@dataclass
class Archive:
    """The archive, and what should become of its files.

    Attributes:
        folder: of the archive.
        colour: (H, W, 3), a face.
        uv: (H, W), of the same face.
        taken: files that should be taken.
        left_out: a part of the reason of each that should be left out, by file.

    """

    folder: Path
    colour: Picture
    uv: Picture
    other: Picture
    taken: set[str] = field(default_factory=set)
    left_out: dict[str, str] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """Return where to write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def pair(
        self,
        person: str,
        colour: Picture | None = None,
        uv: Picture | None = None,
        *,
        visit: str = "2024-05-01",
        view: str = "front",
        why: tuple[str, str] | None = None,
        **how: object,
    ) -> tuple[Path, Path]:
        """Write a pair; ``why`` says what should be said of colour and UV photo, None that both should be taken."""
        names = f"{person}_{visit}_{view}_rgb.png", f"{person}_{visit}_{view}_uv.png"
        paths = self.path(names[0]), self.path(names[1])
        write_colour(paths[0], self.own(person, self.colour if colour is None else colour), **how)
        write_uv(paths[1], self.own(person, moved(self.uv) if uv is None else uv), **how)
        self.expect(names, why)
        return paths

    def own(self, person: str, pixels: Picture) -> Picture:
        """Return a photo with a corner of its own: no two photos of an archive are the same byte by byte."""
        own = pixels.copy()
        own[:4, :4] = (zlib.crc32(person.encode()) % 200) / 255
        return own

    def expect(self, names: tuple[str, str], why: tuple[str, str] | None) -> None:
        """Note what should become of a pair."""
        if why is None:
            self.taken |= set(names)
        else:
            self.left_out |= dict(zip(names, why, strict=True))

    def refuse(self, name: str, why: str) -> Path:
        """Return where to write a single file that should be left out."""
        self.left_out[name] = why
        return self.path(name)


PARTNER = "its partner cannot be used"
GOOD = 5  # people with a pair that should be taken


def fill(archive: Archive) -> None:
    """Write every fault that came to mind, and some pairs that are odd but good."""
    for write in (_good, _no_pictures, _damaged, _without_partner, _names, _contents, _faces, _copies):
        write(archive)


def _good(archive: Archive) -> None:
    archive.pair("Anna")
    archive.pair("Béla", bit_depth=16, uv=moved(archive.uv, -9, 6, -2))
    half = cv2.resize(archive.uv, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    archive.pair("Carl", uv=half)
    # Held on its side, as the camera's EXIF data say.
    turned = Image.fromarray(np.rint(255 * np.rot90(archive.colour)).astype(np.uint8))
    exif = Image.Exif()
    exif[274] = 6
    turned.save(archive.path("sub folder/Dora_2024-05-01_front_rgb.jpg"), exif=exif, quality=97)
    write_uv(archive.path("sub folder/Dora_2024-05-01_front_UV.tif"), moved(archive.uv), bit_depth=16)
    archive.expect(("sub folder/Dora_2024-05-01_front_rgb.jpg", "sub folder/Dora_2024-05-01_front_UV.tif"), None)
    # Another ending, capitals and a number without its zero.
    write_colour(archive.path("Emil_2024-05-01_front_rgb.jpeg"), archive.colour)
    write_uv(archive.path("EMIL 2024-5-1 front uv.PNG"), moved(archive.uv))
    archive.expect(("Emil_2024-05-01_front_rgb.jpeg", "EMIL 2024-5-1 front uv.PNG"), None)


def _no_pictures(archive: Archive) -> None:
    ending = "does not end like a picture"
    for name in (".DS_Store", "notes.txt", "Thumbs.db", "old.zip", "Anna.gif"):
        archive.refuse(name, ending).write_bytes(b"whatever")
    archive.refuse("linked", "is a link to a folder").symlink_to(archive.path("sub folder"))
    with open(os.fsencode(archive.folder) + b"/\xff_uv.png", "wb") as file:  # noqa: PTH123 - a Path would not take it
        file.write(b"x")
    archive.left_out["?_uv.png"] = "no valid Unicode"


def _damaged(archive: Archive) -> None:
    def spoil(person: str, why: str, change: Callable[[Path], None], *, side: int = 0) -> None:
        paths = archive.pair(person, why=(why, PARTNER) if side == 0 else (PARTNER, why))
        change(paths[side])

    spoil("Empty", "empty", lambda path: path.write_bytes(b""))
    spoil("Text", "is a text file", lambda path: path.write_text("a letter to the clinic, not a photo at all"))
    spoil("Short", "cut short", lambda path: path.write_bytes(path.read_bytes()[:-5000]), side=1)
    spoil("Head", "cut short", lambda path: path.write_bytes(path.read_bytes()[:20]))
    spoil("Huge", "pixels", _declare_huge)
    spoil("Clear", "transparent", _make_transparent)
    spoil("Gone", "does not exist", _break_link)
    spoil("Pipe", "no ordinary file", _make_pipe, side=1)


def _declare_huge(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[16:24] = struct.pack(">II", 60000, 60000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    path.write_bytes(data)


def _make_transparent(path: Path) -> None:
    with Image.open(path) as picture:
        clear = picture.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    clear.save(path)


def _break_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere.png")


def _make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _without_partner(archive: Archive) -> None:
    write_colour(archive.refuse("Alone_2024-05-01_front_rgb.png", "no partner"), archive.colour)
    write_uv(archive.refuse("Alsolone_2024-05-01_front_uv.png", "no partner"), archive.uv)
    hint = "the most like it is Slpi_2024-05-01_front_uv.png"
    write_colour(archive.refuse("Slip_2024-05-01_front_rgb.png", hint), archive.colour)
    write_uv(archive.refuse("Slpi_2024-05-01_front_uv.png", "the most like it is Slip_"), archive.uv)
    write_colour(archive.refuse("Twice_2024-05-01_front_rgb.png", "same name"), archive.colour)
    write_colour(archive.refuse("Twice_2024-05-01_front_rgb.jpg", "same name"), archive.colour)
    write_uv(archive.refuse("Twice_2024-05-01_front_uv.png", "several possible partners"), archive.uv)
    write_uv(archive.refuse("Both_2024-05-01_front_rgb_uv.png", "both a colour and a UV photo"), archive.uv)


def _names(archive: Archive) -> None:
    both = "does not fit the pattern", "does not fit the pattern"
    write_colour(archive.path("IMG0012 rgb.png"), archive.colour)
    write_uv(archive.path("IMG0012 uv.png"), archive.uv)
    archive.expect(("IMG0012 rgb.png", "IMG0012 uv.png"), both)
    archive.pair("Date", visit="2024-13-45", why=("no date", "no date"))
    archive.pair("View", view="behind", why=("is none of: front", "is none of: front"))
    archive.pair("Late", why=("not taken at once", "not taken at once"))
    for name, day in (("rgb", 1), ("uv", 9)):
        path = archive.path(f"Late_2024-05-01_front_{name}.png")
        pixels, write = (archive.colour, write_colour) if name == "rgb" else (archive.uv, write_uv)
        write(path, pixels, taken=datetime(2024, 5, day, 9, 30))  # noqa: DTZ001 - EXIF dates have no zone


def _contents(archive: Archive) -> None:
    colour, uv = archive.colour, archive.uv
    grey = np.repeat(uv[..., None], 3, axis=2)
    archive.pair("Grey", colour=grey, why=("is grey", PARTNER))
    (_, path) = archive.pair("Coloured", why=(PARTNER, "is a colour picture"))
    write_colour(path, 0.95 * colour)
    (first, second) = archive.pair("Swapped", why=("seem to be swapped", PARTNER))
    write_colour(second, 0.97 * colour)
    write_uv(first, moved(uv, 2, 2))
    archive.pair("Black", uv=np.zeros_like(uv), why=(PARTNER, "shows nothing"))
    archive.pair("Copy", uv=np.ascontiguousarray(colour[..., 1]), why=(PARTNER, "grey copy"))
    archive.pair("Negative", uv=1 - moved(uv), why=(PARTNER, "negative"))
    archive.pair("Blurred", uv=cv2.GaussianBlur(moved(uv), (0, 0), 9), why=(PARTNER, "is blurred by"))
    archive.pair("Bright", uv=(4 * moved(uv)).clip(0, 1), why=(PARTNER, "without detail"))
    archive.pair("Computed", synthetic=Synthetic.CONVERTED, why=("a computer made it", "a computer made it"))
    said = "cannot be laid on each other"
    archive.pair("Stranger", uv=moved(archive.other), why=(said, said))
    archive.pair("Mirrored", uv=np.ascontiguousarray(uv[:, ::-1]), why=(PARTNER, "is mirrored"))


def _faces(archive: Archive) -> None:
    colour = archive.colour
    rng = np.random.default_rng(0)
    wall = cv2.GaussianBlur(rng.random(colour.shape).astype(np.float32), (0, 0), 4)
    archive.pair("Wall", colour=wall, why=("no face", PARTNER))
    small = cv2.resize(colour, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    archive.pair("Small", colour=small, why=("pixels between the pupils", PARTNER))
    archive.pair("Dark", colour=(0.12 * colour).astype(np.float32), why=("no face", PARTNER))
    archive.pair("Soft", colour=cv2.GaussianBlur(colour, (0, 0), 5), why=("blurred", PARTNER))
    green = (colour * np.float32([0.55, 1, 0.6])).astype(np.float32)
    archive.pair("Green", colour=green, why=("leans to green", PARTNER))


def _copies(archive: Archive) -> None:
    for kind in ("rgb", "uv"):
        first = f"Xaver_2024-05-01_front_{kind}.png"
        second = f"Yves_2024-05-01_front_{kind}.png"
        same = "byte by byte"
        (write_colour if kind == "rgb" else write_uv)(
            archive.refuse(first, same), 0.98 * (archive.colour if kind == "rgb" else moved(archive.uv, 3, 3, 0.4))
        )
        shutil.copy(archive.path(first), archive.refuse(second, same))
        copy = f"backup/Anna_2024-05-01_front_{kind}.png"
        shutil.copy(archive.path(f"Anna_2024-05-01_front_{kind}.png"), archive.path(copy))
        archive.left_out[f"backup/Anna_2024-05-01_front_{kind}.png"] = same
    for folder in ("one", "two"):
        for kind, value in (("rgb", 0.9), ("uv", 0.8)):
            path = archive.refuse(f"{folder}/Zoe_2024-05-01_front_{kind}.png", "same person, visit, view and device")
            factor = value if folder == "one" else value - 0.05
            (write_colour if kind == "rgb" else write_uv)(
                path, np.float32(factor) * (archive.colour if kind == "rgb" else archive.uv)
            )


def tree(folder: Path) -> dict[str, object]:
    """Return every entry below a folder, with the content, the size and the time of ordinary files."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        state = path.lstat()
        is_file = path.is_file() and not path.is_symlink()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if is_file else None
        found[str(path.relative_to(folder))] = (state.st_mode, state.st_size, state.st_mtime_ns, content)
    return found
