"""The plain detector against drawn spots of known place and area, and against simulated people's truth."""

import csv
import io
import math

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.datasets.simulated.tables import spot_table
from uvphoto.simulate.camera.colorimetry import encode_srgb
from uvphoto.simulate.face.anatomy import REGIONS
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import clinic_photo
from uvphoto.simulate.staging import CLINIC_FRAME_MM
from uvphoto.spots.plain_detector import DARKENING, RIM_MM, SMALLEST_MM2, detect_spots, spot_ratio

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
SIDE_MM = 60.0
Disc = tuple[float, float, float]  # row, column and radius in mm


def discs(places: list[Disc], scale: float) -> Mask:
    size = round(SIDE_MM / scale)
    rows, columns = (np.mgrid[:size, :size] + 0.5) * scale
    return np.any([np.hypot(rows - r, columns - c) <= radius for r, c, radius in places], axis=0)


def photo(places: list[Disc], scale: float = 0.2, *, darkening: float = 0.3, slope: float = 0.0) -> Picture:
    spots = discs(places, scale) if places else np.zeros((round(SIDE_MM / scale),) * 2, bool)
    shade = np.exp(slope * np.linspace(-1, 1, len(spots)))[:, None]
    return encode_srgb((0.25 * shade * np.where(spots, 1 - darkening, 1)).astype(np.float32))


def everywhere(picture: Picture) -> Mask:
    return np.ones(picture.shape, dtype=bool)


APART = [(10.0, 10.0, 1.0), (30.0, 30.0, 3.0), (15.0, 45.0, 2.0), (48.0, 20.0, 1.5), (45.0, 45.0, 0.8)]


@pytest.mark.parametrize("scale", [0.1, 0.2, 0.25])
def test_drawn_spots_are_found_with_their_area_and_nothing_else(scale: float) -> None:
    picture = photo(APART, scale)
    found = detect_spots(picture, everywhere(picture), scale)
    truth = discs(APART, scale)
    assert found.dtype == bool
    assert cv2.connectedComponents(found.astype(np.uint8))[0] - 1 == len(APART)
    assert (found & truth).sum() > 0.97 * truth.sum()
    analytic = sum(math.pi * radius**2 for _, _, radius in APART) / SIDE_MM**2
    assert spot_ratio(found, everywhere(picture)) == pytest.approx(analytic, rel=0.25)


@pytest.mark.parametrize(("darkening", "is_found"), [(0.02, False), (0.08, False), (0.13, True), (0.5, True)])
def test_the_threshold_is_a_share_of_the_light(darkening: float, is_found: bool) -> None:
    assert 0.08 < DARKENING < 0.13
    picture = photo([(30, 30, 2.5)], darkening=darkening)
    assert detect_spots(picture, everywhere(picture), 0.2)[150, 150] == is_found


def test_bright_spots_and_slopes_of_light_are_none() -> None:
    for places, darkening in (([(30.0, 30.0, 3.0)], -0.8), ([], 0.0)):
        picture = photo(places, darkening=darkening, slope=1.0)
        assert not detect_spots(picture, everywhere(picture), 0.2).any()


def test_crowded_spots_are_measured_against_the_skin_between_them() -> None:
    places = [(float(r), float(c), 1.5) for r in range(6, 56, 5) for c in range(6, 56, 5)]
    picture = photo(places, 0.2)
    truth = discs(places, 0.2)
    found = detect_spots(picture, everywhere(picture), 0.2)
    assert truth.mean() > 0.18
    assert (found & truth).sum() > 0.95 * truth.sum()
    assert (found & ~truth).sum() < 0.35 * truth.sum()  # a spot is as wide as its smoothed edge


def test_size_decides_below_the_smallest_area() -> None:
    for radius, is_found in ((0.2, False), (0.7, True)):
        picture = photo([(30.0, 30.0, radius)], 0.1, darkening=0.6)
        found = detect_spots(picture, everywhere(picture), 0.1)
        assert found.any() == is_found
        assert found.sum() * 0.1**2 >= SMALLEST_MM2 * is_found


def test_dark_surroundings_and_shade_at_the_rim_are_no_spots() -> None:
    picture = photo(APART)
    rows, columns = (np.mgrid[:300, :300] + 0.5) * 0.2 - 30
    distance = np.hypot(rows, columns)
    skin = distance < 27
    for outside in (0.0, 1.0):
        seen = np.where(skin, picture, outside).astype(np.float32)
        seen[skin & (distance > 26)] *= 0.6
        found = detect_spots(seen, skin, 0.2)
        assert not found[distance > 27 - RIM_MM + 0.1].any()
        assert found[discs(APART, 0.2) & (distance < 20)].mean() > 0.95
        assert not found[~discs([(r, c, radius + 0.6) for r, c, radius in APART], 0.2)].any()


@given(gain=st.floats(0.2, 3.0))
@settings(max_examples=20)
def test_the_gain_of_the_exposure_does_not_matter(gain: float) -> None:
    light = 0.05 + 0.2 * np.random.default_rng(1).random((30, 30), dtype=np.float32)
    light = cv2.resize(light, (240, 240), interpolation=cv2.INTER_CUBIC)
    mask = np.ones(light.shape, bool)
    plain, brighter = (detect_spots(encode_srgb(light * np.float32(g)), mask, 0.25) for g in (1.0, gain))
    assert plain.any()
    assert (plain != brighter).mean() < 1e-3


