"""The pigment axis: melanin counts, blood hardly, the strength of the light not at all."""

import numpy as np
import pytest

from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb, linear_srgb, xyz
from uvphoto.simulate.face.people import draw_person
from uvphoto.simulate.optics.skin_optics import reflectance
from uvphoto.simulate.streams import stream
from uvphoto.spots.detect import detect_spots_in_colour
from uvphoto.spots.pigment_axis import pigment_light


def density(linear: np.ndarray) -> float:
    colour = encode_srgb(np.clip(linear, 0, 1).astype(np.float32))[None, None]
    return float(-np.log10(pigment_light(colour)[0, 0]))


def test_it_is_the_density_of_blue_twice_less_that_of_green() -> None:
    colour = np.random.default_rng(0).uniform(0.2, 0.9, (5, 6, 3)).astype(np.float32)
    linear = decode_srgb(colour)
    expected = -2 * np.log10(linear[..., 2]) + np.log10(linear[..., 1])
    assert -np.log10(pigment_light(colour)) == pytest.approx(expected, abs=1e-5)


def test_melanin_counts_more_against_blood_than_in_green() -> None:
    for number in range(5):
        skin = draw_person(stream(0, "person", number, "life")).skin
        bare, spot, red = (
            linear_srgb(xyz(reflectance(one)))
            for one in (
                skin,
                skin.changed(melanin=1.5 * float(np.asarray(skin.melanin))),
                skin.changed(blood=2.5 * float(np.asarray(skin.blood))),
            )
        )
        in_green = np.log10(bare[1] / spot[1]) / np.log10(bare[1] / red[1])
        along_axis = (density(spot) - density(bare)) / (density(red) - density(bare))
        assert density(spot) - density(bare) > np.log10(bare[1] / spot[1])
        assert along_axis > 1.5 * in_green or along_axis < 0


def test_a_brown_spot_is_found_in_colour_and_none_without_it() -> None:
    rows, columns = (np.mgrid[:200, :200] - 100) * 0.25
    is_spot = np.hypot(rows, columns) < 2
    bare = np.array([0.6, 0.42, 0.32]) * np.ones((200, 200, 1))
    grain = np.random.default_rng(0).normal(1, 0.01, (200, 200, 1))
    brown = np.where(is_spot[..., None], [0.85, 0.75, 0.65], 1)
    skin = np.ones((200, 200), bool)
    found = detect_spots_in_colour(encode_srgb((bare * grain * brown).astype(np.float32)), skin, 0.25)
    assert found.labels.max() == 1
    assert (found.mask & is_spot).sum() > 0.95 * is_spot.sum()
    assert not detect_spots_in_colour(encode_srgb((bare * grain).astype(np.float32)), skin, 0.25).mask.any()
