from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.gallery.palette import blend, colours_of, ramp
from uvphoto.datasets.gallery.thumbnails import UNLISTED, fit, overlay, spot_covers
from uvphoto.datasets.manifest import MAP_COLUMNS
from uvphoto.picture import write_labels


@given(st.integers(1, 400), st.integers(1, 400), st.integers(16, 200))
def test_a_picture_fits_its_place_and_keeps_its_shape(height: int, width: int, size: int) -> None:
    small = fit(np.zeros((height, width), np.float32), size)
    assert small.shape[1] <= size
    assert small.shape[0] <= round(size * 4 / 3)
    if height <= size * 4 / 3 and width <= size:
        assert small.shape == (height, width)
    else:
        scale = small.shape[1] / width
        assert abs(small.shape[0] - height * scale) <= 1 + height / width


def test_shrinking_by_a_whole_factor_is_the_mean() -> None:
    pixels = np.random.default_rng(0).random((80, 60, 3), dtype=np.float32)
    means = pixels.reshape(20, 4, 15, 4, 3).mean((1, 3))
    np.testing.assert_allclose(fit(pixels, 15), means, atol=1e-5)


def test_covers_are_the_share_of_each_kind(tmp_path: Path) -> None:
    labels = np.zeros((64, 64), np.uint16)
    labels[0:8, 0:16], labels[32:36, 32:36], labels[60, 60] = 1, 700, 3
    write_labels(tmp_path / "spots.png", labels)
    (tmp_path / "spots.csv").write_text("id,kind,row\n1,mole,4\n700,freckle,34\n")
    covers = spot_covers(tmp_path / "spots.png", tmp_path / "spots.csv", 16)
    assert sorted(covers) == ["freckle", "mole", UNLISTED]
    for kind, spot in (("mole", 1), ("freckle", 700), (UNLISTED, 3)):
        share = (labels == spot).reshape(16, 4, 16, 4).mean((1, 3))
        np.testing.assert_allclose(covers[kind], share, atol=1e-6)


def test_spots_have_the_colour_of_their_kind() -> None:
    ground = np.full((4, 4, 3), 128, np.uint8)
    cover = np.zeros((4, 4), np.float32)
    cover[1, 2] = 1
    colours = {"freckle": (255, 0, 0), "mole": (0, 0, 255)}
    painted = overlay(ground, {"freckle": cover, "mole": cover.T}, colours)
    assert painted[1, 2].argmax() == 0
    assert painted[2, 1].argmax() == 2
    assert np.ptp(painted[0]) == 0


def test_kinds_keep_their_colours_whatever_their_order() -> None:
    kinds = [f"kind {number}" for number in range(15)]
    assert colours_of(kinds) == colours_of(reversed(kinds))
    assert len({*colours_of(kinds[:11]).values()}) == 11


@pytest.mark.parametrize("column", MAP_COLUMNS)
def test_more_is_darker(column: str) -> None:
    painted = blend(ramp(column), np.linspace(-0.5, 1.5, 200, dtype=np.float32)[np.newaxis])
    luminance = painted[0] @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(luminance) <= 1e-9).all()
    assert tuple(painted[0, 0]) == ramp(column)[0]
    assert tuple(painted[0, -1]) == ramp(column)[-1]
