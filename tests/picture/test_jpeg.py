"""JPEG against Pillow and libjpeg's own answers."""

from pathlib import Path
from types import ModuleType

import imagecodecs
import numpy as np
import pytest

from uvphoto.errors import PictureError
from uvphoto.picture import inspect, read_colour, read_uv


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "photo.jpg"


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 2}, {"keep_rgb": True}])
def test_libjpeg_gives_the_same_pixels(odd: ModuleType, path: Path, options: dict[str, object]) -> None:
    path.write_bytes(odd.save(odd.scene(), "JPEG", **options))
    assert (np.rint(read_colour(path).pixels * 255) == imagecodecs.jpeg8_decode(path.read_bytes())).all()


def test_12_bits_are_kept(odd: ModuleType, path: Path) -> None:
    path.write_bytes(odd.depths()["twelve_bits.jpg"])
    picture = read_colour(path)
    assert inspect(path).bit_depth == picture.bit_depth == 12
    levels = np.rint(picture.pixels * 4095)
    assert np.abs(levels - odd.scene(4096)).mean() < 8  # half a level of 8 bits
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(PictureError, match="end of the picture is missing"):
        read_colour(path)


def test_a_grey_file_is_one_channel_and_read_as_three(odd: ModuleType, path: Path) -> None:
    path.write_bytes(odd.save(odd.scene()[..., 0], "JPEG"))
    assert inspect(path).channels == 1
    colour = read_colour(path).pixels
    assert colour.shape == odd.scene().shape
    assert (colour == read_uv(path).pixels[..., None]).all()


def test_a_large_profile_comes_in_several_parts(odd: ModuleType, path: Path) -> None:
    profile = odd.rgb_profile("p3") + bytes(150_000)
    path.write_bytes(odd.save(odd.scene(), "JPEG", icc_profile=profile))
    assert inspect(path).has_icc
    assert read_colour(path).icc == profile


def test_a_preview_inside_does_not_stand_for_a_lost_end(odd: ModuleType, path: Path) -> None:
    preview = odd.save(odd.scene()[::4, ::4].copy(), "JPEG")
    whole = odd.save(odd.scene(), "JPEG", exif=b"Exif\0\0" + preview)
    path.write_bytes(whole[:-200])
    with pytest.raises(PictureError, match="cut short"):
        read_colour(path)
