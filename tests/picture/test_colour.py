"""Colour profiles against the formulas of the standards."""

from pathlib import Path
from types import ModuleType

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageCms

from uvphoto.errors import PictureError
from uvphoto.picture import read_colour, read_uv
from uvphoto.picture.colour import (
    adobe_rgb_profile,
    display_p3_profile,
    from_srgb,
    gamma_profile,
    profile_of_code_points,
    srgb_profile,
    to_srgb,
)

PATH = Path("photo.tif")
P3 = [[0.680, 0.320], [0.265, 0.690], [0.150, 0.060]]
ADOBE = [[0.64, 0.33], [0.21, 0.71], [0.15, 0.06]]
SRGB = [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]]
D65 = [0.3127, 0.3290]


def light_to_xyz(primaries: list[list[float]]) -> NDArray[np.float64]:
    """Return the matrix from linear RGB to XYZ for D65 (Lindbloom's derivation)."""
    columns = np.array([[x / y, 1, (1 - x - y) / y] for x, y in primaries]).T
    white = np.array([D65[0] / D65[1], 1, (1 - sum(D65)) / D65[1]])
    return columns * np.linalg.solve(columns, white)


def encode_srgb(light: NDArray[np.float64]) -> NDArray[np.float64]:
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def decode_srgb(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def expected_srgb(light: NDArray[np.float64], primaries: list[list[float]]) -> NDArray[np.float64]:
    matrix = np.linalg.inv(light_to_xyz(SRGB)) @ light_to_xyz(primaries)
    return encode_srgb(light @ matrix.T)


@pytest.fixture
def samples() -> NDArray[np.uint16]:
    """Return colours (H, W, 3) of middling saturation, so that few leave the gamut of sRGB."""
    return np.random.default_rng(3).integers(9000, 60000, (60, 70, 3)).astype(np.uint16)


def test_p3_to_srgb_agrees_with_the_primaries(samples: NDArray[np.uint16]) -> None:
    expected = expected_srgb(decode_srgb(samples / 65535), P3)
    pixels = to_srgb(PATH, samples, 65535, display_p3_profile())
    assert np.abs(decode_srgb(pixels) - decode_srgb(expected)).max() < 4 / 65535  # the profile has numbers of 1/65536


def test_8_bit_p3_to_srgb_agrees_within_a_fraction_of_a_level(samples: NDArray[np.uint16]) -> None:
    eight = (samples >> 8).astype(np.uint8)
    expected = expected_srgb(decode_srgb(eight / 255), P3)
    assert np.abs(to_srgb(PATH, eight, 255, display_p3_profile()) - expected).max() < 0.25 / 255


def test_adobe_rgb_to_srgb_agrees_with_the_primaries(samples: NDArray[np.uint16]) -> None:
    expected = expected_srgb((samples / 65535) ** (563 / 256), ADOBE)
    assert np.abs(to_srgb(PATH, samples, 65535, adobe_rgb_profile()) - expected).max() < 1e-3


@pytest.mark.parametrize("make", ["ours", "pillow"])
def test_an_srgb_profile_changes_no_16_bit_value(make: str) -> None:
    ramp = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    colour = np.stack([ramp, ramp.T, ramp[::-1]], axis=-1)
    icc = srgb_profile() if make == "ours" else ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert (np.rint(to_srgb(PATH, colour, 65535, icc) * 65535) == colour).all()
    assert (to_srgb(PATH, colour, 65535, icc) == to_srgb(PATH, colour, 65535, None)).all()


def test_a_grey_profile_gives_the_curve_of_srgb() -> None:
    ramp = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    pixels = to_srgb(PATH, ramp, 65535, gamma_profile(1.8, None, is_grey=True))
    assert pixels.shape == ramp.shape
    assert np.abs(pixels - encode_srgb((ramp / 65535) ** 1.8)).max() < 2e-4


def test_grey_pixels_with_a_colour_profile_keep_its_curve() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    pixels = to_srgb(PATH, ramp, 255, adobe_rgb_profile())
    assert np.abs(pixels - encode_srgb((ramp / 255) ** (563 / 256))).max() < 2e-3
    assert np.abs(to_srgb(PATH, ramp, 255, display_p3_profile()) - ramp / 255).max() < 1e-3


@pytest.mark.parametrize("make", [display_p3_profile, adobe_rgb_profile, srgb_profile])
def test_into_a_profile_and_back(make: object, samples: NDArray[np.uint16]) -> None:
    assert callable(make)
    pixels = (samples / 65535).astype(np.float32)
    stored = np.rint(from_srgb(pixels, make()) * 65535).astype(np.uint16)
    assert np.abs(to_srgb(PATH, stored, 65535, make()) - pixels).max() < 2e-4


def test_profiles_are_the_same_bytes_every_time() -> None:
    for make in (srgb_profile, adobe_rgb_profile, display_p3_profile):
        assert make() == make()
        imagecodecs.cms_profile_validate(make())
        assert make()[24:30] == bytes.fromhex("07e900010001")  # 2025-01-01


def test_profiles_of_another_kind_are_refused() -> None:
    grey, colour = np.zeros((2, 2), np.uint8), np.zeros((2, 2, 3), np.uint8)
    grey_icc = gamma_profile(2.2, None, is_grey=True)
    with pytest.raises(PictureError, match="'GRAY'"):
        to_srgb(PATH, colour, 255, grey_icc)
    with pytest.raises(PictureError, match="profile"):
        to_srgb(PATH, grey, 255, b"")
    with pytest.raises(PictureError, match="broken colour profile"):
        to_srgb(PATH, colour, 255, srgb_profile()[:300])
    with pytest.raises(ValueError, match="kind"):
        from_srgb(colour / np.float32(1), grey_icc)
    with pytest.raises(ValueError, match="broken"):
        from_srgb(colour / np.float32(1), srgb_profile()[:300])


def test_code_points_of_h_273() -> None:
    assert profile_of_code_points(PATH, 1, 13) is None
    assert profile_of_code_points(PATH, 2, 2) is None
    assert profile_of_code_points(PATH, 12, 13) == display_p3_profile()
    for primaries, transfer in ((9, 16), (12, 18)):
        with pytest.raises(PictureError, match="high dynamic range"):
            profile_of_code_points(PATH, primaries, transfer)


@pytest.mark.parametrize("transfer", [1, 2, 6, 13, 14, 15])
def test_tone_curves_near_srgb_are_taken_for_it(transfer: int) -> None:
    assert profile_of_code_points(PATH, 1, transfer) is None
    assert profile_of_code_points(PATH, 12, transfer) == display_p3_profile()


@pytest.mark.parametrize(
    ("primaries", "transfer", "problem"),
    [
        (1, 16, r"is a high dynamic range picture \(PQ\)"),
        (9, 18, r"is a high dynamic range picture \(HLG\)"),
        (1, 8, "has a tone curve that is not read: linear"),
        (12, 4, r"has a tone curve that is not read: gamma 2\.2"),
        (1, 0, r"has a tone curve that is not read: number 0 of H\.273"),
        (9, 1, r"has colour primaries that are not read: BT\.2020"),
        (9, 14, r"has colour primaries that are not read: BT\.2020"),
        (3, 13, r"has colour primaries that are not read: number 3 of H\.273"),
    ],
)
def test_code_points_that_are_not_read_are_named(primaries: int, transfer: int, problem: str) -> None:
    with pytest.raises(PictureError, match=f"{problem}. Export it with the sRGB or Display P3 profile"):
        profile_of_code_points(PATH, primaries, transfer)


def test_files_with_profiles_are_read_in_srgb(odd: ModuleType, tmp_path: Path) -> None:
    light = (odd.scene() / 255) ** 2.2
    path = tmp_path / "p3.png"
    path.write_bytes(odd.colours()["p3.png"])
    assert np.abs(read_colour(path).pixels - expected_srgb(light, P3)).max() < 1 / 255
    for name in ("adobe_rgb.jpg", "adobe_rgb_without_profile.jpg"):
        path = tmp_path / name
        path.write_bytes(odd.colours()[name])
        expected = expected_srgb((odd.scene() / 255) ** (563 / 256), ADOBE)
        assert np.abs(read_colour(path).pixels - expected).mean() < 1.5 / 255
    path = tmp_path / "grey_profile.jpg"
    path.write_bytes(odd.colours()["grey_profile.jpg"])
    assert np.abs(read_uv(path).pixels - encode_srgb((odd.scene()[..., 0] / 255) ** 1.8)).mean() < 1.5 / 255
