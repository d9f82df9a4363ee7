"""A photo under a balance, against the formula for one pixel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.skin.white_balance.balance import UNBALANCED, Balance, apply
from uvphoto.skin.white_balance.method import Method

COLOUR = np.random.default_rng(3).uniform(0, 1, (301, 7, 3)).astype(np.float32)  # more rows than a strip
gain = st.floats(0.3, 3.0)


def test_no_balance_gives_the_same_values() -> None:
    assert apply(UNBALANCED, COLOUR) is COLOUR
    assert apply(Balance(Method.SKIN), COLOUR) is COLOUR


@given(gain, gain, gain)
def test_gains_multiply_linear_light(red: float, green: float, blue: float) -> None:
    before = COLOUR.copy()
    balanced = apply(Balance(Method.SKIN, (red, green, blue)), COLOUR)
    wanted = encode_srgb(np.clip(decode_srgb(COLOUR.astype(np.float64)) * [red, green, blue], 0, 1))
    np.testing.assert_allclose(balanced, wanted, atol=2e-6)
    assert balanced.dtype == np.float32
    assert balanced.shape == COLOUR.shape
    assert balanced.min() >= 0
    assert balanced.max() <= 1
    np.testing.assert_array_equal(COLOUR, before)


def test_a_matrix_goes_before_the_gains_and_clips() -> None:
    matrix = ((1.5, -0.4, -0.1), (-0.2, 1.3, -0.1), (0.0, -0.6, 1.6))
    balanced = apply(Balance(Method.CARD, (2.0, 1.0, 0.5), matrix), COLOUR)
    linear = decode_srgb(COLOUR.astype(np.float64))
    wanted = encode_srgb(np.clip(np.einsum("ij,hwj->hwi", matrix, linear), 0, 1))
    np.testing.assert_allclose(balanced, wanted, atol=5e-6)
    assert (balanced == 0).any()


def test_nonsense_is_turned_down() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Balance(Method.SKIN, (1.0, 0.0, 1.0))
    with pytest.raises(ValueError, match="auto"):
        Balance(Method.AUTO)
    with pytest.raises(ValueError, match="shape"):
        apply(UNBALANCED, COLOUR[..., 0])


def test_it_tells_what_it_is() -> None:
    assert str(Balance(Method.SCLERA, (0.9, 1.0, 1.234))) == "by the sclera: red x 0.9, green x 1, blue x 1.23"
    assert str(UNBALANCED) == "none"
