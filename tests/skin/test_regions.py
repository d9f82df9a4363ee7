"""Regions against those that the simulator knows."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.datasets.simulated.person import SimulatedPerson
from uvphoto.simulate.face.lighting import RELIEF_MM
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin import landmarks as mesh
from uvphoto.skin.landmarks import POINTS, Landmarks
from uvphoto.skin.pupils import Pupils, find_pupils
from uvphoto.skin.regions import REGIONS, Proportions, find_regions, label_places

PUPILS = Pupils((100.0, 150.0), (100.0, 50.0), 260.0, is_measured=True)


def overlaps(found: NDArray[np.uint8], truth: NDArray[np.uint8]) -> list[float]:
    numbers = range(1, len(REGIONS) + 1)
    return [((found == n) & (truth == n)).sum() / ((found == n) | (truth == n)).sum() for n in numbers]


def landmarks_of(one: SimulatedPerson, taken: ClinicPhoto) -> Landmarks:
    """Return where the mesh has its points on a simulated face."""
    shape = one.life.shape
    wing, lip = shape.nose_width, shape.mouth_width
    places = {
        mesh.FOREHEAD_TOP: (shape.hairline, 0), mesh.NOSE_BRIDGE: (0, 0), mesh.NOSE_TIP: (shape.nose_length, 0),
        mesh.NOSE_BASE: (shape.nose_length + 8, 0), mesh.CHIN: (shape.length, 0),
        mesh.LEFT_NOSE_WING: (shape.nose_length, wing), mesh.RIGHT_NOSE_WING: (shape.nose_length, -wing),
        mesh.LEFT_MOUTH_CORNER: (shape.mouth_row, lip), mesh.RIGHT_MOUTH_CORNER: (shape.mouth_row, -lip),
        mesh.LEFT_BROW: (shape.brow_row - 9.5, 30), mesh.RIGHT_BROW: (shape.brow_row - 9.5, -30),
        mesh.LEFT_SIDE: (10, shape.width), mesh.RIGHT_SIDE: (10, -shape.width),
    }  # fmt: skip
    points = np.zeros((POINTS, 3), np.float32)
    seen = taken.view.seen_at(
        np.array(list(places.values()), float), one.life.canvas, one.life.surface.depth, RELIEF_MM
    )
    points[list(places), :2] = seen
    return Landmarks(points, 1.0)


@pytest.mark.parametrize("number", [0, 1])
def test_regions_are_the_simulators_and_nearer_with_landmarks(take_simulated: Callable, number: int) -> None:
    one, taken = take_simulated(number, 0.0)
    pupils = find_pupils(taken.colour)
    plain = overlaps(find_regions(taken.skin_mask, pupils), taken.regions)
    helped = overlaps(find_regions(taken.skin_mask, pupils, landmarks_of(one, taken)), taken.regions)
    assert min(plain) > 0.5
    assert min(helped) > 0.8
    assert np.mean(helped) > np.mean(plain)


def test_the_persons_left_is_on_the_right_of_the_picture() -> None:
    labels = find_regions(np.ones((300, 200), bool), PUPILS)
    columns = {name: np.nonzero(labels == n)[1].mean() for n, name in enumerate(REGIONS, 1)}
    assert columns["left_cheek"] > 100 > columns["right_cheek"]
    for name in ("forehead", "nose", "chin"):
        assert columns[name] == pytest.approx(100, abs=1)


def test_regions_lean_with_the_face_and_grow_with_it() -> None:
    down = find_regions(np.ones((300, 200), bool), PUPILS)
    sideways = Pupils((50.0, 100.0), (150.0, 100.0), 260.0, is_measured=True)  # the head leans to the left by 90
    turned = find_regions(np.ones((200, 300), bool), sideways)
    assert np.mean(np.rot90(down)[:-1] == turned[1:]) > 0.98
    large = Pupils((200.0, 300.0), (200.0, 100.0), 520.0, is_measured=True)
    assert np.mean(find_regions(np.ones((600, 400), bool), large)[::2, ::2] == down) > 0.99


def test_there_is_no_region_without_skin() -> None:
    skin = np.zeros((300, 200), bool)
    skin[120:220] = True
    labels = find_regions(skin, PUPILS)
    assert labels.dtype == np.uint8
    assert not labels[~skin].any()
    assert labels[skin].any()


def test_a_bent_midline_bends_the_nose() -> None:
    y, x = np.mgrid[-20:60, -40:40].astype(float)
    labels = label_places(y, x, Proportions(midline=((0.0, 0.0), (40.0, 10.0))))
    nose = labels == REGIONS.index("nose") + 1
    assert x[40][nose[40]].mean() == pytest.approx(5, abs=0.6)


def test_a_mesh_has_468_points() -> None:
    with pytest.raises(ValueError, match="468"):
        Landmarks(np.zeros((10, 3), np.float32), 1.0)
