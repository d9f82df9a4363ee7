"""The measures of spots against scikit-image and direct counting, and their properties."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage
from skimage.draw import ellipse
from skimage.measure import regionprops

from uvphoto.skin.regions import REGIONS
from uvphoto.spots.detect import Detection, DetectorSettings
from uvphoto.spots.measure import Spot, measure_regions, measure_spots

Mask = NDArray[np.bool_]
SCALE = 0.25


def detection(mask: Mask, absorbance: NDArray[np.float32] | None = None, scale: float = SCALE) -> Detection:
    labels = ndimage.label(mask, np.ones((3, 3)))[0].astype(np.int32)
    if absorbance is None:
        absorbance = np.random.default_rng(1).uniform(0.05, 0.3, mask.shape).astype(np.float32)
    return Detection(labels, absorbance, scale, DetectorSettings())


def drawn() -> Mask:
    mask = np.zeros((120, 160), bool)
    for row, column, height, width, angle in ((30, 30, 12, 5, 0.4), (70, 60, 8, 8, 0), (90, 120, 20, 9, -0.7)):
        mask[ellipse(row, column, height, width, rotation=angle)] = True
    mask[20:24, 100:140] = True
    mask[20:40, 136:140] = True
    mask[60, 140] = True
    return mask


def quarters(shape: tuple[int, int]) -> NDArray[np.uint8]:
    regions = np.zeros(shape, np.uint8)
    rows, columns = shape[0] // 2, shape[1] // 2
    regions[:rows, :columns], regions[:rows, columns:] = 1, 2
    regions[rows:, :columns], regions[rows:, columns:] = 3, 5
    regions[-4:], regions[:, -4:] = 0, 0
    return regions


def test_spots_are_as_scikit_image_measures_them() -> None:
    found = detection(drawn())
    spots = measure_spots(found, quarters(found.labels.shape))
    oracle = regionprops(found.labels, found.absorbance)
    assert [spot.number for spot in spots] == [one.label for one in oracle]
    for spot, one in zip(spots, oracle, strict=True):
        assert (spot.row, spot.column) == pytest.approx(one.centroid)
        assert spot.area_mm2 == pytest.approx(one.area * SCALE**2)
        assert spot.diameter_mm == pytest.approx(one.equivalent_diameter_area * SCALE)
        assert spot.absorbance == pytest.approx(one.intensity_mean, rel=1e-5)
        assert spot.contrast == pytest.approx(np.mean(1 - 10 ** -found.absorbance[tuple(one.coords.T)]), rel=1e-5)
        if one.area > 1:
            # scikit-image leaves the square of the pixel out, and counts whole pixels of the hull.
            assert spot.elongation == pytest.approx(one.axis_major_length / one.axis_minor_length, rel=0.05)
            assert spot.solidity == pytest.approx(one.solidity, abs=0.05)


def test_a_single_pixel_is_a_square() -> None:
    mask = np.zeros((9, 9), bool)
    mask[4, 5] = True
    (spot,) = measure_spots(detection(mask), np.full((9, 9), 4, np.uint8))
    assert spot.region == "nose"
    assert (spot.row, spot.column, spot.elongation, spot.solidity) == (4, 5, 1, 1)


def test_a_rectangle_has_the_elongation_of_its_sides_and_a_ring_is_not_solid() -> None:
    mask = np.zeros((40, 40), bool)
    mask[2:6, 4:36] = True
    mask[12:36, 12:36] = True
    mask[18:30, 18:30] = False
    bar, ring = measure_spots(detection(mask), np.zeros((40, 40), np.uint8))
    assert bar.elongation == pytest.approx(8)
    assert bar.solidity == 1
    assert ring.solidity == pytest.approx(0.75)
    assert (bar.region, ring.region) == ("", "")


def test_a_spot_counts_in_the_region_of_most_of_it_and_its_area_in_both() -> None:
    mask = np.zeros((20, 20), bool)
    mask[5:9, 4:14] = True  # 6 columns in the one, 4 in the other
    regions = np.ones((20, 20), np.uint8)
    regions[:, 10:] = 2
    found = detection(mask)
    measures = measure_regions(found, regions, np.ones((20, 20), bool))
    assert measure_spots(found, regions)[0].region == "forehead"
    assert [measures[name].count for name in ("forehead", "left_cheek", "cheeks", "face")] == [1, 0, 0, 1]
    assert measures["forehead"].spot_ratio == pytest.approx(24 / 200)
    assert measures["left_cheek"].spot_ratio == pytest.approx(16 / 200)
    assert math.isnan(measures["left_cheek"].median_diameter_mm)
    assert math.isnan(measures["nose"].spot_ratio)
    assert measures["nose"].count == 0


@example(seed=289, share=0.375)  # a spot that lies half in a region and half in none
@given(seed=st.integers(0, 1000), share=st.floats(0, 0.4))
@settings(max_examples=25, deadline=None)
def test_regions_are_as_counted_one_by_one(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    mask = ndimage.gaussian_filter(rng.random((60, 80)), 2) > np.quantile(rng.random(100), 1 - share)
    regions, skin = quarters(mask.shape), rng.random(mask.shape) < 0.9
    found = detection(mask & skin)
    spots, measures = measure_spots(found, regions), measure_regions(found, regions, skin)
    assert tuple(measures) == (*REGIONS, "cheeks", "face")
    for value, name in enumerate(REGIONS, start=1):
        here = skin & (regions == value)
        own = [spot.diameter_mm for spot in spots if spot.region == name]
        one = measures[name]
        assert one.skin_mm2 == pytest.approx(here.sum() * SCALE**2)
        assert one.count == len(own)
        if not here.any():
            continue
        on_spots = found.absorbance[here & found.mask]
        assert one.spot_ratio == pytest.approx(len(on_spots) / here.sum())
        assert one.count_per_cm2 == pytest.approx(len(own) / (here.sum() * SCALE**2 / 100))
        assert one.absorbance == pytest.approx(on_spots.sum() / here.sum(), rel=1e-5)
        if own:
            assert one.median_diameter_mm == pytest.approx(np.median(own))
            assert one.p90_diameter_mm == pytest.approx(np.percentile(own, 90))
        if len(on_spots):
            assert one.contrast == pytest.approx(np.mean(1 - 10**-on_spots), rel=1e-5)
    cheeks = [measures[name] for name in ("left_cheek", "right_cheek")]
    assert measures["cheeks"].skin_mm2 == pytest.approx(sum(one.skin_mm2 for one in cheeks))
    assert measures["cheeks"].count == sum(one.count for one in cheeks)
    assert measures["face"].skin_mm2 == pytest.approx(skin.sum() * SCALE**2)
    assert measures["face"].spot_ratio == pytest.approx(found.mask.sum() / skin.sum())
    assert measures["face"].count == len(spots)


def test_lengths_are_those_of_the_skin_not_of_the_picture() -> None:
    fine = np.kron(drawn(), np.ones((2, 2), bool))
    flat = np.full(drawn().shape, 0.1, np.float32)
    coarse_spots = measure_spots(detection(drawn(), flat), np.zeros(drawn().shape, np.uint8))
    fine_spots = measure_spots(detection(fine, np.kron(flat, np.ones((2, 2), np.float32)), SCALE / 2),
                               np.zeros(fine.shape, np.uint8))  # fmt: skip

    def numbers(spot: Spot) -> list[float]:
        return [spot.area_mm2, spot.diameter_mm, spot.contrast, spot.absorbance, spot.elongation, spot.solidity]

    for one, other in zip(coarse_spots, fine_spots, strict=True):
        assert numbers(one) == pytest.approx(numbers(other), rel=1e-6)


def test_where_nothing_was_found_there_is_nothing_to_measure() -> None:
    found = detection(np.zeros((8, 8), bool))
    assert measure_spots(found, np.ones((8, 8), np.uint8)) == ()
    forehead = measure_regions(found, np.ones((8, 8), np.uint8), np.ones((8, 8), bool))["forehead"]
    assert (forehead.count, forehead.spot_ratio, forehead.absorbance) == (0, 0, 0)
    assert math.isnan(forehead.contrast)


@pytest.mark.parametrize("regions", [np.zeros((8, 9), np.uint8), np.full((8, 8), 6, np.uint8)])
def test_regions_that_are_none_are_refused(regions: NDArray[np.uint8]) -> None:
    found = detection(np.eye(8, dtype=bool))
    with pytest.raises(ValueError, match="regions"):
        measure_spots(found, regions)
    with pytest.raises(ValueError, match="regions"):
        measure_regions(found, regions, np.ones((8, 8), bool))


def test_a_skin_mask_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="skin mask"):
        measure_regions(detection(np.eye(8, dtype=bool)), np.zeros((8, 8), np.uint8), np.ones((9, 8), bool))
