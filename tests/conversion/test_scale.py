"""How the scale of a photo is found, and what follows from it."""

import numpy as np
import pytest

from uvphoto.conversion import scale
from uvphoto.conversion.scale import Scale, ScaleSource, find_scale, guess_working_pixels, working_size
from uvphoto.errors import SettingsError

PHOTO = np.zeros((60, 40, 3), np.float32)


class Pair:
    """Two pupils, so many pixels apart."""

    distance = 126.0
    is_measured = True


class Guess(Pair):
    """Two pupils of which the eyes were not seen."""

    is_measured = False


def test_a_scale_that_is_given_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "find_pupils", lambda _: pytest.fail("nobody has to look"))
    assert find_scale(PHOTO, 0.1) == Scale(0.1, ScaleSource.GIVEN)


def test_then_the_pupils_then_the_size_of_the_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "find_pupils", lambda _: Pair())
    assert find_scale(PHOTO) == Scale(0.5, ScaleSource.PUPILS)
    monkeypatch.setattr(scale, "find_pupils", lambda _: Guess())
    assert find_scale(PHOTO) == Scale(0.5, ScaleSource.FACE)
    monkeypatch.setattr(scale, "find_pupils", lambda _: None)
    assert find_scale(PHOTO) == Scale(6.0, ScaleSource.SHORTER_SIDE)
    assert str(find_scale(PHOTO)) == "6 mm per pixel (assumed: no face found, so the shorter side counts as 240 mm)"


@pytest.mark.parametrize("value", [0.0, -1.0, np.inf, np.nan])
def test_senseless_scales_are_refused(value: float) -> None:
    with pytest.raises(SettingsError, match="no scale"):
        find_scale(PHOTO, value)


def test_close_scales_leave_the_photo_as_it_is() -> None:
    assert working_size((600, 400, 3), 0.25 * 1.029, 0.25) == (600, 400)
    assert working_size((600, 400, 3), 0.25 * 0.971, 0.25) == (600, 400)
    assert working_size((600, 400, 3), 0.25 * 1.04, 0.25) == (624, 416)
    assert working_size((600, 400, 3), 0.125, 0.25) == (300, 200)
    assert working_size((600, 400, 3), 1e-6, 0.25) == (1, 1)


def test_a_scale_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"enlarged 40 times, to 1600 megapixels\. Crop it to the face"):
        working_size((1000, 1000, 3), 10, 0.25)


def test_the_guess_of_the_work_is_the_work_where_no_face_is_found() -> None:
    height, width = working_size(PHOTO.shape, 6.0, 1.5)
    assert guess_working_pixels(PHOTO.shape, None, 1.5) == pytest.approx(height * width)
    assert guess_working_pixels(PHOTO.shape, 3.0, 1.5) == pytest.approx(60 * 40 * 4)
