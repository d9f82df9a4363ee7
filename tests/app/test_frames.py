"""What is told of a face before a camera, against the same face found in the photo itself."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from uvphoto.app.frames import look
from uvphoto.errors import SettingsError
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.face_finding import find_face

WIDTH = 1080  # pixels of the camera's picture


def jpeg(pixels: np.ndarray, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.rint(255 * pixels).astype(np.uint8)).save(file, kind)
    return file.getvalue()


@pytest.fixture(scope="module")
def seen(clinic_face: ClinicPhoto) -> np.ndarray:
    """Return a simulated face in the middle of a wall."""
    frame = np.full((480, 360, 3), 0.6, np.float32)
    frame[60:420] = cv2.resize(clinic_face.colour, (360, 360), interpolation=cv2.INTER_AREA)
    return frame


def test_the_place_and_the_size_of_the_face_are_told(seen: np.ndarray, clinic_face: ClinicPhoto) -> None:
    told = look(jpeg(seen), WIDTH)
    pupils = find_face(clinic_face.colour).pupils
    row, column = (np.add(pupils.left, pupils.right) / 2 + 0.5) / 512
    assert told["faults"] == []
    assert told["eyes"]["x"] == pytest.approx(column, abs=0.01)
    assert told["eyes"]["y"] == pytest.approx((60 + 360 * row) / 480, abs=0.01)
    assert told["between"] == pytest.approx(pupils.distance / 512, rel=0.03)


@pytest.mark.parametrize(
    "case", [("several", "several_faces"), ("far", "small"), ("leaning", "leaning"), ("none", "no_face")]
)
def test_what_is_wrong_is_named(seen: np.ndarray, case: tuple[str, str]) -> None:
    name, fault = case
    turn = cv2.getRotationMatrix2D((180, 240), 30, 0.8)
    frame, width = {
        "several": (np.concatenate([seen, seen], axis=1), 2 * WIDTH),
        "far": (seen, 360),  # the camera has no more pixels than that
        "leaning": (cv2.warpAffine(seen, turn, (360, 480), borderMode=cv2.BORDER_REPLICATE), WIDTH),
        "none": (np.full_like(seen, 0.6), WIDTH),
    }[name]
    told = look(jpeg(frame), width)
    assert told["faults"] == [fault]
    assert (told["eyes"] is None) == (told["between"] is None) == (name == "none")


@pytest.mark.parametrize("case", ["no file", "no picture", "PNG", "large", "small"])
def test_what_is_no_frame_is_refused(seen: np.ndarray, case: str) -> None:
    frames = {
        "no file": b"", "no picture": b"\xff\xd8\xff", "PNG": jpeg(seen, "PNG"),
        "large": jpeg(np.zeros((700, 700, 3))), "small": jpeg(np.zeros((199, 300, 3))),
    }  # fmt: skip
    with pytest.raises(SettingsError):
        look(frames[case], WIDTH)
