"""The rectangle that is kept."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.archives.preparation.crop import Crop, find_crop


def test_the_skin_with_its_margin_within_the_photo() -> None:
    skin = np.zeros((50, 60), bool)
    skin[10:20, 3:30] = True
    assert find_crop(skin, np.ones_like(skin), 5) == Crop(5, 0, 25, 35)


def test_without_skin_there_is_none() -> None:
    assert find_crop(np.zeros((5, 5), bool), np.ones((5, 5), bool), 2) is None
    assert find_crop(np.ones((5, 5), bool), np.zeros((5, 5), bool), 2) is None


@given(st.floats(-0.3, 0.3), st.integers(-15, 15), st.integers(-15, 15))
def test_what_is_kept_is_shown_and_hardly_more_is_lost_than_must_be(lean: float, down: int, right: int) -> None:
    rows, columns = np.mgrid[:80, :80] - 40
    shown = (np.abs(rows + lean * columns - down) < 36) & (np.abs(columns - lean * rows - right) < 36)
    skin = np.hypot(rows, columns) < 20
    crop = find_crop(skin, shown, 6)
    assert crop is not None
    assert shown[crop.window].all()
    if shown[40 - 26 : 40 + 26, 40 - 26 : 40 + 26].all():
        assert crop == Crop(40 - 25, 40 - 25, 40 + 26, 40 + 26) or shown[crop.window].size >= 51 * 51
