"""HEIC, written by pillow-heif."""

import io
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from uvphoto.errors import PictureError
from uvphoto.picture import inspect, read_colour, read_uv
from uvphoto.picture.colour import display_p3_profile, to_srgb

pillow_heif = pytest.importorskip("pillow_heif", reason="the extra 'heic' is not installed")


def save(image: Image.Image, path: Path, **options: object) -> None:
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=95, chroma=444, **options)
    path.write_bytes(out.getvalue())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "photo.heic"


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_turned_photo_is_upright_once_only(odd: ModuleType, path: Path, orientation: int) -> None:
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[274] = orientation
    Image.fromarray(odd.scene()).save(path, "HEIF", quality=95, chroma=444, exif=exif.tobytes())
    assert (b"irot" in path.read_bytes()) == (orientation != 1)  # the container turns; EXIF says so again
    turns = {1: 0, 3: 2, 6: -1, 8: 1}[orientation]
    picture = read_colour(path)
    assert np.abs(picture.pixels * 255 - np.rot90(odd.scene(), turns)).mean() < 2
    assert (inspect(path).height, inspect(path).width) == picture.pixels.shape[:2]


def test_an_embedded_profile_is_applied(odd: ModuleType, path: Path) -> None:
    image = Image.fromarray(odd.scene())
    image.info["icc_profile"] = display_p3_profile()
    save(image, path)
    picture = read_colour(path)
    assert picture.icc == display_p3_profile()
    expected = to_srgb(path, odd.scene(), 255, display_p3_profile())
    assert np.abs(picture.pixels - expected).mean() < 2 / 255


def test_primaries_by_code_points(odd: ModuleType, path: Path) -> None:
    save(Image.fromarray(odd.scene()), path, color_primaries=12, transfer_characteristics=13)
    expected = to_srgb(path, odd.scene(), 255, display_p3_profile())
    assert np.abs(read_colour(path).pixels - expected).mean() < 2 / 255
    save(Image.fromarray(odd.scene()), path, color_primaries=9, transfer_characteristics=16)
    with pytest.raises(PictureError, match="high dynamic range"):
        read_colour(path)
    save(Image.fromarray(odd.scene()), path, color_primaries=1, transfer_characteristics=8)
    with pytest.raises(PictureError, match="tone curve that is not read: linear"):
        read_colour(path)


def test_grey_and_alpha(odd: ModuleType, path: Path) -> None:
    save(Image.fromarray(odd.scene()[..., 0]), path)
    assert inspect(path).channels == 1
    assert np.abs(read_uv(path).pixels * 255 - odd.scene()[..., 0]).mean() < 2
    save(Image.fromarray(odd.with_alpha(255)), path)
    assert inspect(path).channels == 4
    assert read_colour(path).pixels.shape == odd.scene().shape
    save(Image.fromarray(odd.with_alpha(0)), path)
    with pytest.raises(PictureError, match="transparent parts"):
        read_colour(path)
