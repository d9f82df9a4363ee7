"""A UV photo moved by a known way is laid back; a wrong partner is refused."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.archives.registration import PairRegistration, register_pair
from uvphoto.archives.registration.places import Places
from uvphoto.simulate.photography import ClinicPhoto

Picture = NDArray[np.float32]


def moved(uv: Picture, seed: int, *, zoom: float = 1.03) -> tuple[Picture, Picture, Picture]:
    """Return a UV photo shifted, turned, scaled, bent, exposed otherwise and noisy, and where its pixels come from."""
    rng, (height, width) = np.random.default_rng(seed), uv.shape
    rows, columns = np.mgrid[:height, :width] - np.array([height / 2, width / 2])[:, None, None]
    turn = np.deg2rad(3)
    bend = 3 * np.sin(rows / 70) * np.cos(columns / 90)
    x = zoom * (np.cos(turn) * columns - np.sin(turn) * rows) + width / 2 + 14 + bend
    y = zoom * (np.sin(turn) * columns + np.cos(turn) * rows) + height / 2 - 9 - bend
    x, y = x.astype(np.float32), y.astype(np.float32)
    brought = cv2.remap(uv, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).clip(0, 1)
    noisy = 0.8 * brought**1.15 + rng.normal(0, 0.01, uv.shape)
    return noisy.clip(0, 1).astype(np.float32), x, y


def errors(found: PairRegistration, x: Picture, y: Picture, skin: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how many pixels of the colour photo each pixel of skin is off."""
    rows, columns = np.mgrid[: skin.shape[0], : skin.shape[1]]
    back = [cv2.remap(one, found.places.x, found.places.y, cv2.INTER_LINEAR) for one in (x, y)]
    return np.hypot(back[0] - columns, back[1] - rows)[skin & found.places.inside]


def test_a_known_way_is_found_to_under_a_pixel(clinic_face: ClinicPhoto) -> None:
    uv, x, y = moved(clinic_face.uv, 1)
    found = register_pair(clinic_face.colour, uv, clinic_face.skin_mask)
    assert found.problem == ""
    off = errors(found, x, y, clinic_face.skin_mask)
    assert np.median(off) < 0.5
    assert np.quantile(off, 0.95) < 1.0
    assert found.moved > 10
    assert found.residual < 1.0


def test_another_face_is_refused(clinic_face: ClinicPhoto) -> None:
    other = np.ascontiguousarray(clinic_face.uv[:, ::-1])  # a mirrored face has the outline, but no spot in its place
    found = register_pair(clinic_face.colour, other, clinic_face.skin_mask)
    assert found.problem


def test_a_uv_photo_that_shows_nothing_is_refused(clinic_face: ClinicPhoto) -> None:
    blank = np.full(clinic_face.uv.shape, 0.5, np.float32)
    assert "no features" in register_pair(clinic_face.colour, blank, clinic_face.skin_mask).problem


def test_shapes_that_do_not_fit_are_refused(clinic_face: ClinicPhoto) -> None:
    with pytest.raises(ValueError, match="some skin"):
        register_pair(clinic_face.colour, clinic_face.uv, np.zeros_like(clinic_face.skin_mask))


def test_places_keep_what_they_say_at_another_size() -> None:
    matrix = np.array([[1.02, 0.03, 4.0], [-0.02, 0.99, -3.0], [0, 0, 1]])
    small = Places.of(matrix, (60, 80), (60, 80))
    large = small.resized((240, 320), (240, 320))
    rows, columns = np.mgrid[:240, :320]
    x = (matrix[0, 0] * ((columns + 0.5) / 4 - 0.5) + matrix[0, 1] * ((rows + 0.5) / 4 - 0.5) + 4.0 + 0.5) * 4 - 0.5
    assert np.abs(large.x - x).max() < 0.1  # cv2.remap places to 1/32 pixel of the small one
