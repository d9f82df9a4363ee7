"""Corrections applied, taken back, and refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from uvphoto.archives.colour.correction import Correction, CorrectionMethod
from uvphoto.archives.colour.matrices import Matrix, as_matrix
from uvphoto.errors import SettingsError
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb

MIXED = as_matrix([[1.3, -0.15, 0.02], [0.02, 0.9, 0.03], [0.01, 0.06, 1.1]])


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    """Draw what a card or the mean skin may give: gains of up to a stop, and some mixing."""
    gains = [draw(st.floats(0.5, 2)) for _ in range(3)]
    mixing = np.array([draw(st.floats(-0.15, 0.15)) for _ in range(9)]).reshape(3, 3)
    return as_matrix((np.eye(3) + mixing) * gains)


def corrected(matrix: Matrix) -> Correction:
    return Correction(matrix, CorrectionMethod.OWN_CARD, 1.0)


def pixels(seed: int, levels: int) -> NDArray[np.float32]:
    whole = np.random.default_rng(seed).integers(0, levels, (40, 30, 3), endpoint=True)
    return (whole / levels).astype(np.float32)


def kept(correction: Correction, photo: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which pixels a correction does not clip, in double precision."""
    linear = decode_srgb(photo.astype(np.float64)) @ np.asarray(correction.matrix).T
    return np.asarray(((linear >= 0) & (linear <= 1)).all(axis=2))


def written(photo: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what a 16-bit file holds of a photo."""
    return (np.rint(photo.astype(np.float64) * 65535) / 65535).astype(np.float32)


@given(matrices(), st.integers(0, 1000))
def test_eight_bits_come_back_exactly_from_sixteen(matrix: Matrix, seed: int) -> None:
    correction, photo = corrected(matrix), pixels(seed, 255)
    again = correction.undo(written(correction.apply(photo)))
    where = kept(correction, photo)
    np.testing.assert_array_equal(np.rint(again * 255)[where], np.rint(photo * 255)[where])


@given(matrices(), st.integers(0, 1000))
def test_sixteen_bits_come_back_within_their_rounding(matrix: Matrix, seed: int) -> None:
    correction, photo = corrected(matrix), pixels(seed, 65535)
    corrected_photo = correction.apply(photo)
    again = correction.undo(written(corrected_photo)).astype(np.float64)
    where = kept(correction, photo)
    # Half a level of each corrected channel, led through both curves and the inverse matrix.
    linear = decode_srgb(corrected_photo.astype(np.float64))
    low, high = (decode_srgb(np.clip(corrected_photo + off, 0, 1).astype(np.float64)) for off in (-7.7e-6, 7.7e-6))
    away = np.maximum(high - linear, linear - low) @ np.abs(np.linalg.inv(np.asarray(matrix))).T
    before = decode_srgb(photo.astype(np.float64))
    bound = encode_srgb(before + away) - encode_srgb(np.maximum(before - away, 0))
    assert (np.abs(again - photo) <= bound + 2e-6)[where].all()


def test_linear_light_goes_through_the_matrix() -> None:
    photo = pixels(3, 255) * np.float32(0.8)
    expected = np.clip(decode_srgb(photo.astype(np.float64)) @ np.array(MIXED).T, 0, 1)
    np.testing.assert_allclose(decode_srgb(corrected(MIXED).apply(photo).astype(np.float64)), expected, atol=2e-6)


def test_no_correction_leaves_the_very_same_photo() -> None:
    photo = pixels(1, 255)
    assert Correction().apply(photo) is photo
    assert Correction().undo(photo) is photo
    assert Correction().clipped(photo) == 0


def test_the_share_that_is_clipped_is_counted() -> None:
    photo = np.full((100, 100, 3), 0.5, np.float32)
    photo[:3, :7] = 0.9  # goes above white
    photo[50, :4] = (0.9, 0.0, 0.0)  # goes below black in green, which a matrix takes red from
    taking = corrected(as_matrix([[1.4, 0, 0], [-0.2, 1.2, 0], [0, 0, 1.1]]))
    assert taking.clipped(photo) == pytest.approx((21 + 4) / 10_000)
    assert taking.dimmed(0.5).clipped(photo) == pytest.approx(4 / 10_000)  # no exposure mends the negative


def test_darkening_is_part_of_the_matrix_and_said() -> None:
    darker = corrected(MIXED).dimmed(0.5, "Darkened.")
    np.testing.assert_allclose(darker.matrix, 0.5 * np.array(MIXED))
    assert darker.reason == "Darkened."


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"matrix": as_matrix(np.ones((3, 3)))}, "cannot be taken back"),
        ({"matrix": as_matrix(np.diag([1, 1, np.nan]))}, "cannot be taken back"),
        ({"matrix": as_matrix(np.diag([1, 1, 1e-3]))}, "cannot be taken back"),
        ({"residual": -1.0}, "no distance"),
        ({"residual": float("nan")}, "no distance"),
        ({"method": CorrectionMethod.NONE, "matrix": MIXED}, "changes nothing"),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Correction(**({"method": CorrectionMethod.OWN_CARD} | given))


def test_only_colour_photos_are_corrected() -> None:
    for change in (corrected(MIXED).apply, corrected(MIXED).undo, corrected(MIXED).clipped):
        with pytest.raises(ValueError, match=r"\(H, W, 3\)"):
            change(np.zeros((4, 4), np.float32))
