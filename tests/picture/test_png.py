"""PNG's own ways to say what its numbers mean."""

import io
import struct
import zlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from uvphoto.errors import PictureError
from uvphoto.picture import inspect, read_colour
from uvphoto.picture.png import encode


def insert(png: bytes, name: bytes, body: bytes) -> bytes:
    chunk = struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return png[:33] + chunk + png[33:]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "photo.png"


def test_linear_light_by_the_gamma_chunk(odd: ModuleType, path: Path) -> None:
    path.write_bytes(insert(odd.save(odd.scene(), "PNG"), b"gAMA", struct.pack(">I", 100000)))
    light = odd.scene() / 255
    expected = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    assert np.abs(read_colour(path).pixels - expected).max() < 0.25 / 255


@pytest.mark.parametrize("chunk", [(b"gAMA", struct.pack(">I", 45455)), (b"sRGB", b"\0"), (b"cICP", b"\1\x0d\0\1")])
def test_srgb_by_chunk_changes_nothing(odd: ModuleType, path: Path, chunk: tuple[bytes, bytes]) -> None:
    path.write_bytes(insert(odd.save(odd.scene(), "PNG"), *chunk))
    assert (np.rint(read_colour(path).pixels * 255) == odd.scene()).all()


def test_primaries_by_chunk_are_those_of_a_profile(odd: ModuleType, path: Path) -> None:
    corners = [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000]
    data = insert(odd.save(odd.scene(), "PNG"), b"cHRM", struct.pack(">8I", *corners))
    path.write_bytes(insert(data, b"gAMA", struct.pack(">I", round(100000 / 2.2))))
    by_chunk = read_colour(path).pixels
    path.write_bytes(odd.colours()["p3.png"])
    assert np.abs(by_chunk - read_colour(path).pixels).max() < 1e-3


def test_high_dynamic_range_is_refused(odd: ModuleType, path: Path) -> None:
    path.write_bytes(insert(odd.save(odd.scene(), "PNG"), b"cICP", b"\x09\x10\0\1"))
    with pytest.raises(PictureError, match="high dynamic range"):
        read_colour(path)


def test_linear_light_by_code_points_is_refused(odd: ModuleType, path: Path) -> None:
    path.write_bytes(insert(odd.save(odd.scene(), "PNG"), b"cICP", b"\x01\x08\0\1"))
    with pytest.raises(PictureError, match="tone curve that is not read: linear"):
        read_colour(path)


@pytest.mark.parametrize("body", [b"", b"\1", b"\1\x0d", b"\1\x0d\0\1\0"])
def test_code_points_of_another_length_are_damage(odd: ModuleType, path: Path, body: bytes) -> None:
    path.write_bytes(insert(odd.save(odd.scene(), "PNG"), b"cICP", body))
    with pytest.raises(
        PictureError, match=r"is damaged or cut short \(its part cICP, on colours, has the wrong length"
    ):
        read_colour(path)


def test_compressed_and_late_xmp_is_found(odd: ModuleType, path: Path) -> None:
    packet = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet, zip=True)
    path.write_bytes(odd.save(odd.scene(), "PNG", pnginfo=info))
    assert inspect(path).is_synthetic
    path.write_bytes(odd.save(odd.scene(), "PNG"))
    assert not inspect(path).is_synthetic


def test_pillow_reads_what_is_written(odd: ModuleType) -> None:
    data = encode(odd.scene()[:, ::2], texts={b"Title": "µ"})
    with Image.open(io.BytesIO(data)) as image:
        assert (np.asarray(image) == odd.scene()[:, ::2]).all()
        assert image.info["Title"] == "µ"
