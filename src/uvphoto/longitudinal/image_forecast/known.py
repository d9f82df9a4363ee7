"""What the visits so far say of the skin, pixel by pixel, and of the time until the day that is asked for."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.forecast.dose import TAUS, dose_features
from uvphoto.longitudinal.image_forecast.pixel_kalman import (
    BIAS,
    LEVEL,
    SLOPE,
    Filtered,
    Priors,
    Readings,
    filter_pixels,
)
from uvphoto.longitudinal.image_forecast.pixel_noise import PixelModel, Source, Spread
from uvphoto.simulate.series.climate import DAYS_OF_YEAR
from uvphoto.simulate.series.dose_history import DoseHistory

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

PLANES = ("level", "its sd", "slope", "its sd", "bias", "its sd", "strength", "share of photos that show it", "skin")
SUN = (
    *(f"change of memory {tau:g}" for tau in TAUS), *(f"memory {tau:g} against the visits'" for tau in TAUS),
    "cumulative dose",
)  # fmt: skip
OUTLOOK = ("years", "root of years", *SUN, "photos", "span", "share synthetic")

_UNIT = 0.03  # log10 of light: planes of absorbance are divided by it


@dataclass(frozen=True, eq=False)
class Laid:
    """M photos of a person in one frame at the working scale, in the order of their days.

    Attributes:
        days: (M,) since the first visit.
        devices: (M) of `Source`, or others, which count as the noisiest.
        absorbance: (M, h, w).
        skin: (M, h, w), where each shows skin.
        noise: (M) of each.
        later: noise of the true UV photo that is asked for.

    Raises:
        ValueError: no photo, shapes that do not fit, or days out of order.

    """

    days: Values
    devices: tuple[str, ...]
    absorbance: Picture = field(repr=False)
    skin: Mask = field(repr=False)
    noise: tuple[Spread, ...]
    later: Spread

    def __post_init__(self) -> None:
        count = len(self.days)
        if not count or not len(self.devices) == len(self.absorbance) == len(self.noise) == count:
            raise ValueError(f"{count} photos need as many devices, maps and noises, and there is one at least")
        if self.absorbance.ndim != 3 or self.absorbance.shape != self.skin.shape:
            raise ValueError(f"maps and skin are (M, h, w), not {self.absorbance.shape} and {self.skin.shape}")
        if (np.diff(self.days) < 0).any():
            raise ValueError("photos come in the order of their days")

    @property
    def is_synthetic(self) -> NDArray[np.bool_]:
        """(M,) whether each UV photo is synthetic: those of unknown devices count as such."""
        return np.array([device != Source.TRUE for device in self.devices])


@dataclass(frozen=True, eq=False)
class Known:
    """What photos say of each pixel.

    Attributes:
        filtered: (h, w) pixels after the last photo.
        wander: (h, w) variance of a year.
        later: (h, w) variance of the noise of the photo that is asked for.
        strength: (h, w) mean absorbance of the spot that is there, 0 or more.
        share: (h, w) of the photos that show the pixel.
        skin: (h, w) that any photo shows.

    """

    filtered: Filtered
    wander: Picture
    later: Picture
    strength: Picture
    share: Picture
    skin: Mask

    def expected(self, years: float) -> tuple[Picture, Picture]:
        """Return mean and standard deviation (h, w) of what a true UV photo shows some years after the last photo."""
        mean, variance = self.filtered.level_after(years, self.wander)
        return mean.astype(np.float32), np.sqrt(variance + self.later).astype(np.float32)

    def planes(self) -> Picture:
        """Return what the network is told of each pixel, (P, h, w), by PLANES."""
        mean, cov = self.filtered.mean, self.filtered.covariance
        told = [mean[place] / _UNIT for place in (LEVEL, SLOPE, BIAS)]
        sds = [np.sqrt(cov[place, place]) / _UNIT for place in (LEVEL, SLOPE, BIAS)]
        pairs = [one for pair in zip(told, sds, strict=True) for one in pair]
        planes = np.stack([*pairs, self.strength / _UNIT, self.share, np.ones_like(self.share)])
        return np.asarray(planes * self.skin, np.float32)


def strength_of(mean: Picture) -> Picture:
    """Return how strong the spot at each pixel is (h, w): the mean photo at its largest within a pixel around, or 0.

    The rim of a spot is as unsure as its middle, as photos lie on each other not quite right.

    Args:
        mean: (h, w) absorbance, mean over photos.

    """
    return np.asarray(cv2.dilate(np.maximum(mean, 0), np.ones((3, 3), np.uint8)), np.float32)


def know(laid: Laid, model: PixelModel) -> Known:
    """Filter the photos of a person pixel by pixel; noise, slope and bias grow with `strength_of` the mean photo."""
    seen = laid.skin.sum(axis=0).astype(np.float32)
    values = laid.absorbance.astype(np.float32)
    mean = (values * laid.skin).sum(axis=0) / np.maximum(seen, 1)
    strength = strength_of(mean)
    readings = Readings(
        laid.days / DAYS_OF_YEAR,
        laid.is_synthetic,
        values,
        laid.skin,
        np.stack([one.variance(strength) for one in laid.noise]),
    )
    wander = model.wander.variance(strength)
    level = np.full_like(strength, model.level**2)
    priors = Priors(level, model.slope.variance(strength), model.bias.variance(strength), wander)
    share = (seen / len(laid.days)).astype(np.float32)
    return Known(filter_pixels(readings, priors), wander, laid.later.variance(strength), strength, share, seen > 0)


def outlook(laid: Laid, dose: DoseHistory, day: float) -> Picture:
    """Return what the network is told of the time until a day, (S,), by OUTLOOK: the sun as the scalar model has it.

    Args:
        laid: the photos.
        dose: of the person, to that day.
        day: since the first visit, after the last photo.

    Raises:
        SettingsError: a day lies outside the doses.

    """
    last = float(laid.days[-1])
    features = dose_features(dose, [*laid.days, day])
    memory, received = features.memory, features.cumulative
    years, span = (day - last) / DAYS_OF_YEAR, (last - float(laid.days[0])) / DAYS_OF_YEAR
    told = [
        years, np.sqrt(max(years, 0.0)), *(memory[-1] - memory[-2]), *(memory[-1] - memory[:-1].mean(axis=0)),
        received[-1] - received[-2], np.log(len(laid.days)), span, laid.is_synthetic.mean(),
    ]  # fmt: skip
    return np.asarray(told, np.float32)
