"""The detector against drawn spots of known place and area; and what must not matter to it."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from uvphoto.errors import SettingsError
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.spots.detect import Detection, DetectorSettings, detect_spots

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
SIDE_MM = 60.0
Disc = tuple[float, float, float]  # row, column and radius in mm
APART = [(10.0, 10.0, 1.0), (30.0, 30.0, 3.0), (15.0, 45.0, 2.0), (48.0, 20.0, 1.5), (45.0, 45.0, 0.8)]


def discs(places: list[Disc], scale: float) -> Mask:
    size = round(SIDE_MM / scale)
    rows, columns = (np.mgrid[:size, :size] + 0.5) * scale
    return np.any([np.hypot(rows - r, columns - c) <= radius for r, c, radius in places], axis=0)


def photo(spots: Mask, *, darkening: float = 0.3, light: float = 0.25, noise: float = 0.01, seed: int = 0) -> Picture:
    """Skin with noise of the same size in mm whatever the scale, and spots."""
    coarse = np.random.default_rng(seed).standard_normal((240, 240)).astype(np.float32)
    grain = cv2.resize(coarse, spots.shape, interpolation=cv2.INTER_LINEAR)
    bare = light * (1 + noise * grain) * np.where(spots, 1 - darkening, 1)
    return encode_srgb(bare.astype(np.float32))


def everywhere(picture: Picture) -> Mask:
    return np.ones(picture.shape, dtype=bool)


def found_in(picture: Picture, scale: float = 0.25) -> Detection:
    return detect_spots(picture, everywhere(picture), scale)


def iou(one: Mask, other: Mask) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("scale", [0.1, 0.2, 0.25])
def test_drawn_spots_are_found_with_their_area_and_nothing_else(scale: float) -> None:
    truth = discs(APART, scale)
    found = found_in(photo(truth), scale)
    assert found.labels.max() == len(APART)
    assert (found.mask & truth).sum() > 0.97 * truth.sum()
    assert found.mask.sum() < 1.35 * truth.sum()


def test_absorbance_is_that_of_the_spot() -> None:
    truth = discs([(30, 30, 4)], 0.25)
    found = found_in(photo(truth, darkening=0.3))
    core = discs([(30, 30, 2.5)], 0.25)
    assert np.median(found.absorbance[core]) == pytest.approx(-math.log10(0.7), abs=0.01)
    assert np.median(found.absorbance[~discs([(30, 30, 6)], 0.25)]) == pytest.approx(0, abs=0.003)


def test_a_patch_as_wide_as_melasma_is_found_whole() -> None:
    truth = discs([(30, 30, 8)], 0.25)
    assert iou(found_in(photo(truth, darkening=0.2)).mask, truth) > 0.85


@given(gain=st.floats(0.2, 3.0))
@settings(max_examples=5, deadline=None)
def test_exposure_does_not_matter(gain: float) -> None:
    picture = photo(discs(APART, 0.25))
    brighter = encode_srgb((decode_srgb(picture) * np.float32(gain)).astype(np.float32))
    assert iou(found_in(brighter).mask, found_in(picture).mask) > 0.97


@example(across=0.0, down=1.0, bend=0.5)
@example(across=-1.0, down=-1.0, bend=0.5)
@given(across=st.floats(-1, 1), down=st.floats(-1, 1), bend=st.floats(-0.5, 0.5))
@settings(max_examples=5, deadline=None)
def test_smooth_shading_does_not_matter(across: float, down: float, bend: float) -> None:
    picture = photo(discs(APART, 0.25))
    y, x = np.meshgrid(*[np.linspace(-1, 1, side) for side in picture.shape], indexing="ij")
    shade = np.exp(0.5 * (across * x + down * y) + bend * x * y)
    shaded = encode_srgb((decode_srgb(picture) * shade).astype(np.float32))
    assert iou(found_in(shaded).mask, found_in(picture).mask) > 0.95


def test_the_size_of_the_picture_hardly_matters() -> None:
    fine = photo(discs(APART, 0.125))
    coarse = encode_srgb(cv2.resize(decode_srgb(fine), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    in_fine, in_coarse = found_in(fine, 0.125), found_in(coarse, 0.25)
    assert in_fine.mask.mean() == pytest.approx(in_coarse.mask.mean(), rel=0.03)
    assert in_fine.labels.max() == in_coarse.labels.max()


def test_bare_skin_has_no_spots_however_noisy() -> None:
    nothing = discs([(0, 0, 0)], 0.25)
    for noise in (0.003, 0.02, 0.08):
        assert found_in(photo(nothing, noise=noise)).mask.mean() < 0.002


@pytest.mark.parametrize("light", [0.0, 0.2, 1.0])
def test_skin_without_any_texture_has_no_spots(light: float) -> None:
    assert not found_in(np.full((90, 120), light, np.float32)).mask.any()


def test_lines_and_specks_are_no_spots() -> None:
    lines = np.zeros((240, 240), bool)
    lines[60:62, 20:220] = True
    lines[100:220, 120:122] = True
    lines[20:22, 30:32] = True
    assert not found_in(photo(lines, darkening=0.2)).mask.any()


def test_a_strip_along_the_rim_is_no_spot_but_a_round_area_there_is() -> None:
    skin = np.zeros((240, 240), bool)
    skin[20:220, 20:220] = True
    strip, disc = np.zeros_like(skin), np.zeros_like(skin)
    strip[60:180, 32:40] = True  # 2 mm wide, 30 mm long, 3 mm from the rim
    disc[120:128, 205:213] = True
    found = detect_spots(photo(strip | disc), skin, 0.25).mask
    assert np.count_nonzero(found & strip) < 0.1 * np.count_nonzero(strip)
    assert np.count_nonzero(found & disc) > 0.8 * np.count_nonzero(disc)


def test_spots_lie_within_the_skin_and_outside_nothing_matters() -> None:
    scale = 0.25
    truth = discs(APART, scale)
    skin = discs([(30, 30, 26)], scale)
    first, second = photo(truth), photo(truth)
    second[~skin] = np.random.default_rng(0).random((~skin).sum(), dtype=np.float32)
    one, other = (detect_spots(picture, skin, scale) for picture in (first, second))
    assert not (one.mask & ~skin).any()
    assert (one.labels == other.labels).all()
    assert not one.absorbance[~skin].any()


def test_the_fall_of_light_at_the_edge_of_a_face_is_no_spot() -> None:
    scale = 0.25
    rows, columns = (np.mgrid[:240, :240] + 0.5) * scale - 30
    radius = np.hypot(rows, columns)
    skin = radius < 27
    cosine = np.sqrt(np.maximum(1 - (radius / 28) ** 4, 0.05)).astype(np.float32)
    shaded = encode_srgb((decode_srgb(photo(discs(APART, scale))) * cosine).astype(np.float32))
    found = detect_spots(shaded, skin, scale).mask
    truth = discs(APART, scale) & skin
    assert (found & truth).sum() > 0.8 * truth.sum()
    assert (found & ~truth & skin).sum() < 0.02 * skin.sum()


def test_no_skin_no_spots() -> None:
    picture = photo(discs(APART, 0.25))
    found = detect_spots(picture, np.zeros(picture.shape, bool), 0.25)
    assert not found.mask.any()
    assert found.labels.shape == picture.shape


@pytest.mark.parametrize(
    "values", [{"contrast": -0.1}, {"strictness": math.nan}, {"smallest_mm": 0}, {"smallest_mm": 5, "largest_mm": 4}]
)
def test_settings_that_make_no_sense_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match=next(reversed(values))):
        DetectorSettings(**values)


@pytest.mark.parametrize(
    ("shape", "scale"), [((5, 6), 0.2), ((5, 5), 0.0), ((5, 5), math.nan), ((5, 5), -1.0), ((5, 5), math.inf)]
)
def test_what_makes_no_sense_is_refused(shape: tuple[int, int], scale: float) -> None:
    with pytest.raises(ValueError, match=r"shape|scale"):
        detect_spots(np.zeros((5, 5), np.float32), np.ones(shape, bool), scale)
