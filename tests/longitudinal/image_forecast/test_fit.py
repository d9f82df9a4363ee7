"""Fitting finds what data were made with."""

import numpy as np
import pytest
import torch

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.image_forecast.fit import FitSettings, Lesson, collate, fit, loss_of, piece
from uvphoto.longitudinal.image_forecast.known import Laid
from uvphoto.longitudinal.image_forecast.network import ImageNetwork, NetworkSettings
from uvphoto.longitudinal.image_forecast.pixel_fit import fit_dynamics, fit_noise, fit_spread
from uvphoto.longitudinal.image_forecast.pixel_noise import Noise, PixelModel, Source, Spread
from uvphoto.simulate.series.dose_history import DoseHistory

SUN = DoseHistory(-10, np.full(1200, 0.5), 0.5)
SMALL, NOISE = Spread(0.005, 0.1), Noise(0.005, 0.1, 0.0)
MODEL = PixelModel(NOISE, NOISE, NOISE, bias=SMALL, slope=Spread(0.002, 0.02), wander=SMALL)
SHAPE = NetworkSettings(width=6, dilations=(1,))
FADES = 0.6  # of a spot that is left after a year, in what is to be learned


def drawn(rng: np.random.Generator, side: int = 24) -> Lesson:
    """Return a lesson of squares that fade, on noise: what the filter, which sees no trend, cannot know."""
    days, later = np.array([0.0, 50.0]), 415.0
    spots = np.zeros((side, side), bool)
    row, column = rng.integers(2, side - 8, 2)
    spots[row : row + 6, column : column + 6] = True
    maps = 0.15 * spots + 0.005 * rng.standard_normal((2, side, side))
    skin = np.ones(maps.shape, bool)
    laid = Laid(days, (Source.TRUE,) * 2, maps.astype(np.float32), skin, (SMALL,) * 2, SMALL)
    after = 0.15 * FADES * spots + 0.005 * rng.standard_normal((side, side))
    return Lesson(laid, SUN, later, 0.05, after.astype(np.float32), skin[0], spots)


def test_it_learns_what_the_filter_cannot_know() -> None:
    settings = FitSettings(steps=40, batch=4, side=16, learning_rate=0.02)
    network = fit(drawn, MODEL, SHAPE, settings)
    batch = collate([drawn(np.random.default_rng(seed)) for seed in range(100, 108)], MODEL)
    before, after = (one(batch.planes, batch.outlook, batch.mean, batch.sd) for one in (ImageNetwork(SHAPE), network))
    assert loss_of(after, batch) < loss_of(before, batch) - 0.2
    in_spots = batch.spots > 0
    errors = [(one.mean - batch.absorbance)[in_spots].abs().mean() for one in (before, after)]
    assert errors[1] < 0.5 * errors[0]


def test_fitting_twice_gives_the_same_numbers() -> None:
    settings = FitSettings(steps=3, batch=2, side=16)
    first, second = (fit(drawn, MODEL, SHAPE, settings).state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_what_comes_later_does_not_decide_what_counts() -> None:
    """Else the forecast would be bent towards what was picked."""
    lesson = drawn(np.random.default_rng(1))
    other = Lesson(lesson.laid, SUN, lesson.day, lesson.threshold, lesson.absorbance + 1, lesson.skin, ~lesson.spots)
    first, second = (collate([one], MODEL) for one in (lesson, other))
    assert torch.equal(first.weight, second.weight)
    pieces = [piece(one, 8, np.random.default_rng(3)) for one in (lesson, other)]
    assert (pieces[0].laid.absorbance == pieces[1].laid.absorbance).all()
    assert pieces[0].absorbance.shape == (8, 8)


@pytest.mark.parametrize("times", [1.0, 2.0])
def test_a_spread_is_found_again(times: float) -> None:
    rng = np.random.default_rng(5)
    strengths, truth, beside = rng.uniform(0, 0.3, 20_000), Spread(0.006, 0.2), Spread(0.004, 0.05)
    variance = times * truth.variance(strengths) + beside.variance(strengths)
    found = fit_spread(np.sqrt(variance) * rng.standard_normal(20_000), strengths, times, beside)
    assert found.floor == pytest.approx(truth.floor, rel=0.08)
    assert found.gain == pytest.approx(truth.gain, rel=0.08)


def test_the_noise_of_a_source_is_found_again() -> None:
    rng = np.random.default_rng(8)
    strengths, textures, truth = rng.uniform(0, 0.3, 30_000), rng.uniform(0.005, 0.04, 30_000), Noise(0.004, 0.1, 0.5)
    sd = np.sqrt(2 * (truth.floor**2 + (truth.gain * strengths) ** 2 + (truth.rough * textures) ** 2))
    found = fit_noise(sd * rng.standard_normal(30_000), strengths, textures)
    assert found.gain == pytest.approx(truth.gain, rel=0.08)
    assert found.rough == pytest.approx(truth.rough, rel=0.08)
    assert found.floor == pytest.approx(truth.floor, rel=0.3)


def test_too_few_pixels_are_told() -> None:
    with pytest.raises(ValueError, match="7 pixels; at least 100"):
        fit_noise(np.ones(7), np.ones(7), np.ones(7))
    with pytest.raises(ValueError, match="7 pixels; at least 100"):
        fit_spread(np.ones(7), np.ones(7))


def test_wander_is_found_again() -> None:
    rng = np.random.default_rng(6)
    days, side, wander = np.array([0.0, 180.0, 365.0, 540.0, 730.0]), 40, 0.02
    steps = wander * np.sqrt(np.diff(days, prepend=0) / 365)[:, None, None] * rng.standard_normal((5, side, side))
    maps = np.cumsum(steps, axis=0) + 0.005 * rng.standard_normal((5, side, side))
    noise = Spread(0.005, 0.0)
    laid = Laid(days, (Source.TRUE,) * 5, maps.astype(np.float32), np.ones(maps.shape, bool), (noise,) * 5, noise)
    found = fit_dynamics(MODEL, [laid])
    strength = np.float32(0.01)
    assert np.sqrt(found.wander.variance(strength)) == pytest.approx(wander, rel=0.15)
    assert found.noise_of(Source.TRUE) == MODEL.true


def test_settings_are_checked() -> None:
    with pytest.raises(SettingsError, match="steps 0"):
        FitSettings(steps=0)
