"""Fit what is assumed of pixels: the noise to photos of one day, the dynamics to people's visits."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

from uvphoto.longitudinal.image_forecast.known import Laid, know
from uvphoto.longitudinal.image_forecast.pixel_noise import Noise, PixelModel, Spread

Values = NDArray[np.float64]

FEWEST = 100  # pixels, for two numbers to be told
_START = 0.2  # gain
_SMALLEST = 1e-4  # floor, log10 of light
_TRIES = 200


def fit_spread(residuals: ArrayLike, strengths: ArrayLike, times: float = 1.0, beside: Spread | None = None) -> Spread:
    """Fit a spread to residuals by maximum likelihood: N(0, times * spread^2 + beside^2).

    Args:
        residuals: (N,) log10 of light.
        strengths: (N,) of the pixels, 0 or more.
        times: how often the variance is in them: twice in a difference of two photos.
        beside: what else is in them; None: nothing.

    Raises:
        ValueError: fewer than FEWEST residuals.

    """
    found, strength = np.asarray(residuals, np.float64), np.asarray(strengths, np.float32)
    if found.size < FEWEST:
        raise ValueError(f"{found.size} pixels; at least {FEWEST} are needed")
    squares = np.square(found)
    other = np.zeros_like(found) if beside is None else beside.variance(strength).astype(np.float64)

    def loss(logs: np.ndarray) -> float:
        variance = times * Spread(*_numbers(logs)).variance(strength) + other
        return float(np.mean(np.log(variance) + squares / variance))

    start = np.log([max(float(found.std()), _SMALLEST), _START])
    return Spread(
        *_numbers(
            minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-2, "fatol": 1e-5, "maxiter": _TRIES}).x
        )
    )


def fit_noise(residuals: ArrayLike, strengths: ArrayLike, textures: ArrayLike) -> Noise:
    """Fit the noise of a source to differences of two photos of one day by maximum likelihood.

    Args:
        residuals: (N,) log10 of light.
        strengths: (N,) of the pixels, 0 or more.
        textures: (N,) root mean square of those of both photos.

    Raises:
        ValueError: fewer than FEWEST residuals.

    """
    found, strength, texture = (np.asarray(one, np.float64) for one in (residuals, strengths, textures))
    if found.size < FEWEST:
        raise ValueError(f"{found.size} pixels; at least {FEWEST} are needed")
    squares = np.square(found)

    def loss(logs: np.ndarray) -> float:
        floor, gain, rough = np.exp(np.clip(logs, -9.0, 1.0))
        variance = 2 * (floor**2 + np.square(gain * strength) + np.square(rough * texture))
        return float(np.mean(np.log(variance) + squares / variance))

    start = np.log([max(float(found.std()) / 2, _SMALLEST), _START, 2 * _START])
    found_logs = minimize(
        loss, start, method="Nelder-Mead", options={"xatol": 1e-2, "fatol": 1e-6, "maxiter": 2 * _TRIES}
    ).x
    floor, gain, rough = np.exp(np.clip(found_logs, -9.0, 1.0))
    return Noise(float(floor), float(gain), float(rough))


def fit_dynamics(model: PixelModel, visits: Sequence[Laid]) -> PixelModel:
    """Fit slope and wander by maximum likelihood of people's visits, with noise and bias as they are.

    Args:
        model: with the noise and the bias; its slope and wander are where the search begins.
        visits: of each person, pieces of their skin.

    """

    def changed(logs: np.ndarray) -> PixelModel:
        return replace(model, slope=Spread(*_numbers(logs[:2])), wander=Spread(*_numbers(logs[2:])))

    def loss(logs: np.ndarray) -> float:
        found = [know(one, changed(logs)) for one in visits]
        total = sum(float(one.filtered.log_likelihood.sum()) for one in found)
        return -total / max(sum(int(one.skin.sum()) for one in found), 1)

    start = np.log([model.slope.floor, model.slope.gain, model.wander.floor, model.wander.gain])
    return changed(
        minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-2, "fatol": 1e-5, "maxiter": _TRIES}).x
    )


def _numbers(logs: np.ndarray) -> tuple[float, float]:
    floor, gain = np.exp(np.clip(logs, -9.0, 1.0))
    return float(max(floor, 1e-5)), float(gain)
