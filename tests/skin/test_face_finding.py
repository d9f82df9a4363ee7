"""Faces that can be measured, and what is said of those that cannot."""

import math
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from skimage import data

from uvphoto.skin.face_finding import FaceProblem, find_face


def test_noise_is_no_face() -> None:
    finding = find_face(np.random.default_rng(1).random((200, 200, 3), dtype=np.float32))
    assert finding.problems == (FaceProblem.NO_FACE,)
    assert finding.pupils is None
    assert math.isnan(finding.yaw)


@pytest.mark.parametrize(("factor", "is_problem"), [(0.9, True), (0.4, False)])
def test_another_face_counts_where_it_is_of_much_the_same_size(factor: float, is_problem: bool) -> None:
    face = data.astronaut()[20:260, 110:340].astype(np.float32) / 255
    other = cv2.resize(face, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    both = np.full((face.shape[0], face.shape[1] + other.shape[1], 3), 0.5, np.float32)
    both[:, : face.shape[1]] = face
    both[: other.shape[0], face.shape[1] :] = other
    assert (FaceProblem.SEVERAL in find_face(both).problems) == is_problem


@pytest.mark.parametrize(("yaw", "is_problem"), [(0.0, False), (30.0, True)])
def test_a_turned_head_is_said_to_be(take_simulated: Callable, yaw: float, is_problem: bool) -> None:
    _, taken = take_simulated(1, yaw)
    finding = find_face(taken.colour)
    assert finding.yaw == pytest.approx(yaw, abs=7)
    assert (FaceProblem.TURNED in finding.problems) == is_problem


def test_a_leaning_face_has_its_roll() -> None:
    astronaut = data.astronaut().astype(np.float32) / 255
    level = find_face(astronaut).roll
    matrix = cv2.getRotationMatrix2D((226.0, 110.0), -12.0, 1.0)  # clockwise
    leaning = cv2.warpAffine(astronaut, matrix, (512, 512), borderMode=cv2.BORDER_REPLICATE)
    assert find_face(leaning).roll - level == pytest.approx(12, abs=3)
