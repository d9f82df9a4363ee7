"""The locus of skin colours, against the geometry of a line and the colours of more light by another library."""

import numpy as np
import pytest
from skimage.color import lab2rgb, rgb2lab

from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.skin.skin_locus import at_lightness, nearest_skin, off_locus


@pytest.mark.parametrize("gain", [0.4, 1.3])
def test_the_exposure_does_not_matter(gain: float) -> None:
    colour = lab2rgb([[[60.0, 17.0, 12.0]]])
    other = rgb2lab(encode_srgb(gain * decode_srgb(colour)))[0, 0]
    np.testing.assert_allclose(at_lightness(other, 60.0), [17.0, 12.0], atol=0.05)
    np.testing.assert_allclose(off_locus(other), off_locus([60.0, 17.0, 12.0]), atol=0.05)


def test_the_way_to_the_locus_is_the_shortest() -> None:
    np.testing.assert_allclose(nearest_skin([0.0, 0.0]), [8.0, 9.0])  # beyond an end the end counts
    np.testing.assert_allclose(nearest_skin([40.0, 60.0]), [24.0, 38.0])
    np.testing.assert_allclose(nearest_skin([16.0 + 2.9, 23.5 - 1.6]), [16.0, 23.5], atol=1e-9)
    along = np.linspace(0, 1, 1001)[:, None] * [16.0, 29.0] + [8.0, 9.0]
    for point in np.random.default_rng(0).uniform(0, 45, (20, 2)):
        far = np.hypot(*(nearest_skin(point) - point))
        assert far == pytest.approx(np.hypot(*(along - point).T).min(), abs=0.02)
