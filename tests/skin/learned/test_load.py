"""What is taken for a parser or for landmarks, and what is refused with which words."""

import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from uvphoto.errors import MissingExtraError, WeightsError
from uvphoto.skin.learned.load import load_landmarker, load_parser

Make = Callable[..., Path]


def test_the_check_sum_is_compared(tmp_path: Path, make_parser: Make) -> None:
    path = make_parser(tmp_path / "small.onnx")
    load_parser(path, sha256(path.read_bytes()).hexdigest().upper())
    with pytest.raises(WeightsError, match="its SHA-256 is"):
        load_parser(path, "0" * 64)


def test_other_counts_of_classes_are_refused(tmp_path: Path, make_parser: Make) -> None:
    with pytest.raises(WeightsError, match="tells 21 classes apart, not 19"):
        load_parser(make_parser(tmp_path / "small.onnx", classes=21))


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ([1, 3, 64, 64], TensorProto.DOUBLE),
        ([1, 4, 64, 64], TensorProto.FLOAT),
        ([2, 3, 64, 64], TensorProto.FLOAT),
        ([3, 64, 64], TensorProto.FLOAT),
        ([1, 3, 64, 48], TensorProto.FLOAT),
    ],
)
def test_other_inputs_are_refused(tmp_path: Path, make_onnx: Make, shape: list[int], kind: int) -> None:
    same = helper.make_node("Identity", ["picture"], ["same"])
    path = make_onnx(tmp_path / "a.onnx", [same], {}, [("picture", kind, shape)], [("same", kind, None)])
    with pytest.raises(WeightsError, match="not one square colour picture"):
        load_parser(path)


def test_labels_beyond_the_classes_are_refused(tmp_path: Path, make_onnx: Make) -> None:
    nodes = [helper.make_node("Mul", ["picture", "nineteen"], ["many"]), reduced("many")]
    path = make_onnx(
        tmp_path / "a.onnx", nodes, {"nineteen": np.array(1e6, np.float32)},
        [("picture", TensorProto.FLOAT, [1, 3, 64, 64])], [("map", TensorProto.FLOAT, None)],
    )  # fmt: skip
    with pytest.raises(WeightsError, match="gives numbers of classes from"):
        load_parser(path)


def test_numbers_that_are_not_finite_are_refused(tmp_path: Path, make_onnx: Make) -> None:
    nodes = [helper.make_node("Mul", ["picture", "nan"], ["many"]), reduced("many")]
    path = make_onnx(
        tmp_path / "a.onnx", nodes, {"nan": np.array(np.nan, np.float32)},
        [("picture", TensorProto.FLOAT, [1, 3, 64, 64])], [("map", TensorProto.FLOAT, None)],
    )  # fmt: skip
    with pytest.raises(WeightsError, match="not finite"):
        load_parser(path)


def test_landmarks_are_no_parser_and_a_parser_no_landmarks(tmp_path: Path, make_parser: Make) -> None:
    with pytest.raises(WeightsError, match="no face mesh"):
        load_landmarker(make_parser(tmp_path / "small.onnx"))


def test_damaged_files_are_told(tmp_path: Path, make_parser: Make) -> None:
    data = make_parser(tmp_path / "small.onnx").read_bytes()
    for content in (data[: len(data) // 2], b"no network", b"\x08"):
        (tmp_path / "bad.onnx").write_bytes(content)
        with pytest.raises(WeightsError, match=r"bad\.onnx: is damaged"):
            load_parser(tmp_path / "bad.onnx")
    with pytest.raises(WeightsError, match="does not exist"):
        load_parser(tmp_path / "missing.onnx")
    (tmp_path / "empty.onnx").touch()
    with pytest.raises(WeightsError, match="is empty"):
        load_parser(tmp_path / "empty.onnx")
    with pytest.raises(WeightsError, match="cannot be read"):
        load_parser(tmp_path)


def test_pickles_are_never_opened(tmp_path: Path) -> None:
    (tmp_path / "weights.pth").write_bytes(b"PK\x03\x04 an archive")
    with pytest.raises(WeightsError, match="uvphoto weights add"):
        load_parser(tmp_path / "weights.pth")


def test_a_damaged_tflite_network_is_told(tmp_path: Path) -> None:
    pytest.importorskip("openvino")
    (tmp_path / "bad.tflite").write_bytes(b"\x1c\x00\x00\x00TFL3" + bytes(400))
    with pytest.raises(WeightsError, match=r"bad\.tflite: is damaged"):
        load_parser(tmp_path / "bad.tflite")


def test_tflite_without_openvino_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    (tmp_path / "a.tflite").write_bytes(b"\x1c\x00\x00\x00TFL3" + bytes(400))
    with pytest.raises(MissingExtraError, match=r"uvphoto\[fast\]"):
        load_parser(tmp_path / "a.tflite")


def test_the_two_real_kinds_are_told_apart(reference_data: Path) -> None:
    pytest.importorskip("openvino")
    weights = reference_data / "weights"
    with pytest.raises(WeightsError, match="no face mesh"):
        load_landmarker(next(weights.glob("bisenet*.tflite")))
    for other in ("face_landmark.tflite", "face_detection_front.tflite"):
        with pytest.raises(WeightsError, match="numbers for a picture"):
            load_parser(weights / other)
    with pytest.raises(WeightsError, match="no face mesh"):
        load_landmarker(weights / "face_detection_front.tflite")


def reduced(value: str) -> onnx.NodeProto:
    return helper.make_node("ReduceMax", [value], ["map"], axes=[1], keepdims=0)
