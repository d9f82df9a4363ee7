import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from uvphoto.analysis.calibration import Calibration, read_calibration, write_calibration
from uvphoto.analysis.domain import FEATURES, Domain
from uvphoto.analysis.error_map import FEATURES as PIXEL_FEATURES
from uvphoto.analysis.error_map import ErrorModel
from uvphoto.analysis.intervals import LEVELS, RegionFeatures, RegionIntervals
from uvphoto.errors import FileError
from uvphoto.skin.white_balance.method import Method

KNOWN = RegionFeatures(0.01, 0.5, 3000.0, 0.2, 1.0)
IDENTITY = tuple(tuple(float(row == column) for column in range(len(FEATURES))) for row in range(len(FEATURES)))
CALIBRATION = Calibration(
    weights="small", weights_sha256="a" * 64, detector="spots 1", data="made up", is_simulated=True, people=40,
    photos=80, domain=Domain((0.0,) * len(FEATURES), IDENTITY, 1.2, 1.6),
    errors=ErrorModel((-4.0, *(0.1,) * (len(PIXEL_FEATURES) - 1)), 2.3),
    regions=(RegionIntervals("nose", (0.0,) * 7, (-3.0, *(0.1,) * 6), (0.7, 1.5, 2.0, 3.0)),),
)  # fmt: skip


def test_a_calibration_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "small.calibration.json"
    write_calibration(path, CALIBRATION)
    assert read_calibration(path) == CALIBRATION
    first = path.read_bytes()
    write_calibration(path, CALIBRATION)
    assert path.read_bytes() == first


def test_intervals_come_by_level() -> None:
    found = CALIBRATION.intervals("nose", 0.05, KNOWN)
    assert tuple(found) == LEVELS
    assert found[0.9] == CALIBRATION.regions[0].interval(0.05, KNOWN, 0.9)
    assert all(math.isnan(end) for end in CALIBRATION.intervals("nose", math.nan, KNOWN)[0.5])
    assert CALIBRATION.areas == ("nose",)
    with pytest.raises(ValueError, match="chin"):
        CALIBRATION.intervals("chin", 0.05, KNOWN)


def test_it_speaks_for_its_weights_detector_and_white_balance_alone() -> None:
    assert CALIBRATION.mismatch("a" * 64, "spots 1", Method.NONE) == ""
    assert "other weights" in CALIBRATION.mismatch("b" * 64, "spots 1", Method.NONE)
    assert "spots 2" in CALIBRATION.mismatch("a" * 64, "spots 2", Method.NONE)
    assert "calibrate --white-balance skin" in CALIBRATION.mismatch("a" * 64, "spots 1", Method.SKIN)
    of_balanced = replace(CALIBRATION, white_balance=Method.AUTO)
    assert of_balanced.mismatch("a" * 64, "spots 1", Method.AUTO) == ""
    assert "--white-balance auto, not none" in of_balanced.mismatch("a" * 64, "spots 1", Method.NONE)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "is no calibration"),
        ("[]", "expected a table"),
        ('{"people": 3}', "missing"),
        ("changed", "format 99"),
    ],
)
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "other.calibration.json"
    write_calibration(path, CALIBRATION)
    if text == "changed":
        text = json.dumps(json.loads(path.read_text()) | {"format_version": 99})
    path.write_text(text)
    with pytest.raises(FileError, match=problem) as caught:
        read_calibration(path)
    assert caught.value.path == path


def test_a_missing_file_and_a_place_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_calibration(tmp_path / "none.calibration.json")
    with pytest.raises(FileError, match="cannot be written"):
        write_calibration(tmp_path / "none" / "x.calibration.json", CALIBRATION)


def test_what_is_no_number_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_calibration(tmp_path / "x.calibration.json", replace(CALIBRATION, errors=ErrorModel(
            (math.nan,) * len(PIXEL_FEATURES), 1.0)))  # fmt: skip
