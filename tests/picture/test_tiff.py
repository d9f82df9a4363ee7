"""TIFF's many layouts, written by other libraries."""

import logging
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from uvphoto.errors import PictureError
from uvphoto.picture import inspect, read_colour, read_uv


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "photo.tif"


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_what_libtiff_writes_is_read_exactly(odd: ModuleType, path: Path, compression: str) -> None:
    path.write_bytes(odd.save(odd.scene(), "TIFF", compression=compression))
    assert (np.rint(read_colour(path).pixels * 255) == odd.scene()).all()


def test_16_bit_from_opencv(odd: ModuleType, path: Path) -> None:
    cv2.imwrite(str(path), odd.scene(65536)[..., ::-1])
    assert (np.rint(read_colour(path).pixels * 65535) == odd.scene(65536)).all()


def test_a_palette_gives_its_colours(odd: ModuleType, path: Path) -> None:
    image = Image.fromarray(odd.scene()).convert("P")
    image.save(path)
    assert (np.rint(read_colour(path).pixels * 255) == np.asarray(image.convert("RGB"))).all()


@pytest.mark.parametrize("bits", [10, 12, 14])
def test_packed_depths_use_their_own_white(path: Path, bits: int) -> None:
    levels = np.linspace(0, (1 << bits) - 1, 64 * 16).round().astype(np.uint16).reshape(16, 64)
    packed = "".join(f"{level:0{bits}b}" for level in levels.ravel())
    data = int(packed, 2).to_bytes(len(packed) // 8, "big")
    tifffile.imwrite(path, iter([data]), shape=(16, 64), dtype=np.uint16, bitspersample=bits, photometric="minisblack",
                     rowsperstrip=16, compression=None, metadata=None)  # fmt: skip
    picture = read_uv(path)
    assert picture.bit_depth == bits
    assert (np.rint(picture.pixels * ((1 << bits) - 1)) == levels).all()


def test_a_thumbnail_beside_the_picture_is_no_second_page(odd: ModuleType, path: Path) -> None:
    with tifffile.TiffWriter(path) as tiff:
        tiff.write(odd.scene(), photometric="rgb", metadata=None)
        tiff.write(odd.scene()[::4, ::4].copy(), photometric="rgb", subfiletype=1, metadata=None)
    assert read_colour(path).pixels.shape == odd.scene().shape


def test_camera_raw_in_a_tiff_is_named(odd: ModuleType, path: Path) -> None:
    path.write_bytes(odd.save_tiff(odd.scene()[..., 0], photometric=32803))
    with pytest.raises(PictureError, match=r"Rename it to photo\.dng"):
        inspect(path)


def test_five_channels_are_refused(path: Path) -> None:
    tifffile.imwrite(
        path, np.zeros((8, 9, 5), np.uint8), photometric="minisblack", planarconfig="contig", metadata=None
    )
    with pytest.raises(PictureError, match="5 channels"):
        read_colour(path)


def test_date_and_camera(odd: ModuleType, path: Path) -> None:
    tags = [(271, 2, 6, "Maker", True), (272, 2, 4, "One", True)]
    path.write_bytes(odd.save_tiff(odd.scene(), photometric="rgb", datetime="2024:05:06 07:08:09", extratags=tags))
    picture = read_colour(path)
    assert picture.camera == "Maker One"
    assert picture.taken is not None
    assert picture.taken.isoformat() == "2024-05-06T07:08:09"


def test_broken_tags_are_told_once(odd: ModuleType, path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path.write_bytes(odd.save_tiff(odd.scene(), photometric="rgb", compression="lzw")[:300])
    with pytest.raises(PictureError):
        read_colour(path)
    assert capfd.readouterr().err == ""
    assert logging.getLogger("tifffile").filters == []
