"""What is known of pixels: from photos at any scale, of any source, and of the sun until the day asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.dose import dose_features
from uvphoto.longitudinal.image_forecast.known import OUTLOOK, PLANES, Laid, know, outlook
from uvphoto.longitudinal.image_forecast.pixel_noise import Noise, PixelModel, Source, Spread
from uvphoto.longitudinal.image_forecast.threshold import threshold_of
from uvphoto.longitudinal.image_forecast.working import spread, to_own, to_working, working_shape
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.simulate.series.dose_history import DoseHistory
from uvphoto.spots.detect import DetectorSettings, detect_spots

SMALL, LARGE = Spread(0.004, 0.1), Spread(0.02, 0.5)
QUIET, LOUD = Noise(0.004, 0.1, 0.2), Noise(0.02, 0.5, 0.4)
MODEL = PixelModel(QUIET, QUIET, LOUD, bias=LARGE, slope=SMALL, wander=SMALL)
RNG = np.random.default_rng(1)
SUN = DoseHistory(-300, RNG.uniform(0.1, 2.0, 1200), 0.5)


def laid(devices: tuple[str, ...], days: tuple[float, ...], value: float = 0.1) -> Laid:
    maps = np.full((len(days), 6, 7), value, np.float32)
    skin = np.ones(maps.shape, bool)
    skin[:, 0] = False
    noise = tuple(MODEL.noise_of(one).of(0.01) for one in devices)
    return Laid(np.array(days), devices, maps, skin, noise, QUIET.of(0.01))


def test_synthetic_photos_say_less_and_never_all() -> None:
    """However many there are: what they get wrong every time stays."""
    true, few, many = (
        know(laid((source,) * count, tuple(range(count))), MODEL)
        for source, count in ((Source.TRUE, 3), (Source.CLINIC, 3), (Source.CLINIC, 100))
    )
    level = [one.filtered.covariance[0, 0, 3, 3] for one in (true, few, many)]
    assert level[0] < level[2] < level[1]
    assert level[2] > 0.9 * MODEL.bias.variance(np.float32(0.1))


def test_an_unknown_device_counts_as_a_phone() -> None:
    assert MODEL.noise_of("anything") == MODEL.noise_of(Source.PHONE) == LOUD
    assert laid(("anything", Source.TRUE), (0.0, 1.0)).is_synthetic.tolist() == [True, False]


def test_uneven_skin_is_noisier_and_a_photo_to_come_has_noise_too() -> None:
    even, uneven = (np.sqrt(QUIET.of(texture).variance(np.zeros(1))) for texture in (0.0, 0.05))
    assert even == pytest.approx(0.004)
    assert uneven == pytest.approx(np.hypot(0.004, 0.2 * 0.05))
    known = know(laid((Source.TRUE,) * 400, tuple(np.linspace(0, 1, 400)), value=0.0), MODEL)
    mean, sd = known.expected(0.0)
    assert (mean == 0).all()
    assert (sd[1:] > np.sqrt(known.later[1:])).all()


def test_planes_are_nothing_where_no_photo_shows_skin() -> None:
    known = know(laid((Source.TRUE, Source.PHONE), (0.0, 90.0)), MODEL)
    planes = known.planes()
    assert planes.shape == (len(PLANES), 6, 7)
    assert np.isfinite(planes).all()
    assert (planes[:, 0] == 0).all()
    assert (planes[PLANES.index("skin"), 1:] == 1).all()


@given(day=st.floats(201.0, 900.0))
def test_the_outlook_is_the_sun_of_the_scalar_model(day: float) -> None:
    photos = laid((Source.TRUE, Source.PHONE), (0.0, 200.0))
    told = dict(zip(OUTLOOK, outlook(photos, SUN, day), strict=True))
    features = dose_features(SUN, [0.0, 200.0, day])
    change = [told[f"change of memory {tau}"] for tau in (20, 45, 90, 200)]
    np.testing.assert_allclose(change, features.memory[2] - features.memory[1], rtol=1e-5, atol=1e-6)
    assert told["cumulative dose"] == pytest.approx(features.cumulative[2] - features.cumulative[1], rel=1e-5)
    assert told["years"] == pytest.approx((day - 200) / 365, rel=1e-5)
    assert told["share synthetic"] == 0.5


def test_doses_that_end_too_early_are_told() -> None:
    with pytest.raises(SettingsError, match="doses of the sun are known"):
        outlook(laid((Source.TRUE,), (0.0,)), SUN, 5000.0)


def test_photos_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="order of their days"):
        laid((Source.TRUE,) * 2, (5.0, 1.0))
    with pytest.raises(ValueError, match="as many devices"):
        laid((Source.TRUE,), (5.0, 10.0))
    with pytest.raises(ValueError, match="one at least"):
        laid((), ())
    with pytest.raises(SettingsError, match="floor 0"):
        Spread(0.0, 0.1)


def test_the_threshold_is_the_detectors(clinic_face: ClinicPhoto) -> None:
    """The palest pixel of all spots lies just above it, as each lies above it and there are thousands."""
    scale = clinic_face.view.mm_per_pixel
    for settings in (DetectorSettings(), DetectorSettings(contrast=0.1, strictness=1.0)):
        found = detect_spots(clinic_face.uv, clinic_face.skin_mask, scale, settings)
        palest = found.absorbance[found.mask].min()
        assert threshold_of(found.absorbance, clinic_face.skin_mask, settings) == pytest.approx(palest, rel=0.02)


@given(height=st.integers(20, 90), width=st.integers(20, 90), scale=st.floats(0.1, 0.7), value=st.floats(-0.1, 0.3))
def test_even_skin_stays_even_at_the_working_scale(height: int, width: int, scale: float, value: float) -> None:
    skin = np.ones((height, width), bool)
    skin[:, : width // 3] = False
    shape = working_shape(skin.shape, scale)
    values = np.where(skin, value, 9.0).astype(np.float32)  # what lies off the skin must not come in
    small, there = to_working(values, skin, shape)
    assert small.shape == shape
    np.testing.assert_allclose(small[there], value, atol=1e-5)
    assert (small[~there] == 0).all()
    assert abs(there.mean() - skin.mean()) < 0.15
    back = to_own(np.full(shape, value, np.float32), skin.shape)
    np.testing.assert_allclose(back, value, atol=1e-6)


def test_what_is_unknown_is_as_the_nearest_that_is_known() -> None:
    values, known = np.arange(20, dtype=np.float32).reshape(4, 5), np.zeros((4, 5), bool)
    known[1, 1] = known[3, 4] = True
    found = spread(values, known)
    assert found[0, 0] == found[1, 1] == values[1, 1]
    assert found[3, 3] == values[3, 4]
    assert (spread(values, ~known | known) == values).all()
    assert (spread(values, known & False) == 0).all()


def test_a_scale_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="mm per pixel"):
        working_shape((10, 10), 0.0)
