import dataclasses
import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.analysis.quality import measure_quality
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.skin.face_finding import FaceFinding, FaceProblem
from uvphoto.skin.pupils import Pupils

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]

MM = 0.25
FINDING = FaceFinding(Pupils((120.0, 252.0 + 74.0), (120.0, 200.0), 420.0, is_measured=True), 3.0, -2.0, ())


def edges(sigma_mm: float, mm: float = MM) -> Pixels:
    """Draw a face of bars: edges of a known blur where the eyes are, and plain skin below."""
    size = round(500 * MM / mm)
    colour = np.empty((size, size, 3), np.float32)
    colour[:] = (0.75, 0.58, 0.48)
    rows, columns = np.mgrid[:size, :size] * mm
    bars = (rows < 45) & (np.mod(columns, 12) < 6)
    colour[bars] *= 0.3
    return cv2.GaussianBlur(colour, (0, 0), sigma_mm / mm) if sigma_mm else colour


def skin_of(colour: Pixels) -> Mask:
    mask = np.zeros(colour.shape[:2], bool)
    start = round(60 / MM * colour.shape[0] / 500)
    mask[start:-10, 10:-10] = True
    return mask


def scaled(factor: float) -> FaceFinding:
    pupils = Pupils((120.0 * factor, 326.0 * factor), (120.0 * factor, 200.0 * factor), 420.0, is_measured=True)
    return dataclasses.replace(FINDING, pupils=pupils)


@pytest.mark.parametrize("sigma", [0.4, 0.6, 1.0, 1.5])
@pytest.mark.parametrize("mm", [0.25, 0.15])
def test_blur_is_that_of_the_edges_at_any_resolution(sigma: float, mm: float) -> None:
    colour = edges(sigma, mm)
    blur = measure_quality(colour, skin_of(colour), scaled(MM / mm), mm).blur_mm
    assert blur == pytest.approx(math.hypot(sigma, mm / math.sqrt(12)), rel=0.15)


def test_sharp_edges_are_as_wide_as_a_pixel() -> None:
    assert measure_quality(edges(0), skin_of(edges(0)), FINDING, MM).blur_mm < MM


def test_luminance_clipping_and_noise_are_those_put_in() -> None:
    colour = edges(0.5)
    skin = skin_of(colour)
    light = ((np.array([0.75, 0.58, 0.48]) + 0.055) / 1.055) ** 2.4
    quality = measure_quality(colour, skin, FINDING, MM)
    assert quality.luminance == pytest.approx(light @ [0.2126, 0.7152, 0.0722], rel=1e-3)
    assert (quality.clipped_bright, quality.clipped_dark) == (0, 0)
    assert quality.noise < 1e-4
    rows = np.flatnonzero(skin.any(axis=1))
    spoilt = colour.copy()
    spoilt[rows[0] : rows[0] + len(rows) // 4] = 1.0
    spoilt[rows[-1] - len(rows) // 10 : rows[-1] + 1] = 0.0
    quality = measure_quality(spoilt, skin, FINDING, MM)
    assert quality.clipped_bright == pytest.approx(0.25, abs=0.01)
    assert quality.clipped_dark == pytest.approx(0.1, abs=0.01)
    grain = np.random.default_rng(0).normal(0, 0.02, colour.shape[:2])[..., None]
    noise = measure_quality((colour + grain).astype(np.float32), skin, FINDING, MM).noise
    assert noise == pytest.approx(0.02 * MM / 0.234375, rel=0.05)


@pytest.mark.parametrize(
    ("gains", "towards"),
    [((1.2, 0.8, 1.0), "red"), ((1, 1.3, 1), "green"), ((0.9, 1, 2.0), "blue"), ((1.0, 1.0, 0.1), "yellow")],
)
def test_a_cast_is_told_with_its_colour(gains: tuple[float, ...], towards: str) -> None:
    colour = edges(0.5)
    skin = skin_of(colour)
    assert measure_quality(colour, skin, FINDING, MM).cast < 3
    tinted = encode_srgb(np.clip(decode_srgb(colour) * np.array(gains), 0, 1)).astype(np.float32)
    quality = measure_quality(tinted, skin, FINDING, MM)
    assert quality.cast > 6
    assert quality.cast_towards == towards


def test_the_exposure_is_no_cast_and_the_light_no_mark() -> None:
    colour = edges(0.5)
    skin = skin_of(colour)
    usual, dark = (measure_quality(colour * gain, skin, FINDING, MM) for gain in (np.float32(1), np.float32(0.6)))
    assert dark.cast == pytest.approx(usual.cast, abs=2)
    assert usual.unevenness < 0.05
    columns = np.linspace(-1, 1, colour.shape[1], dtype=np.float32)[None, :, None]
    lit = encode_srgb(0.5 * decode_srgb(colour) * 2.0**columns)  # two stops across the photo
    sidelit = measure_quality(lit.astype(np.float32), skin, FINDING, MM)
    assert sidelit.unevenness == pytest.approx(0.9 * 2 * (1 - 20 / 500), rel=0.15)


def test_pose_size_and_share_come_from_the_finding_and_the_mask() -> None:
    colour = edges(0.5)
    skin = skin_of(colour)
    quality = measure_quality(colour, skin, FINDING, MM)
    assert (quality.pupil_distance, quality.yaw, quality.roll) == (126.0, 3.0, -2.0)
    half = skin & (np.arange(500) < 250)
    assert measure_quality(colour, half, FINDING, MM).skin_share == pytest.approx(quality.skin_share / 2, rel=0.02)


def test_without_skin_or_face_what_cannot_be_known_is_not_a_number() -> None:
    colour = edges(0.5)
    nothing = FaceFinding(None, math.nan, math.nan, (FaceProblem.NO_FACE,))
    quality = measure_quality(colour, np.zeros(colour.shape[:2], bool), nothing, MM)
    assert quality.skin_share == 0
    assert math.isnan(quality.blur_mm)
    assert math.isnan(quality.ita_degrees)
    assert measure_quality(colour, skin_of(colour), nothing, MM).pupil_distance == 63 / MM


def test_the_size_of_the_file_does_not_matter() -> None:
    fine = edges(0.6, 0.125)
    small = cv2.resize(fine, (500, 500), interpolation=cv2.INTER_AREA)
    one = dataclasses.asdict(measure_quality(fine, skin_of(fine), scaled(2), 0.125))
    other = dataclasses.asdict(measure_quality(small, skin_of(small), FINDING, MM))
    for name in ("blur_mm", "luminance", "cast_a", "cast_b", "skin_share", "ita_degrees", "unevenness"):
        assert one[name] == pytest.approx(other[name], rel=0.1, abs=0.03), name
