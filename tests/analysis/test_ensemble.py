from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.analysis.ensemble import VERSIONS, convert_with_doubt, find_spread
from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter
from uvphoto.models.settings import CompactSettings
from uvphoto.models.weights_info import ExactTiling, WeightsInfo

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]

INFO = WeightsInfo("made up", CompactSettings(), ExactTiling(reach=0, multiple=1), 0.25, "CC0-1.0")


class Backend:
    """Runs a function in place of a network."""

    name = "made up"

    def __init__(self, network: Callable[[Pixels], Pixels]) -> None:
        self.network = network

    def run(self, tile: Pixels) -> Pixels:
        """Convert a tile."""
        return np.ascontiguousarray(self.network(tile), np.float32)


def converter_of(network: Callable[[Pixels], Pixels]) -> Converter:
    return Converter(INFO, "0" * 64, Backend(network), 512)


def green(tile: Pixels) -> Pixels:
    return tile[:, 1:2]


def green_of_left_half(tile: Pixels) -> Pixels:  # sees where it is, as no converter should
    return tile[:, 1:2] * np.where(np.arange(tile.shape[3]) < tile.shape[3] / 2, 1, 0.5)


def strict_about_warmth(tile: Pixels) -> Pixels:  # marks where blue is not what the red promises
    return 0.5 - np.abs(tile[:, 2:3] - tile[:, 0:1]) * (tile[:, 1:2] > 0.1)


@pytest.fixture(scope="module")
def photo() -> Pixels:
    rows, columns = np.mgrid[:160, :200]
    colour = np.stack(
        [0.5 + 0.08 * np.sin(rows / 17 + channel) * np.cos(columns / 23) for channel in range(3)], axis=-1
    )
    colour[70:90, 90:110] += 0.15
    return colour.astype(np.float32)


@pytest.fixture(scope="module")
def skin(photo: Pixels) -> Mask:
    mask = np.zeros(photo.shape[:2], bool)
    mask[20:140, 30:170] = True
    return mask


def test_the_uv_photo_is_that_of_the_conversion(photo: Pixels, skin: Mask) -> None:
    converter = converter_of(green)
    doubt = convert_with_doubt(photo, converter, skin, mm_per_pixel=0.25)
    np.testing.assert_array_equal(doubt.uv, convert(photo, converter, mm_per_pixel=0.25))
    np.testing.assert_array_equal(doubt.spread, find_spread(photo, doubt.uv, converter, skin, mm_per_pixel=0.25))


def test_a_network_that_moves_and_brightens_with_the_photo_is_in_no_doubt(photo: Pixels, skin: Mask) -> None:
    inside = np.s_[30:130, 40:160]
    spread = convert_with_doubt(photo, converter_of(green), skin, mm_per_pixel=0.25).spread
    assert spread[inside].mean() < 5e-4  # what remains is interpolation
    for network in (green_of_left_half, strict_about_warmth):
        assert convert_with_doubt(photo, converter_of(network), skin, mm_per_pixel=0.25).spread[inside].mean() > 2e-3


def test_doubt_lies_where_the_network_is_in_doubt(photo: Pixels, skin: Mask) -> None:
    def unsure_of_bright_things(tile: Pixels) -> Pixels:
        return np.where(tile[:, 1:2] > 0.15, np.sin(40 * (tile[:, 0:1] - tile[:, 2:3])), 0)

    plain = np.full_like(photo, 0.5)
    plain[70:90, 90:110] = 0.65
    spread = convert_with_doubt(plain, converter_of(unsure_of_bright_things), skin, mm_per_pixel=0.25).spread
    assert spread[75:85, 95:105].mean() > 3 * spread[30:50, 40:60].mean()


@pytest.mark.parametrize("mm_per_pixel", [0.125, 0.5])
def test_a_photo_of_another_scale_has_its_doubt_at_its_own_size(photo: Pixels, skin: Mask, mm_per_pixel: float) -> None:
    doubt = convert_with_doubt(photo, converter_of(green), skin, mm_per_pixel=mm_per_pixel)
    assert doubt.spread.shape == photo.shape[:2]
    assert doubt.spread.dtype == np.float32
    assert np.isfinite(doubt.spread).all()


def test_without_skin_there_is_no_doubt(photo: Pixels, skin: Mask) -> None:
    doubt = convert_with_doubt(photo, converter_of(green), np.zeros_like(skin), mm_per_pixel=0.25)
    assert not doubt.spread.any()


def test_progress_ends_with_all_conversions(photo: Pixels, skin: Mask) -> None:
    told = []
    convert_with_doubt(photo, converter_of(green), skin, mm_per_pixel=0.25, progress=lambda *one: told.append(one))
    assert told[-1] == (1 + len(VERSIONS),) * 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_changes_are_balanced() -> None:
    for of in (lambda one: one.gain > 1, lambda one: one.warmth > 1, lambda one: one.is_mirrored):
        assert sum(map(of, VERSIONS)) == len(VERSIONS) / 2
    assert np.prod([one.gain for one in VERSIONS]) == pytest.approx(1)
    assert np.prod([one.warmth for one in VERSIONS]) == pytest.approx(1)


def test_sizes_that_do_not_fit_are_refused(photo: Pixels, skin: Mask) -> None:
    with pytest.raises(ValueError, match="one size"):
        find_spread(photo, photo[..., 0], converter_of(green), skin[1:], mm_per_pixel=0.25)
