"""Spots that are planted, taken away, made darker: each is told, and nothing else."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage
from scipy.stats import t

from uvphoto.longitudinal.registration import View, register
from uvphoto.longitudinal.tracks import Change, DeviceNoise, Sighting, Track, brought, fit_noise, follow
from uvphoto.longitudinal.tracks.blanks import blank_differences
from uvphoto.longitudinal.tracks.footprints import footprints
from uvphoto.longitudinal.tracks.noise import REAL, fit_blank, scale_of_difference, unrest
from uvphoto.longitudinal.tracks.usual_noise import usual_noise
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.spots.detect import detect_spots

SCALE = 0.5
NOISE = {"camera": DeviceNoise(0.01, 0.05)}


def sighting(day: float, *spots: tuple[int, int, float, float]) -> Sighting:
    """Return a visit with round spots: row, column, radius in pixels, strength; found where stronger than 0.05."""
    rows, columns = np.mgrid[:60, :80]
    absorbance, labels = np.zeros((60, 80), np.float32), np.zeros((60, 80), np.int32)
    for number, (row, column, radius, strength) in enumerate(spots, start=1):
        inside = (rows - row) ** 2 + (columns - column) ** 2 <= radius**2
        absorbance[inside] = strength
        labels[inside & (strength > 0.05)] = number
    return Sighting(day, "camera", labels, absorbance, np.ones((60, 80), bool))


def at(tracks: list[Track], row: int, column: int) -> Track:
    return min(tracks, key=lambda one: math.hypot(one.row - row, one.column - column))


def test_each_change_has_its_name() -> None:
    first = sighting(0, (10, 10, 4, 0.2), (10, 40, 4, 0.2), (30, 10, 4, 0.2), (30, 40, 4, 0.03))
    last = sighting(90, (10, 10, 4, 0.21), (10, 40, 4, 0.4), (30, 10, 4, 0.02), (30, 40, 4, 0.2), (50, 60, 3, 0.15))
    tracks = follow([first, last], NOISE, SCALE)
    assert [at(tracks, *place).change for place in ((10, 10), (10, 40), (30, 10), (30, 40), (50, 60))] == [
        Change.SAME, Change.GROWN, Change.GONE, Change.NEW, Change.NEW,
    ]  # fmt: skip
    grown = at(tracks, 10, 40)
    assert grown.strengths == pytest.approx((0.2, 0.4), abs=1e-6)
    assert grown.areas_mm2 == pytest.approx((49 * SCALE**2,) * 2)  # pixels within 4 of the middle
    assert grown.difference == pytest.approx(0.2, abs=1e-6)
    assert grown.smallest_real == pytest.approx(t.ppf(0.995, 4) * math.sqrt(2 * (0.01**2 + (0.05 * 0.3) ** 2)))


def test_a_spot_is_measured_where_it_was_not_found() -> None:
    first, last = sighting(0, (20, 20, 4, 0.06)), sighting(30, (20, 20, 4, 0.045))  # just above and below the threshold
    (track,) = follow([first, last], NOISE, SCALE)
    assert (track.change, track.areas_mm2[1]) == (Change.SAME, 0)
    assert track.strengths[1] == pytest.approx(0.045)


def test_what_moved_a_little_or_fell_apart_is_one_spot() -> None:
    whole = sighting(0, (20, 20, 5, 0.2))
    moved = sighting(1, (21, 21, 5, 0.2))
    parts = sighting(2, (18, 18, 2, 0.2), (22, 22, 2, 0.2))
    (found,) = footprints([one.labels for one in (whole, moved, parts)], SCALE)
    assert found.areas == tuple(int((one.labels > 0).sum()) for one in (whole, moved, parts))
    apart = footprints([whole.labels, sighting(1, (20, 40, 5, 0.2)).labels], SCALE)
    assert [one.areas for one in apart] == [(81, 0), (0, 81)]
    assert footprints([np.zeros((5, 5), np.int32)] * 2, SCALE) == []


def test_what_a_visit_does_not_show_is_not_known() -> None:
    first, last = sighting(0, (20, 20, 4, 0.2)), sighting(30, (20, 20, 4, 0.4))
    hidden = last.skin.copy()
    hidden[:, :40] = False
    (track,) = follow([first, replace(last, skin=hidden, labels=last.labels * hidden)], NOISE, SCALE)
    assert track.change is Change.UNKNOWN
    assert math.isnan(track.strengths[1])
    middle = replace(first, day=10, skin=hidden, labels=first.labels * hidden)
    assert (
        follow([first, middle, last], NOISE, SCALE)[0].change is Change.GROWN
    )  # from the first to the last that show it


def test_noise_is_found_again_and_rarely_passed() -> None:
    rng = np.random.default_rng(0)
    true, noise = rng.uniform(0, 0.4, 8000), DeviceNoise(0.012, 0.15)
    scale = math.sqrt(2) * np.array([noise.scale(one) for one in true])
    first, second = true, true + scale * rng.standard_t(4, 8000)
    found = fit_noise(list(zip(first, second, strict=True)))
    assert (found.floor, found.gain) == (pytest.approx(0.012, rel=0.15), pytest.approx(0.15, rel=0.1))
    limits = [REAL * scale_of_difference(noise, noise, one) for one in true]
    assert np.mean(np.abs(first - second) > limits) == pytest.approx(0.01, abs=0.004)
    with pytest.raises(ValueError, match="at least 20"):
        fit_noise([(0.1, 0.1)] * 5)
    with pytest.raises(ValueError, match="floor is above 0"):
        DeviceNoise(0.0, 0.1)


def test_bare_skin_tells_how_far_two_photos_differ() -> None:
    rng = np.random.default_rng(1)
    usual = DeviceNoise(0.01, 0.05, blank=0.02)
    scale = 0.02 * math.sqrt(2)
    assert unrest(scale * rng.standard_t(4, 4000), usual, usual) == pytest.approx(1.0, abs=0.05)
    assert unrest(3 * scale * rng.standard_t(4, 4000) + 0.5, usual, usual) == pytest.approx(3.0, rel=0.06)
    assert unrest(0.1 * scale * rng.standard_t(4, 400), usual, usual) == 1.0  # a quiet pair is no surer than usual
    assert unrest([1.0, -1.0], usual, usual) == 1.0  # two places tell nothing of their photos
    assert unrest(np.linspace(-1, 1, 99), usual, DeviceNoise(0.01, 0.05)) == 1.0  # nor do they where nobody knows
    pairs = [scale * factor * rng.standard_t(4, 400) for factor in (0.8, 1.0, 9.0)]
    assert fit_blank([*pairs, [5.0]]) == pytest.approx(0.02, rel=0.15)  # the usual pair, whatever the others do
    with pytest.raises(ValueError, match="no pair"):
        fit_blank([[1.0]])
    with pytest.raises(ValueError, match="bare skin is above 0"):
        DeviceNoise(0.01, 0.05, blank=0.0)


def test_a_bad_photo_raises_no_alarm_for_each_spot_but_a_summer_does() -> None:
    rng = np.random.default_rng(2)
    places = [(row, column) for row in range(6, 60, 12) for column in range(6, 80, 12)]
    before = sighting(0, *((*place, 2, 0.2) for place in places))
    noise = {"camera": DeviceNoise(0.01, 0.05, blank=0.004)}
    darker = sighting(200, *((*place, 2, 0.5) for place in places))
    summer = [one.change for one in follow([before, darker], noise, SCALE)]
    assert summer == [Change.GROWN] * len(places)
    uneven = ndimage.gaussian_filter(rng.standard_normal((60, 80)), 1.5)
    bad = replace(darker, absorbance=(darker.absorbance + 0.3 * uneven / uneven.std()).astype(np.float32))
    assert sum(one.change is not Change.SAME for one in follow([before, bad], noise, SCALE)) <= 2
    strict = {"camera": DeviceNoise(0.01, 0.05)}
    assert sum(one.change is not Change.SAME for one in follow([before, bad], strict, SCALE)) > 10


def test_bare_places_have_the_shapes_of_spots_and_lie_off_them() -> None:
    first = sighting(0, (20, 20, 3, 0.2), (40, 50, 3, 0.2))
    hidden = first.skin.copy()
    hidden[:, 60:] = False
    change = np.arange(60 * 80, dtype=np.float32).reshape(60, 80) * np.float32(1e-4)
    last = replace(first, day=9, absorbance=first.absorbance + change + (first.labels > 0), skin=hidden)
    spots = footprints([first.labels, last.labels], SCALE)
    found = blank_differences(spots, first, last, SCALE)
    assert len(found) == 2
    assert (found < 0.5).all()  # no spot, which would be more than 1
    np.testing.assert_array_equal(found, blank_differences(spots, first, last, SCALE))
    nowhere = replace(last, skin=np.zeros_like(hidden))
    assert blank_differences(spots, first, nowhere, SCALE).size == 0


def test_planted_and_removed_spots_are_found_on_a_face(clinic_face: ClinicPhoto) -> None:
    scale = clinic_face.view.mm_per_pixel
    before = clinic_face.uv
    detection = detect_spots(before, clinic_face.skin_mask, scale)
    largest = np.argmax(np.bincount(detection.labels.ravel())[1:]) + 1
    place = np.argwhere(detection.labels == largest).mean(axis=0)
    level = np.median(before[clinic_face.skin_mask])
    rows, columns = np.mgrid[: before.shape[0], : before.shape[1]]
    after = before.copy()
    after[detection.labels == largest] = level  # faded
    chin = np.argwhere((clinic_face.regions == 5) & (detection.labels == 0)).mean(axis=0)
    after[(rows - chin[0]) ** 2 + (columns - chin[1]) ** 2 < (2.0 / scale) ** 2] *= 0.6  # planted
    views = [View(uv, clinic_face.skin_mask, scale) for uv in (before, after)]
    sightings = [
        brought(
            detect_spots(view.uv, view.skin, scale), view.skin, register(views[0], view), day=30.0 * number,
            device="camera",
        )
        for number, view in enumerate(views)
    ]  # fmt: skip
    tracks = follow(sightings, {"camera": DeviceNoise(0.015, 0.1)}, scale)
    changed = [one for one in tracks if one.change is not Change.SAME]
    assert at(tracks, *chin).change is Change.NEW
    assert at(tracks, *place).change in (Change.GONE, Change.FADED)
    far = 12.0 / scale  # the spot that is taken away is 14 mm wide
    near = [min(math.hypot(one.row - row, one.column - column) for row, column in (place, chin)) for one in changed]
    assert max(near) < far
    assert len(tracks) > 60


def test_what_makes_no_sense_is_an_error() -> None:
    first, last = sighting(0, (20, 20, 4, 0.2)), sighting(30)
    with pytest.raises(ValueError, match="two visits"):
        follow([first], NOISE, SCALE)
    with pytest.raises(ValueError, match="order"):
        follow([last, first], NOISE, SCALE)
    with pytest.raises(ValueError, match="'camera' is not known"):
        follow([first, last], {}, SCALE)


def test_phones_usually_err_more_than_clinics_and_synthetic_photos_than_taken_ones() -> None:
    taken, clinic, phone = (
        usual_noise(domain, is_taken=is_taken).scale(0.1)
        for domain, is_taken in (("clinic", True), ("clinic", False), ("phone", False))
    )
    assert taken < clinic < phone
    with pytest.raises(ValueError, match="not 'lab'"):
        usual_noise("lab", is_taken=True)
