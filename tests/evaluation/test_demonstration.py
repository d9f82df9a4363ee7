"""Conversions side by side."""

import numpy as np

from uvphoto.datasets.gallery.poster import to_pixels
from uvphoto.evaluation.demonstration import Conversion, lay_side_by_side
from uvphoto.models.settings import CompactSettings
from uvphoto.models.weights_info import ExactTiling, WeightsInfo

WEIGHTS = WeightsInfo("small", CompactSettings(width=8), ExactTiling(49, 8), 0.25, "CC0-1.0")
COLOUR = np.random.default_rng(0).random((80, 60, 3), dtype=np.float32)
UV = COLOUR.mean(axis=-1)


def test_a_line_shows_photo_conversion_and_truth_in_the_order_of_the_columns() -> None:
    with_truth = Conversion("A", ("first",), COLOUR, UV, truth=1 - UV, is_simulated=True)
    sheet = lay_side_by_side([with_truth, Conversion("B", (), COLOUR, UV)], WEIGHTS, size=60)
    assert sheet.columns == ("Colour photo", "Synthetic UV photo", "True UV photo")
    colour, uv, truth = sheet.lines[0].cells
    np.testing.assert_allclose(colour.picture / 255, COLOUR, atol=0.003)
    np.testing.assert_allclose(uv.picture[..., 1] / 255, UV, atol=0.003)
    np.testing.assert_allclose(truth.picture[..., 2] / 255, 1 - UV, atol=0.003)
    assert sheet.lines[1].cells[2] is None
    assert "small" in sheet.facts[0]


def test_what_is_synthetic_is_called_that() -> None:
    sheet = lay_side_by_side(
        [Conversion("A", (), COLOUR, UV, UV, is_simulated=True), Conversion("B", (), COLOUR, UV)], WEIGHTS, 60
    )
    assert sheet.is_synthetic
    assert [cell.is_synthetic for cell in sheet.lines[0].cells if cell] == [True, True, True]
    assert [cell.is_synthetic for cell in sheet.lines[1].cells if cell] == [False, True]
    assert to_pixels(sheet).shape[1] > 3 * 60
