"""Pupils against those that people see in real photos, and against the places known in simulated ones."""

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage import data, transform

from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.picture import read_colour
from uvphoto.simulate.face.lighting import RELIEF_MM
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import clinic_photo
from uvphoto.simulate.staging import CLINIC_FRAME_MM
from uvphoto.skin.pupils import Pupils, find_pupils

Picture = NDArray[np.float32]
Place = tuple[float, float]

# Centres of the irises, marked by eye in enlarged photos, to about 2 % of their distance: the person's left, right.
ASTRONAUT = (103.1, 246.4), (100.5, 202.6)
PEXELS = {
    "ike-louie-natividad-2709388": ((2444.0, 1754.0), (2761.0, 1099.0)),
    "mateus-souza-3586798": ((2380.0, 2020.0), (2433.0, 1319.0)),
    "simon-robben-614810": ((1540.0, 2732.0), (1558.0, 1806.0)),
}


@pytest.fixture(scope="module")
def astronaut() -> Picture:
    return data.astronaut().astype(np.float32) / 255


def offset(pupils: Pupils | None, truth: tuple[Place, Place]) -> float:
    """Return the larger distance of a pupil from its true place, in units of their distance."""
    assert pupils is not None
    return max(math.dist(pupils.left, truth[0]), math.dist(pupils.right, truth[1])) / math.dist(*truth)


def test_a_real_persons_pupils_are_found_left_and_right(astronaut: Picture) -> None:
    pupils = find_pupils(astronaut)
    assert offset(pupils, ASTRONAUT) < 0.05
    assert pupils.is_measured
    assert pupils.distance == pytest.approx(math.dist(*ASTRONAUT), rel=0.04)
    assert 80 < pupils.face_width < 120


def test_equal_photos_have_equal_pupils(astronaut: Picture) -> None:
    assert find_pupils(astronaut) == find_pupils(astronaut.copy())


def test_the_mirrored_person_has_left_and_right_exchanged(astronaut: Picture) -> None:
    pupils = find_pupils(np.ascontiguousarray(astronaut[:, ::-1]))
    left, right = ((row, astronaut.shape[1] - 1 - column) for row, column in ASTRONAUT)
    assert offset(pupils, (right, left)) < 0.06


@pytest.mark.parametrize("factor", [0.8, 1.5, 3.0])
def test_a_larger_photo_has_pupils_further_apart(astronaut: Picture, factor: float) -> None:
    size = tuple(round(side * factor) for side in astronaut.shape[:2])
    resized = transform.resize(astronaut, size, order=1, anti_aliasing=True).astype(np.float32)
    scaled = tuple(tuple((value + 0.5) * factor - 0.5 for value in place) for place in ASTRONAUT)
    pupils = find_pupils(resized)
    assert offset(pupils, scaled) < 0.06
    assert pupils.distance == pytest.approx(factor * math.dist(*ASTRONAUT), rel=0.05)


@pytest.mark.parametrize("lean", [-25.0, -12.0, 12.0, 25.0])
def test_a_head_may_lean(astronaut: Picture, lean: float) -> None:
    matrix = cv2.getRotationMatrix2D((226.0, 110.0), lean, 1.0)
    leaning = cv2.warpAffine(astronaut, matrix, (512, 512), borderMode=cv2.BORDER_REPLICATE)
    places = [tuple((matrix @ [column, row, 1.0])[::-1]) for row, column in ASTRONAUT]
    assert offset(find_pupils(leaning), (places[0], places[1])) < 0.07


@pytest.mark.parametrize("gain", [0.4, 1.6])
def test_the_exposure_hardly_matters(astronaut: Picture, gain: float) -> None:
    assert offset(find_pupils(np.clip(astronaut * np.float32(gain), 0, 1)), ASTRONAUT) < 0.06


def test_a_face_at_the_border_of_the_photo_is_found(astronaut: Picture) -> None:
    close = np.ascontiguousarray(astronaut[50:190, 172:280])
    places = [(row - 50, column - 172) for row, column in ASTRONAUT]
    assert offset(find_pupils(close), (places[0], places[1])) < 0.06


