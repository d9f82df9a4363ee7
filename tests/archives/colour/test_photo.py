"""What is read of a photo's colours."""

import numpy as np
import pytest

from uvphoto.archives.colour.photo import SHARE_OF_BRIGHTEST, read_colours
from uvphoto.simulate.camera.colorimetry import decode_srgb
from uvphoto.simulate.photography import ClinicPhoto


def test_the_skin_is_the_linear_median(clinic_face: ClinicPhoto) -> None:
    read = read_colours(clinic_face.colour, clinic_face.skin_mask)
    expected = np.median(decode_srgb(clinic_face.colour[clinic_face.skin_mask].astype(np.float64)), axis=0)
    np.testing.assert_allclose(read.skin, expected, rtol=1e-4)  # a median goes through a curve unharmed
    assert read.card is None


def test_the_brightest_stand_for_the_brightest_hundredth_without_what_is_clipped() -> None:
    photo = np.random.default_rng(0).uniform(0, 0.9, (300, 400, 3)).astype(np.float32)
    photo[:5] = 1.0
    read = read_colours(photo, seek_card=False)
    top = np.array(read.brightest).max(axis=1)
    levels = decode_srgb(np.sort(photo[5:].max(axis=2).ravel()).astype(np.float64))
    assert top.max() == pytest.approx(levels[-1])
    assert top.min() >= levels[-round(SHARE_OF_BRIGHTEST * photo[..., 0].size)] - 1e-9
    assert len(top) == 128


def test_little_skin_and_black_skin_are_none() -> None:
    photo, skin = np.full((60, 60, 3), 0.5, np.float32), np.zeros((60, 60), bool)
    skin[:5, :10] = True
    assert read_colours(photo, skin, seek_card=False).skin is None
    assert read_colours(photo * 0, ~skin, seek_card=False).skin is None
    assert read_colours(np.ones_like(photo), seek_card=False).brightest == ()


def test_shapes_have_to_fit() -> None:
    with pytest.raises(ValueError, match=r"\(H, W, 3\)"):
        read_colours(np.zeros((4, 4), np.float32))
    with pytest.raises(ValueError, match=r"\(5, 5\)"):
        read_colours(np.zeros((4, 4, 3), np.float32), np.ones((5, 5), bool))
