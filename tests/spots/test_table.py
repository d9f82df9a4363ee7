"""Rows of spots: every measure under its name, and nothing that JSON cannot hold."""

import json

import numpy as np

from uvphoto.spots.detect import Detection, DetectorSettings
from uvphoto.spots.measure import measure_spots
from uvphoto.spots.table import SPOT_COLUMNS, spot_rows


def detection() -> Detection:
    labels = np.zeros((20, 30), np.int32)
    labels[4:8, 6:12] = 1
    return Detection(labels, np.full((20, 30), 0.1, np.float32), 0.5, DetectorSettings())


def test_a_spot_is_a_row_with_units_in_the_names() -> None:
    (row,) = spot_rows(measure_spots(detection(), np.full((20, 30), 2, np.uint8)))
    assert tuple(row) == SPOT_COLUMNS
    assert (row["number"], row["region"], row["row_pixels"], row["column_pixels"]) == (1, "left_cheek", 5.5, 8.5)
    assert row["area_mm2"] == 6.0
    assert json.loads(json.dumps(row, allow_nan=False)) == row
