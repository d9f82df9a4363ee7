"""Face landmarks: by a network with one answer, and by a trained one on real photos."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper
from PIL import Image

from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.learned.landmarker import Landmarker
from uvphoto.skin.learned.load import load_landmarker
from uvphoto.skin.pupils import find_pupils

MakeOnnx = Callable[..., Path]
SIDE = 192
PLACES = np.random.default_rng(3).uniform(20, 170, (468, 3)).astype(np.float32)


def write(make_onnx: MakeOnnx, path: Path) -> Path:
    """Write a network that sees every face at the same places of its square, with a logit of 2."""
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["mean"], keepdims=1),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "places"], ["points"]),
        helper.make_node("Add", ["nothing", "two"], ["logit"]),
    ]
    tensors = {
        "zero": np.zeros(1, np.float32),
        "places": PLACES.reshape(1, 1, 1, -1),
        "two": np.full(1, 2, np.float32),
    }
    outputs = [(name, TensorProto.FLOAT, None) for name in ("points", "logit")]
    return make_onnx(path, nodes, tensors, [("picture", TensorProto.FLOAT, [1, SIDE, SIDE, 3])], outputs)


def test_points_come_back_to_the_photo_by_one_similarity(
    tmp_path: Path, make_onnx: MakeOnnx, finding: FaceFinding
) -> None:
    landmarker = load_landmarker(write(make_onnx, tmp_path / "mesh.onnx"))
    landmarks = landmarker.find(np.zeros((240, 200, 3), np.float32), finding)
    assert landmarks.points.shape == (468, 3)
    assert landmarks.points.dtype == np.float32
    assert landmarks.confidence == pytest.approx(1 / (1 + np.exp(-2)))
    rows, columns, depth = landmarks.points.astype(float).T
    scale = np.ptp(rows) / np.ptp(PLACES[:, 1])
    assert rows - scale * PLACES[:, 1] == pytest.approx(np.full(468, rows[0] - scale * PLACES[0, 1]), abs=0.05)
    assert columns - scale * PLACES[:, 0] == pytest.approx(np.full(468, columns[0] - scale * PLACES[0, 0]), abs=0.8)
    assert depth == pytest.approx(scale * PLACES[:, 2], rel=0.02)


def test_no_face_no_points(tmp_path: Path, make_onnx: MakeOnnx) -> None:
    landmarker = load_landmarker(write(make_onnx, tmp_path / "mesh.onnx"))
    with pytest.raises(ValueError, match="no"):
        landmarker.find(np.zeros((240, 200, 3), np.float32), FaceFinding(None, 0.0, 0.0, ()))


@pytest.fixture(scope="module")
def mesh(reference_data: Path) -> Landmarker:
    pytest.importorskip("openvino")
    return load_landmarker(reference_data / "weights" / "face_landmark.tflite")


def test_a_trained_network_sees_eyes_and_lips_where_people_do(reference_data: Path, mesh: Landmarker) -> None:
    distances = []
    for path in sorted((reference_data / "skin_masks").glob("*.jpg"))[:4]:
        photo = np.asarray(Image.open(path).convert("RGB"), np.float32) / 255
        landmarks = mesh.find(photo, FaceFinding(find_pupils(photo), 0.0, 0.0, ()))
        assert landmarks.confidence > 0.9
        mask = np.asarray(Image.open(path.with_suffix(".png")))
        lips = np.argwhere(np.isin(mask, (10, 11, 12))).mean(0)  # mouth, upper and lower lip
        mouth = landmarks.points[[61, 291, 0, 17], :2].mean(0)
        left = np.argwhere(mask == 4).mean(0)  # the person's left eye
        eye = landmarks.points[[263, 362, 386, 374], :2].mean(0)
        distances += [np.linalg.norm(mouth - lips), np.linalg.norm(eye - left)]
    assert max(distances) < 8  # pixels, where 128 are between the pupils


def test_grey_is_no_face(mesh: Landmarker, finding: FaceFinding) -> None:
    assert mesh.find(np.full((240, 200, 3), 0.5, np.float32), finding).confidence < 0.5
