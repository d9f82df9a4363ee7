"""What goes wrong without cascades, and the order of what they find."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from uvphoto.errors import FileError
from uvphoto.skin.cascades import detect_boxes, load_cascade


def test_a_wheel_without_cascades_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2.data, "haarcascades", f"{tmp_path}/")
    with pytest.raises(FileError, match=r"haarcascade_eye\.xml: is missing in OpenCV .* pip install"):
        load_cascade("haarcascade_eye")


def test_the_largest_comes_first_and_centres_are_those_of_pixels() -> None:
    grey = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2GRAY)
    face = grey[40:200, 140:310]
    canvas = np.zeros((360, 560), np.uint8)
    canvas[:160, :170] = face
    canvas[20:340, 200:540] = cv2.resize(face, (340, 320))
    boxes = detect_boxes(load_cascade("haarcascade_frontalface_alt2"), canvas, 60, 300, step=1.1, votes=3)
    assert len(boxes) == 2
    large, small = boxes
    assert large.side > 1.5 * small.side
    assert (large.row, large.column) == pytest.approx((20 + 2 * small.row, 200 + 2 * small.column), abs=8)
