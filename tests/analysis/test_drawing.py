"""Views of a face and outlines over it."""

import numpy as np

from uvphoto.analysis.drawing import REGION_COLOURS, SPOT, FaceView, with_regions, with_spots
from uvphoto.skin.regions import REGIONS

GREY = np.full((400, 600, 3), 0.5, np.float32)
SKIN = np.zeros((400, 600), bool)
SKIN[100:300, 200:400] = True


def test_a_view_is_the_part_around_the_skin_and_never_enlarged() -> None:
    assert FaceView(SKIN, 5000).photo(GREY).shape == (222, 222, 3)  # 200 pixels of skin, 6 % more on every side
    assert FaceView(SKIN, 100).photo(GREY).shape == (100, 100, 3)
    assert FaceView(~SKIN, 100).photo(GREY[..., 0]).shape == (67, 100, 3)
    assert FaceView(np.zeros_like(SKIN), 600).photo(GREY).shape == GREY.shape


def test_outlines_lie_on_the_rim_of_a_spot_and_leave_its_middle_alone() -> None:
    spots = np.zeros_like(SKIN)
    spots[180:221, 280:321] = True
    view = FaceView(SKIN, 5000)
    before = view.photo(GREY)
    drawn = with_spots(view, before, spots)
    top, left = 180 - 89, 280 - 189
    assert tuple(drawn[top, left + 20]) == SPOT
    assert tuple(drawn[top + 40, left + 20]) == SPOT
    np.testing.assert_array_equal(drawn[top + 20, left + 20], before[top + 20, left + 20])
    assert (before == 128).all()


def test_each_region_has_its_colour() -> None:
    regions = np.zeros(SKIN.shape, np.uint8)
    for value in range(1, 6):
        regions[110 + 30 * value : 130 + 30 * value, 250:350] = value
    view = FaceView(SKIN, 5000)
    drawn = with_regions(view, view.photo(GREY), regions)
    seen = {tuple(int(level) for level in pixel) for pixel in drawn.reshape(-1, 3)}
    assert seen >= set(REGION_COLOURS.values())
    assert tuple(REGION_COLOURS) == REGIONS


def test_heat_goes_from_black_to_bright() -> None:
    values = np.zeros(SKIN.shape, np.float32)
    values[200:] = 0.4
    heat = FaceView(SKIN, 5000).heat(values, 0.4)
    assert heat[5, 5].max() < 10
    assert heat[-5, 5].min() > 100
