"""The forecast of a drawn face: it has the shares asked for, says what it is, and refuses what makes no sense."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.image_forecast.forecast import Frame, forecast_image
from uvphoto.longitudinal.image_forecast.network import ImageNetwork, NetworkSettings
from uvphoto.longitudinal.image_forecast.outcome import ImageForecast
from uvphoto.longitudinal.image_forecast.parameters import ImageModel
from uvphoto.longitudinal.image_forecast.pixel_noise import Noise, PixelModel, Spread
from uvphoto.longitudinal.image_forecast.reach import is_reached
from uvphoto.longitudinal.tracks.sighting import Sighting
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.simulate.series.dose_history import DoseHistory
from uvphoto.skin.regions import REGIONS
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import measure_regions

KNOWN = ("forehead", "left_cheek")  # of the regions of the scalar forecast, those that the half face shows well
DOSE = DoseHistory(-10, np.full(1000, 0.5), 0.5)
SMALL, NOISE = Spread(0.004, 0.1), Noise(0.003, 0.1, 0.3)
MODEL = ImageModel(ImageNetwork(NetworkSettings()).eval(), PixelModel(NOISE, NOISE, NOISE, SMALL, SMALL, SMALL))


@pytest.fixture(scope="module")
def frame(clinic_face: ClinicPhoto) -> Frame:
    """Return the half of the face that shows the left cheek, which is quicker than all of it."""
    rows, columns = np.nonzero(clinic_face.skin_mask)
    half = slice(rows.min() - 5, rows.max() + 5), slice(int(np.median(columns)) + 8, columns.max() + 5)
    whole = (clinic_face.uv, clinic_face.skin_mask, clinic_face.regions)
    return Frame(*(one[half] for one in whole), clinic_face.view.mm_per_pixel)


@pytest.fixture(scope="module")
def sightings(frame: Frame) -> list[Sighting]:
    """Return the same photo at two visits: nothing has changed."""
    found = detect_spots(frame.uv, frame.skin, frame.mm_per_pixel)
    return [Sighting(day, "clinic", found.labels, found.absorbance, frame.skin) for day in (0.0, 200.0)]


@pytest.fixture(scope="module")
def shares(frame: Frame) -> dict[str, float]:
    found = detect_spots(frame.uv, frame.skin, frame.mm_per_pixel)
    measured = measure_regions(found, frame.regions, frame.skin)
    return {region: measured[region].spot_ratio for region in KNOWN}


def made(frame: Frame, sightings: list[Sighting], shares: dict[str, float], days: float = 365.0) -> ImageForecast:
    return forecast_image(MODEL, sightings, frame, shares, days_ahead=days, dose=DOSE)


@settings(max_examples=3)
@given(factors=st.tuples(*(st.floats(0.8, 1.3) for _ in KNOWN)))
def test_each_region_has_the_share_that_was_asked_for(
    frame: Frame, sightings: list[Sighting], shares: dict[str, float], factors: tuple[float, ...]
) -> None:
    wanted = {region: factor * shares[region] for region, factor in zip(KNOWN, factors, strict=True)}
    found = made(frame, sightings, wanted)
    again = detect_spots(found.uv, frame.skin, frame.mm_per_pixel)  # by the detector, from the picture alone
    measured = measure_regions(again, frame.regions, frame.skin)
    for region, share in wanted.items():
        assert found.spot_ratios[region] == pytest.approx(measured[region].spot_ratio, abs=1e-12)
        told = any(note.startswith(f"{region}:") for note in found.notes)
        assert is_reached(measured[region].spot_ratio, share) or told
        assert measured[region].spot_ratio == pytest.approx(share, rel=0.1)
        place = frame.skin & (frame.regions == REGIONS.index(region) + 1)
        assert found.probability[place].mean() == pytest.approx(share, rel=0.05)


def test_skin_that_does_not_change_keeps_its_picture(
    frame: Frame, sightings: list[Sighting], shares: dict[str, float]
) -> None:
    found = made(frame, sightings, shares)
    off = np.abs(found.uv - frame.uv)
    assert off[~frame.skin].max() < 1e-6
    assert off.max() < 0.05
    inside = frame.skin & (sightings[0].absorbance > 0.05)
    assert np.corrcoef(found.mean[inside], sightings[0].absorbance[inside])[0, 1] > 0.9


def test_it_says_what_it_is_and_what_it_does_not_know(
    frame: Frame, sightings: list[Sighting], shares: dict[str, float]
) -> None:
    found = made(frame, sightings, shares, days=90.0)
    assert found.statement.startswith("Forecast, not a photo: what is expected 90 days after the last visit")
    assert "not born yet" in found.statement
    assert any("nose, chin and the skin between regions have no forecast" in note for note in found.notes)


def test_a_region_that_the_photo_does_not_show_is_told(
    frame: Frame, sightings: list[Sighting], shares: dict[str, float]
) -> None:
    found = made(frame, sightings, shares | {"right_cheek": 0.1})
    assert "right_cheek: the photo shows no skin of it" in found.notes
    assert set(found.spot_ratios) == set(KNOWN)


def test_a_share_beyond_reach_is_told(frame: Frame, sightings: list[Sighting], shares: dict[str, float]) -> None:
    found = made(frame, sightings, shares | {"left_cheek": 0.95})
    assert found.spot_ratios["left_cheek"] < 0.95
    assert [note for note in found.notes if note.startswith("left_cheek:")]


def test_intervals_nest_and_the_later_the_wider(
    frame: Frame, sightings: list[Sighting], shares: dict[str, float]
) -> None:
    soon, late = (made(frame, sightings, shares, days) for days in (30.0, 700.0))
    assert (late.sd[frame.skin] >= soon.sd[frame.skin]).all()
    (low, high), (lower, higher) = soon.interval(0.5), soon.interval(0.95)
    assert (lower[frame.skin] < low[frame.skin]).all()
    assert (high[frame.skin] < higher[frame.skin]).all()
    bright, dark = soon.uv_interval(0.95)
    assert (bright >= dark).all()
    np.testing.assert_allclose(bright[~frame.skin], frame.uv[~frame.skin], atol=1e-6)


def test_the_same_input_gives_the_same_picture(
    frame: Frame, sightings: list[Sighting], shares: dict[str, float]
) -> None:
    first, second = (made(frame, sightings, shares) for _ in range(2))
    for name in ("uv", "mean", "sd", "probability"):
        assert (getattr(first, name) == getattr(second, name)).all()


def test_a_noisier_device_leaves_more_open(frame: Frame, sightings: list[Sighting], shares: dict[str, float]) -> None:
    noisy = forecast_image(
        MODEL, sightings, frame, shares, days_ahead=30.0, dose=DOSE, noise={"clinic": Noise(0.02, 0.3, 0.5)}
    )
    assert (noisy.sd[frame.skin] > made(frame, sightings, shares, 30.0).sd[frame.skin]).all()


def test_what_makes_no_sense_is_refused(frame: Frame, sightings: list[Sighting], shares: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match="731 days"):
        made(frame, sightings, shares, days=800.0)
    with pytest.raises(SettingsError, match="no region 'ear'"):
        made(frame, sightings, {"ear": 0.1})
    with pytest.raises(SettingsError, match="from 0 to 1"):
        made(frame, sightings, {"forehead": 1.2})
    with pytest.raises(ValueError, match="order of their days"):
        made(frame, sightings[::-1], shares)
    with pytest.raises(ValueError, match="one sighting or more"):
        made(frame, [], shares)
    with pytest.raises(SettingsError, match="doses"):
        forecast_image(MODEL, sightings, frame, shares, days_ahead=365.0, dose=DoseHistory(-10, np.full(300, 0.5), 0.5))
    with pytest.raises(ValueError, match="one shape"):
        Frame(frame.uv, frame.skin[:-1], frame.regions, 0.3)
    with pytest.raises(ValueError, match="without skin"):
        Frame(frame.uv, np.zeros_like(frame.skin), frame.regions, 0.3)
    with pytest.raises(ValueError, match="mm per pixel"):
        Frame(frame.uv, frame.skin, frame.regions, 0.0)
