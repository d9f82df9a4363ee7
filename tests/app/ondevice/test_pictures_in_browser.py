"""Pictures as the browser decodes them, against the way this machine's program reads the same files."""

import base64
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from uvphoto.picture import read_colour
from uvphoto.picture.colour import adobe_rgb_profile, display_p3_profile, srgb_profile

LIMITS = {"most_pixels": 1_000_000, "most_bytes": 10_000_000}
DECODE = """await it.decode(
    new Blob([Uint8Array.from(atob(values.data), (letter) => letter.charCodeAt(0))]), values.limits
).then(
    ({ photo, notes }) => ({
        ...photo, notes, pixels: btoa(Array.from(photo.pixels, (b) => String.fromCharCode(b)).join('')),
    }),
    (error) => ({ refused: error.code, values: error.values, detail: String(error) }),
)"""

Decoded = Callable[..., dict[str, Any]]
Reading = Callable[[bytes, str], tuple[dict[str, Any], NDArray[np.float32]]]


@pytest.fixture(scope="module")
def decoded(call: Callable[..., Any]) -> Decoded:
    """Return what decodes the bytes of a file in the browser."""

    def decoded(data: bytes, **limits: int) -> dict[str, Any]:
        text = base64.b64encode(data).decode()
        return call("picture/decode.js", DECODE, data=text, limits=LIMITS | limits)

    return decoded


@pytest.fixture(scope="module")
def face() -> NDArray[np.uint8]:
    """Return a real photo, (H, W, 3), with sides of their own."""
    return skimage.data.astronaut()[:180, 130:331]


