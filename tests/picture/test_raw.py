"""Camera raw: a small DNG of a grey card, made by hand."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from uvphoto.picture import inspect, read_colour

pytest.importorskip("rawpy", reason="the extra 'raw' is not installed")


def rationals(*values: float) -> tuple[int, ...]:
    return tuple(part for value in values for part in (round(value * 10000), 10000))


@pytest.fixture
def dng(tmp_path: Path) -> Path:
    """Return a DNG whose sensor sees grey as red 0.8, green 1 and blue 0.6; the upper half is darker; to be turned."""
    mosaic = np.full((64, 96), 20000, np.uint16)
    mosaic[0::2, 0::2], mosaic[1::2, 1::2] = 16000, 12000
    mosaic[:32] //= 2
    xyz_to_camera = (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)
    tags = [
        (50706, 1, 4, b"\1\4\0\0", True),  # DNGVersion
        (50708, 2, 8, "Maker A", True),  # UniqueCameraModel
        (33421, 3, 2, (2, 2), True),  # CFARepeatPatternDim
        (33422, 1, 4, b"\0\1\1\2", True),  # CFAPattern
        (50721, 10, 9, rationals(*xyz_to_camera), True),  # ColorMatrix1
        (50728, 5, 3, rationals(0.8, 1, 0.6), True),  # AsShotNeutral
        (50778, 3, 1, 21, True),  # CalibrationIlluminant1: D65
        (50717, 3, 1, 65535, True),  # WhiteLevel
        (271, 2, 6, "Maker", True),
        (272, 2, 8, "Maker A", True),
        (274, 3, 1, 6, True),
    ]
    path = tmp_path / "photo.dng"
    tifffile.imwrite(path, mosaic, photometric=32803, metadata=None, extratags=tags)
    return path


def test_a_grey_card_is_grey_upright_and_as_bright_as_the_sensor_says(dng: Path) -> None:
    picture = read_colour(dng)
    assert picture.pixels.shape == (96, 64, 3)
    assert (picture.bit_depth, picture.file_format, picture.camera) == (16, "raw", "Maker A")
    assert np.ptp(picture.pixels[:, [*range(28), *range(36, 64)]], axis=-1).max() < 0.01
    for column, light in ((5, 20000 / 65535), (-5, 10000 / 65535)):  # the top has come to the right
        assert picture.pixels[48, column, 1] == pytest.approx(1.055 * light ** (1 / 2.4) - 0.055, abs=0.005)


def test_inspect(dng: Path) -> None:
    info = inspect(dng)
    assert (info.height, info.width, info.channels, info.bit_depth) == (96, 64, 3, 16)
