import numpy as np
from skimage.color import rgb2lab

from uvphoto.simulate.camera.colorimetry import LUMINANCE, decode_srgb
from uvphoto.skin.white_balance.lab import from_lab, to_lab


def test_lab_is_that_of_another_library_and_back() -> None:
    encoded = np.random.default_rng(0).uniform(0, 1, (200, 3))
    linear = decode_srgb(encoded)
    np.testing.assert_allclose(to_lab(linear), rgb2lab(encoded[None])[0], atol=0.05)
    np.testing.assert_allclose(from_lab(to_lab(linear)), linear, atol=1e-9)
    lightness = to_lab(np.outer(linear @ LUMINANCE, np.ones(3)))[:, 0]
    np.testing.assert_allclose(to_lab(linear)[:, 0], lightness, atol=0.05)