def saved(pixels: NDArray[Any], kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def pixels_of(answer: dict[str, Any]) -> NDArray[np.uint8]:
    assert "refused" not in answer, answer
    rgba = np.frombuffer(base64.b64decode(answer["pixels"]), np.uint8)
    return rgba.reshape(answer["height"], answer["width"], 4)[..., :3]


@pytest.fixture
def reading(decoded: Decoded, tmp_path: Path) -> Reading:
    """Return what reads a file both ways: what the browser says, and the pixels of the program in levels."""

    def reading(data: bytes, name: str) -> tuple[dict[str, Any], NDArray[np.float32]]:
        (tmp_path / name).write_bytes(data)
        return decoded(data), read_colour(tmp_path / name).pixels * 255

    return reading


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright(reading: Reading, face: NDArray[np.uint8], orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    answer, here = reading(saved(face, "jpeg", quality=92, exif=exif), "one.jpg")
    there = pixels_of(answer)
    assert there.shape == here.shape
    assert np.abs(there - here).max() <= 2


@pytest.mark.parametrize(
    ("levels", "kind", "options"),
    [
        (0, "png", {}),
        (0, "png", {"icc_profile": srgb_profile()}),
        (0, "webp", {"lossless": True}),
        (2, "webp", {"quality": 90}),
        (2, "jpeg", {"quality": 90, "subsampling": 2}),
        (2, "jpeg", {"quality": 90, "subsampling": 0, "progressive": True}),
        (2, "jpeg", {"quality": 90, "icc_profile": srgb_profile()}),
        (2, "png", {"icc_profile": display_p3_profile()}),
        (2, "png", {"icc_profile": adobe_rgb_profile()}),
        (4, "jpeg", {"quality": 95, "icc_profile": display_p3_profile()}),
    ],
)
def test_colours_are_those_of_the_program(
    reading: Reading, face: NDArray[np.uint8], levels: int, kind: str, options: dict[str, Any]
) -> None:
    answer, here = reading(saved(face, kind, **options), f"one.{kind}")
    assert np.abs(pixels_of(answer) - here).max() <= levels + 0.501
    is_foreign = options.get("icc_profile", srgb_profile()) != srgb_profile()
    assert [note["code"] for note in answer["notes"]] == ["profile"] * is_foreign


def test_grey_and_deep_pictures(reading: Reading, face: NDArray[np.uint8]) -> None:
    grey, here = reading(saved(face[..., 1], "png"), "grey.png")
    assert np.abs(pixels_of(grey) - here).max() == 0
    deep, here = reading(saved(face[..., 1].astype(np.uint16) * 257, "png"), "deep.png")
    assert deep["notes"] == [{"code": "bits", "values": {"bits": 16}}]
    assert np.abs(pixels_of(deep) - here).max() <= 1


def part(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(data: bytes, name: bytes, body: bytes) -> bytes:
    return data[:33] + part(name, body) + data[33:]


def uncalibrated(face: NDArray[np.uint8]) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    return saved(face, "jpeg", exif=exif)


def bombs(face: NDArray[np.uint8]) -> dict[str, tuple[bytes, str]]:
    """Return files that cannot be used, by what is wrong with them, and why they are to be refused."""
    png, jpeg = saved(face, "png"), saved(face, "jpeg")
    huge = part(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    see_through = np.dstack([face, np.full(face.shape[:2], 255, np.uint8)])
    see_through[3, 4, 3] = 254
    return {
        "a GIF": (saved(face, "gif"), "format"),
        "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "format"),
        "empty": (b"", "format"),
        "a sound": (b"RIFF\x24\0\0\0WAVEfmt ", "format"),
        "a cut PNG": (png[: len(png) // 2], "damaged"),
        "a cut JPEG": (jpeg[:-40], "damaged"),
        "a JPEG without its frame": (jpeg[:20], "damaged"),
        "a PNG that ends in its header": (png[:18], "damaged"),
        "a PNG without pixels": (png[:16] + bytes(8) + png[24:], "damaged"),
        "a bomb": (png[:8] + huge + png[33:], "pixels"),
        "for print": (cmyk(face), "cmyk"),
        "moving": (png_with(png, b"acTL", struct.pack(">II", 2, 0)), "animated"),
        "high dynamic range": (png_with(png, b"cICP", bytes([9, 16, 0, 1])), "hdr"),
        "transparent": (saved(see_through, "png"), "transparent"),
        "of unknown colours": (uncalibrated(face), "uncalibrated"),
    }


def cmyk(face: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(face).convert("CMYK").save(file, "jpeg")
    return file.getvalue()


@pytest.mark.parametrize("wrong", bombs(np.zeros((8, 8, 3), np.uint8)))
def test_what_cannot_be_used_is_refused(decoded: Decoded, face: NDArray[np.uint8], wrong: str) -> None:
    data, why = bombs(face)[wrong]
    assert decoded(data).get("refused") == why


def test_moving_webp_is_refused(decoded: Decoded, face: NDArray[np.uint8]) -> None:
    file = io.BytesIO()
    Image.fromarray(face).save(file, "webp", save_all=True, append_images=[Image.fromarray(face[::-1].copy())])
    assert decoded(file.getvalue())["refused"] == "animated"


def test_limits_are_told(decoded: Decoded, face: NDArray[np.uint8]) -> None:
    data = saved(face, "png")
    assert decoded(data, most_bytes=2_000)["refused"] == "bytes"
    answer = decoded(data, most_pixels=30_000)
    assert (answer["refused"], answer["values"]) == ("pixels", {"megapixels": "0", "most": "0"})


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_broken_files_are_refused_whatever_is_broken(decoded: Decoded, face: NDArray[np.uint8], kind: str) -> None:
    """Bytes changed at random: the picture is decoded, or refused with a reason; never an error of the program."""
    random = np.random.default_rng(7)
    good = np.frombuffer(saved(face, kind, icc_profile=display_p3_profile()), np.uint8)
    for _ in range(30):
        bad = good.copy()
        bad[random.integers(0, len(bad) if random.random() < 0.3 else 700, 4)] = random.integers(0, 256, 4)
        answer = decoded(bad.tobytes()[: random.integers(20, len(bad) + 1) if random.random() < 0.3 else None])
        assert "pixels" in answer or answer["refused"], answer["detail"]
