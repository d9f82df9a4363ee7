"""Turns of the head: points turned by the simulator's rotation, and a photo of a simulated head."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.simulate.face.pose import View
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import clinic_photo
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.landmarks import CHIN, FOREHEAD_TOP, Landmarks
from uvphoto.skin.learned.head_pose import NEUTRAL_PITCH, SHALLOW, estimate_pose
from uvphoto.skin.learned.load import load_landmarker
from uvphoto.skin.pupils import find_pupils

ANGLES = st.floats(-40, 40)


@given(yaw=ANGLES, pitch=ANGLES, roll=ANGLES)
def test_the_simulators_rotation_is_told_back(yaw: float, pitch: float, roll: float) -> None:
    rng = np.random.default_rng(0)
    points = np.zeros((468, 3))  # row, column, towards the viewer
    for right, left in ((33, 263), (133, 362), (61, 291), (127, 356), (234, 454), (93, 323), (132, 361), (58, 288)):
        points[right] = rng.uniform([0, -80, -40], [100, -20, 40])
        points[left] = points[right] * [1, -1, 1]
    points[[172, 397]] = [[90, -50, 0], [90, 50, 0]]
    points[FOREHEAD_TOP], points[CHIN] = (-60, 0, 0), (110, 0, 0)
    turned = points @ View(1, 1, 1.0, 500.0, yaw, pitch, roll).rotation.T
    seen = 3 * turned * [1, 1, -SHALLOW] + [500, 700, 20]
    pose = estimate_pose(Landmarks(seen.astype(np.float32), 1.0))
    assert pose == pytest.approx((yaw, pitch - NEUTRAL_PITCH, roll), abs=0.01)


def test_a_turned_head_in_a_photo(reference_data: Path) -> None:
    pytest.importorskip("openvino")
    one = draw_simulated(SimulationSettings(people=3, seed=5, size=384), 1)
    visited = visit(one.life, 0)
    sitting = replace(visited.sitting, yaw=12.0, pitch=10.0, roll=6.0)
    photo = clinic_photo(one.life, replace(visited, sitting=sitting), one.studio).colour
    landmarker = load_landmarker(reference_data / "weights" / "face_landmark.tflite")
    landmarks = landmarker.find(photo, FaceFinding(find_pupils(photo), 0.0, 0.0, ()))
    assert landmarks.confidence > 0.9
    assert estimate_pose(landmarks) == pytest.approx((12, 10, 6), abs=5)