def test_covered_eyes_are_guessed_from_the_face(astronaut: Picture) -> None:
    shades = cv2.resize(astronaut[50:190, 160:300], (560, 560), interpolation=cv2.INTER_CUBIC)
    for _, column in ASTRONAUT:
        middle = (round((column - 160) * 4), 208)
        cv2.ellipse(shades, middle, (52, 32), 0, 0, 360, (0.05, 0.05, 0.05), -1)
    pupils = find_pupils(np.clip(shades, 0, 1))
    places = [((row - 50) * 4, (column - 160) * 4) for row, column in ASTRONAUT]
    assert offset(pupils, (places[0], places[1])) < 0.25
    assert not pupils.is_measured
    assert pupils.distance == pytest.approx(math.dist(*places), rel=0.2)


@pytest.mark.parametrize("name", ["brick", "grass", "gravel", "coffee", "rocket", "chelsea"])
def test_what_is_no_person_has_no_pupils(name: str) -> None:
    picture = getattr(data, name)().astype(np.float32) / 255
    assert find_pupils(np.dstack([picture] * 3) if picture.ndim == 2 else picture) is None


def test_plain_narrow_and_noisy_pictures_have_no_pupils() -> None:
    rng = np.random.default_rng(1)
    for shape in ((1, 1, 3), (1, 300, 3), (40, 30, 3), (300, 400, 3)):
        assert find_pupils(np.full(shape, 0.5, np.float32)) is None
        assert find_pupils(rng.random(shape, dtype=np.float32)) is None


def test_an_oval_of_skin_colour_is_no_face() -> None:
    rng = np.random.default_rng(2)
    rows, columns = np.mgrid[:384, :288]
    for _ in range(4):
        skin = ((rows - 192) / 161) ** 2 + ((columns - 144) / 109) ** 2 < 1
        spots = np.zeros((384, 288), np.uint8)
        for row, column in rng.uniform(0.3, 0.7, (12, 2)):
            cv2.circle(spots, (int(column * 288), int(row * 384)), int(rng.integers(2, 15)), 1, -1)
        tone = np.where(skin[..., None], (0.8, 0.6, 0.5), (0.3, 0.33, 0.36)) * (1 - 0.15 * spots[..., None])
        assert find_pupils(tone.astype(np.float32)) is None


def test_what_is_no_colour_photo_is_refused() -> None:
    for shape in ((40, 30), (40, 30, 4), (0, 30, 3)):
        with pytest.raises(ValueError, match="shape"):
            find_pupils(np.zeros(shape, np.float32))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_simulated_people_are_measured_to_a_percent(number: int) -> None:
    one = draw_simulated(SimulationSettings(people=3, seed=5, size=512), number)
    visited = visit(one.life, 0)
    taken = clinic_photo(one.life, visited, one.studio)
    half = one.life.shape.pupil_distance / 2
    places = taken.view.seen_at(
        np.array([[-0.6, half], [-0.6, -half]]), one.life.canvas, one.life.surface.depth, RELIEF_MM
    )
    pupils = find_pupils(taken.colour)
    assert offset(pupils, tuple(map(tuple, places))) < 0.01
    assert pupils.is_measured
    assert pupils.distance * CLINIC_FRAME_MM / 512 == pytest.approx(2 * half, rel=0.015)


@pytest.mark.parametrize("name", PEXELS)
def test_pupils_in_large_real_photos(reference_data: Path, name: str) -> None:
    pupils = find_pupils(read_colour(reference_data / "photos" / f"pexels-{name}.jpg").pixels)
    assert offset(pupils, PEXELS[name]) < 0.05
    assert pupils.is_measured


def test_pupils_lie_in_the_eyes_that_people_drew(reference_data: Path) -> None:
    """The middle of an eye is where its pupil is when it looks ahead: they may differ, by less than an iris."""
    seen, errors = 0, []
    for path in sorted((reference_data / "skin_masks").glob("*.jpg")):
        with Image.open(path.with_suffix(".png")) as image:
            labels = np.asarray(image)
        eyes = [np.argwhere(labels == label) for label in (4, 5)]
        if not all(len(eye) for eye in eyes):
            continue  # behind dark glasses
        seen += 1
        left, right = sorted((tuple(eye.mean(axis=0)) for eye in eyes), key=lambda place: -place[1])
        pupils = find_pupils(read_colour(path).pixels)
        assert pupils is not None
        assert pupils.is_measured
        assert offset(pupils, (left, right)) < 0.19  # an iris is 11.7 mm wide, 63 mm are between the pupils
        errors.append(pupils.distance / math.dist(left, right) - 1)
    if not seen:
        pytest.skip(f"no drawn eyes in {reference_data}")
    assert np.median(np.abs(errors)) < 0.045
    assert np.max(np.abs(errors)) < 0.08
