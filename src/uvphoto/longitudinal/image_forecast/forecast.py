"""A future UV photo from a person's visits, that shows the share of spots which the scalar forecast expects."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.forecaster import LONGEST
from uvphoto.longitudinal.image_forecast.drawing import Drawing
from uvphoto.longitudinal.image_forecast.known import Laid, know, outlook
from uvphoto.longitudinal.image_forecast.outcome import STATEMENT, ImageForecast
from uvphoto.longitudinal.image_forecast.parameters import ImageModel
from uvphoto.longitudinal.image_forecast.pixel_noise import Noise
from uvphoto.longitudinal.image_forecast.probability import calibrated
from uvphoto.longitudinal.image_forecast.reach import Reached, reach
from uvphoto.longitudinal.image_forecast.regional import Skin
from uvphoto.longitudinal.image_forecast.threshold import texture_of, threshold_of
from uvphoto.longitudinal.image_forecast.working import (
    WORKING_MM,
    labels_to_working,
    mask_to_working,
    spread,
    to_own,
    to_working,
    working_shape,
)
from uvphoto.longitudinal.tracks.sighting import Sighting
from uvphoto.simulate.series.climate import DAYS_OF_YEAR
from uvphoto.simulate.series.dose_history import DoseHistory
from uvphoto.skin.regions import REGIONS
from uvphoto.skin.window import window_around
from uvphoto.spots.detect import Detection, DetectorSettings, detect_spots

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Frame:
    """The last photo of a person, on which all is drawn.

    Attributes:
        uv: (H, W) float32 in [0, 1], true or synthetic.
        skin: (H, W).
        regions: (H, W), labels of ``skin.regions.REGIONS``, 0 elsewhere.
        mm_per_pixel: its scale.

    Raises:
        ValueError: shapes that do not fit, no skin, or a scale that is none.

    """

    uv: Picture
    skin: Mask
    regions: NDArray[np.uint8]
    mm_per_pixel: float

    def __post_init__(self) -> None:
        if self.uv.ndim != 2 or not self.uv.shape == self.skin.shape == self.regions.shape:
            raise ValueError(
                f"UV photo, skin and regions have one shape (H, W), not {self.uv.shape}, {self.skin.shape} and "
                f"{self.regions.shape}"
            )
        if not self.skin.any():
            raise ValueError("a photo without skin cannot be forecast")
        if not 0 < self.mm_per_pixel < np.inf:
            raise ValueError(f"the scale is a positive number of mm per pixel, not {self.mm_per_pixel}")


def forecast_image(
    model: ImageModel,
    sightings: Sequence[Sighting],
    frame: Frame,
    shares: Mapping[str, float],
    *,
    days_ahead: float,
    dose: DoseHistory,
    noise: Mapping[str, Noise] | None = None,
    settings: DetectorSettings | None = None,
) -> ImageForecast:
    """Forecast the UV photo of a person.

    Args:
        model: fitted, such as `bundled_image_model`.
        sightings: of the visits, laid on the last photo, in the order of their days; their devices are values of
            `Source`, which say how the UV photos came about.
        frame: the last photo.
        shares: of spots that the scalar forecast expects for that day, by region of ``skin.regions.REGIONS``; regions
            that are not named follow the others' mean change.
        days_ahead: of the last sighting, above 0, to two years.
        dose: of the person, to that day, as the scalar forecast has it.
        noise: of devices by the name that sightings have; None, or one that is missing: the model's by `Source`.
        settings: of the detector; None: the usual.

    Returns:
        The forecast; what could not be reached is in its notes.

    Raises:
        SettingsError: days or shares outside their limits, an unknown region, or doses that end before the day.
        ValueError: no sighting, sightings out of order, or of another shape than the photo.

    """
    _check(sightings, frame, shares, days_ahead)
    now = detect_spots(frame.uv, frame.skin, frame.mm_per_pixel, settings)
    skin = Skin(frame.regions, frame.skin, frame.mm_per_pixel)
    wanted = {region: float(share) for region, share in shares.items() if skin.of(region).any()}
    day = sightings[-1].day + days_ahead
    expected = _expect(model, sightings, frame, day=day, dose=dose, noise=noise or {}, now=now)
    drawing = Drawing.of(frame.uv, skin, now, expected.change, expected.mean)
    reached = reach(drawing, wanted)
    return ImageForecast(
        uv=reached.drawn.uv,
        mean=(now.absorbance + reached.drawn.added) * frame.skin,
        sd=to_own(expected.sd, frame.uv.shape) * frame.skin,
        probability=_probability(expected, frame, wanted),
        skin=frame.skin,
        detection=reached.drawn.detection,
        spot_ratios=reached.drawn.shares,
        days_ahead=days_ahead,
        notes=tuple(_notes(shares, wanted, reached)),
        statement=STATEMENT.format(days=days_ahead),
    )


@dataclass(frozen=True, eq=False)
class _Expected:
    """What the network expects of each pixel at the working scale, (h, w)."""

    mean: Picture
    sd: Picture
    logit: Picture  # of the probability of being in a spot
    change: Picture  # of the absorbance from the last photo on


def _expect(
    model: ImageModel,
    sightings: Sequence[Sighting],
    frame: Frame,
    *,
    day: float,
    dose: DoseHistory,
    noise: Mapping[str, Noise],
    now: Detection,
) -> _Expected:
    shape = working_shape(frame.uv.shape, frame.mm_per_pixel)
    last, skin = to_working(now.absorbance, frame.skin, shape)
    if not skin.any():
        return _Expected(last, np.ones_like(last), np.zeros_like(last), np.zeros_like(last))
    box = window_around(skin, model.network.reach)
    laid = _laid(sightings, shape, box, model, noise)
    known = know(laid, model.pixels)
    mean, sd = known.expected((day - laid.days[-1]) / DAYS_OF_YEAR)
    told = outlook(laid, dose, day)
    threshold = float(np.median([threshold_of(one.absorbance, one.skin, now.settings) for one in sightings]))
    with torch.inference_mode():
        outcome = model.network(*(torch.from_numpy(one)[None] for one in (known.planes(), told, mean, sd)))
        found = [one[0].numpy() for one in (outcome.mean, outcome.sd, outcome.logit(threshold))]
    seen = known.skin & skin[box]
    # Of what no visit shows, the rim of the skin at most, no more is said than of the nearest pixel that one shows.
    whole = [np.zeros(shape, np.float32) for _ in found]
    for one, part in zip(whole, found, strict=True):
        one[box] = spread(part, seen)
    change = np.zeros(shape, np.float32)
    change[box] = spread(found[0] - last[box], seen)
    return _Expected(whole[0], whole[1], whole[2], change)


def _laid(
    sightings: Sequence[Sighting],
    shape: tuple[int, int],
    box: tuple[slice, slice],
    model: ImageModel,
    noise: Mapping[str, Noise],
) -> Laid:
    maps, skins = zip(*(to_working(one.absorbance, one.skin, shape) for one in sightings), strict=True)
    devices = tuple(one.device for one in sightings)
    textures = [texture_of(one, there) for one, there in zip(maps, skins, strict=True)]
    pairs = zip(devices, textures, strict=True)
    return Laid(
        np.array([one.day for one in sightings]),
        devices,
        np.stack([one[box] for one in maps]),
        np.stack([one[box] for one in skins]),
        tuple(noise.get(device, model.pixels.noise_of(device)).of(texture) for device, texture in pairs),
        model.pixels.true.of(float(np.median(textures))),
    )


def _probability(expected: _Expected, frame: Frame, wanted: Mapping[str, float]) -> Picture:
    shape = expected.mean.shape[0], expected.mean.shape[1]
    small = Skin(labels_to_working(frame.regions, shape), mask_to_working(frame.skin, shape), WORKING_MM)
    there = {region: share for region, share in wanted.items() if small.of(region).any()}
    probability = spread(calibrated(expected.logit, small, there), small.mask)
    return np.clip(to_own(probability, frame.uv.shape), 0, 1) * frame.skin


def _notes(shares: Mapping[str, float], wanted: Mapping[str, float], reached: Reached) -> Iterator[str]:
    for region in shares:
        if region not in wanted:
            yield f"{region}: the photo shows no skin of it"
    for region in reached.missed:
        drawn = reached.drawn.shares[region]
        yield (
            f"{region}: {drawn:.2%} of the skin is spots in the picture, {wanted[region]:.2%} in the forecast of the "
            "share: the spots that are there cannot be drawn so"
        )
    if others := [region for region in REGIONS if region not in wanted]:
        yield f"{', '.join(others)} and the skin between regions have no forecast of a share: they follow the others'"


def _check(sightings: Sequence[Sighting], frame: Frame, shares: Mapping[str, float], days_ahead: float) -> None:
    if not sightings or any(one.absorbance.shape != frame.uv.shape for one in sightings):
        raise ValueError("a forecast wants one sighting or more, each of the shape of the last photo")
    if any(before.day > after.day for before, after in itertools.pairwise(sightings)):
        raise ValueError("sightings come in the order of their days")
    if not 0 < days_ahead <= LONGEST:
        raise SettingsError(
            f"A forecast reaches from the day after the last visit to {LONGEST:g} days, not {days_ahead:g}."
        )
    for region, share in shares.items():
        if region not in REGIONS:
            raise SettingsError(f"There is no region {region!r}; there are {', '.join(REGIONS)}.")
        if not 0 <= share <= 1:
            raise SettingsError(f"The share of spots in {region} is a number from 0 to 1, not {share}.")
