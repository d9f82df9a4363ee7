"""Plugged-in face parsers: by a network that tells colours apart, and by a trained one on hand-made masks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.learned.load import load_parser
from uvphoto.skin.learned.parser import LearnedParser, square_below
from uvphoto.skin.pupils import Pupils, find_pupils

MakeParser = Callable[..., Path]


def painted(height: int = 240, width: int = 200) -> np.ndarray:
    """Return a dark photo with a disc of red and, in its middle, a disc of green, round (112, 100)."""
    rows, columns = np.mgrid[:height, :width]
    away = np.hypot(rows - 112, columns - 100)
    photo = np.full((height, width, 3), 0.2, np.float32)
    photo[away < 60] = (0.9, 0.2, 0.2)
    photo[away < 20] = (0.2, 0.9, 0.2)
    return photo


def disc(shape: tuple[int, ...]) -> np.ndarray:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return np.hypot(rows - 112, columns - 100) < 60


def iou(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize(
    "options",
    [{}, {"labels": True}, {"channels_last": True}, {"side": 96}, {"side": "side"}],
    ids=["scores", "labels", "channels last", "another side", "any side"],
)
def test_skin_and_nose_are_found_together(
    tmp_path: Path, make_parser: MakeParser, finding: FaceFinding, options: dict
) -> None:
    parser = load_parser(make_parser(tmp_path / "small.onnx", **options))
    photo = painted()
    skin = parser.parse(photo, finding).skin
    assert skin.shape == photo.shape[:2]
    assert iou(skin, disc(photo.shape)) > 0.95


def test_the_name_tells_file_and_check_sum(tmp_path: Path, make_parser: MakeParser, finding: FaceFinding) -> None:
    parser = load_parser(make_parser(tmp_path / "small.onnx"))
    assert parser.parse(painted(), finding).parser == parser.name
    assert parser.name.startswith("small.onnx, SHA-256 ")


def test_a_face_that_leans_is_parsed_as_well(tmp_path: Path, make_parser: MakeParser) -> None:
    parser = load_parser(make_parser(tmp_path / "small.onnx"))
    leaning = FaceFinding(Pupils((107.0, 119.0), (93.0, 81.0), 104.0, is_measured=True), 0.0, 0.0, ())
    photo = painted()
    assert iou(parser.parse(photo, leaning).skin, disc(photo.shape)) > 0.95


def test_the_square_is_upright_to_the_eyes_and_below_them() -> None:
    pupils = Pupils((100.0, 200.0), (100.0, 100.0), 260.0, is_measured=True)
    square = square_below(pupils, 4.0, 0.3)
    assert (square.row, square.column, square.width, square.lean) == pytest.approx((130.0, 150.0, 400.0, 0.0))
    fourth = Pupils((200.0, 100.0), (100.0, 100.0), 260.0, is_measured=True)  # turned by a quarter, clockwise
    square = square_below(fourth, 4.0, 0.3)
    assert (square.row, square.column, square.lean) == pytest.approx((150.0, 70.0, 90.0))


def test_eyes_that_turn_aside_make_no_smaller_square() -> None:
    aside = Pupils((100.0, 140.0), (100.0, 100.0), 260.0, is_measured=True)
    assert square_below(aside, 4.0, 0.3).width == pytest.approx(4 * 0.31 * 260)


def test_no_face_no_skin(tmp_path: Path, make_parser: MakeParser) -> None:
    parser = load_parser(make_parser(tmp_path / "small.onnx"))
    with pytest.raises(ValueError, match="no"):
        parser.parse(painted(), FaceFinding(None, 0.0, 0.0, ()))


@pytest.fixture(scope="module")
def bisenet(reference_data: Path) -> LearnedParser:
    pytest.importorskip("openvino")
    return load_parser(next((reference_data / "weights").glob("bisenet*.tflite")))


def test_a_trained_network_agrees_with_hand_made_masks(reference_data: Path, bisenet: LearnedParser) -> None:
    found = []
    for photo, mask in hand_made(reference_data):
        pupils = find_pupils(photo)
        if pupils is not None:
            skin = bisenet.parse(photo, FaceFinding(pupils, 0.0, 0.0, ())).skin
            found.append(iou(skin, mask))
    assert len(found) >= 5
    assert np.median(found) > 0.93
    assert min(found) > 0.85


def hand_made(reference_data: Path) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield (photo, skin with nose): classes 1 and 2 as the data set numbers them."""
    for path in sorted((reference_data / "skin_masks").glob("*.jpg"))[:6]:
        mask = np.asarray(Image.open(path.with_suffix(".png")))
        yield np.asarray(Image.open(path).convert("RGB"), np.float32) / 255, np.isin(mask, (1, 2))