@given(seed=st.integers(0, 2**32 - 1), scale=st.sampled_from([0.1, 0.15, 0.3]))
@settings(max_examples=15)
def test_the_size_of_the_picture_does_not_matter(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    places = [(*rng.uniform(5, 55, 2), rng.uniform(1.0, 3.0)) for _ in range(12)]
    ratios = []
    for each in (0.2, scale):
        picture = photo(places, each, darkening=0.25)
        ratios.append(spot_ratio(detect_spots(picture, everywhere(picture), each), everywhere(picture)))
    assert ratios[1] == pytest.approx(ratios[0], rel=0.1, abs=0.002)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_spots_lie_within_the_skin_and_off_its_rim(seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture = rng.random((64, 80), dtype=np.float32)
    mask = cv2.GaussianBlur(rng.random((64, 80)), (0, 0), 8) > rng.uniform(0.45, 0.5)
    assume(mask.any() and not mask.all())
    found = detect_spots(picture, mask, 0.5)
    assert found.shape == picture.shape
    to_rim = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    assert not found[to_rim * 0.5 < RIM_MM].any()


def test_mirrored_pictures_have_mirrored_spots() -> None:
    picture = photo(APART)
    skin = everywhere(picture)
    found = detect_spots(picture, skin, 0.2)
    for turned, back in ((np.fliplr, np.fliplr), (np.transpose, np.transpose)):
        assert (back(detect_spots(np.ascontiguousarray(turned(picture)), skin, 0.2)) != found).mean() < 1e-3


def test_black_white_and_bare_pictures_have_no_spots() -> None:
    for level in (0.0, 1.0):
        picture = np.full((90, 90), level, np.float32)
        assert not detect_spots(picture, everywhere(picture), 0.5).any()
        assert not detect_spots(picture, np.zeros((90, 90), bool), 0.5).any()
        assert not detect_spots(picture[:3, :2], np.ones((3, 2), bool), 0.5).any()


def test_wrong_arguments_are_refused() -> None:
    picture, mask = np.zeros((9, 9), np.float32), np.ones((9, 9), bool)
    for scale in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="scale"):
            detect_spots(picture, mask, scale)
    with pytest.raises(ValueError, match="shape"):
        detect_spots(picture, mask[1:], 0.2)
    with pytest.raises(ValueError, match="shape"):
        detect_spots(np.zeros((9, 9, 3), np.float32), mask, 0.2)
    with pytest.raises(ValueError, match="shape"):
        spot_ratio(mask, mask[1:])


def test_the_ratio_is_area_over_area() -> None:
    spots, region = np.zeros((4, 5), bool), np.zeros((4, 5), bool)
    spots[:2] = True
    region[1:] = True
    assert spot_ratio(spots, region) == 5 / 15
    assert math.isnan(spot_ratio(spots, np.zeros_like(region)))


@pytest.fixture(scope="module")
def cells() -> NDArray[np.float64]:
    """Return shares of area in squares of 16 mm of two simulated faces, (N, 3): found in UV, found in red, and true.

    Melasma is left out of the truth: its patches are wider than the skin that the detector compares with.
    """
    people = SimulationSettings(people=2, seed=5, size=512)
    scale, side = CLINIC_FRAME_MM / 512, 34
    shares = []
    for number in range(2):
        one = draw_simulated(people, number)
        visited = visit(one.life, 0)
        taken = clinic_photo(one.life, visited, one.studio)
        table = csv.DictReader(io.StringIO(spot_table(one.life, visited, taken)))
        kinds = {int(mark["id"]) for mark in table if mark["pigment"] == "yes" and mark["kind"] != "melasma"}
        in_uv = detect_spots(taken.uv, taken.skin_mask, scale)
        in_red = detect_spots(np.ascontiguousarray(taken.colour[..., 0]), taken.skin_mask, scale)
        maps = (in_uv, in_red, np.isin(taken.spots, list(kinds)))
        skin = taken.skin_mask & (taken.regions > 0) & (taken.regions != REGIONS["nose"])
        for row in range(0, 512 - side, side):
            for column in range(0, 512 - side, side):
                region = np.zeros_like(skin)
                region[row : row + side, column : column + side] = True
                region &= skin
                if region.sum() > 0.6 * side**2:
                    shares.append([spot_ratio(spots, region) for spots in maps])
    return np.array(shares)


def test_the_ratio_follows_the_true_share_of_pigment_and_in_uv_best(cells: NDArray[np.float64]) -> None:
    in_uv, in_red, true = cells.T
    assert len(cells) > 40
    assert np.corrcoef(in_uv, true)[0, 1] > 0.8
    assert np.corrcoef(in_uv, true)[0, 1] > np.corrcoef(in_red, true)[0, 1] + 0.1
    assert 0.4 < in_uv.mean() / true.mean() < 1.6
