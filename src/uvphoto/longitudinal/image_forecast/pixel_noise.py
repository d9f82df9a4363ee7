"""How far what a photo shows of a place differs from what is there: by the source of the UV photo."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.config import check_limits

Picture = NDArray[np.float32]

_LIMITS = {"floor": (1e-5, 1.0), "gain": (0.0, 10.0), "rough": (0.0, 10.0)}


class Source(StrEnum):
    """How the UV photo of a visit came about."""

    TRUE = "clinic"  # taken by a UV camera
    CLINIC = "clinic synthetic"  # converted from a clinic's colour photo
    PHONE = "phone synthetic"  # converted from a phone's


@dataclass(frozen=True)
class Spread:
    """A standard deviation that grows with the strength: sqrt(floor^2 + (gain * strength)^2).

    Attributes:
        floor: log10 of light, on bare skin.
        gain: share of the strength.

    Raises:
        SettingsError: a value is outside its limits.

    """

    floor: float
    gain: float

    def __post_init__(self) -> None:
        check_limits(self, {name: _LIMITS[name] for name in ("floor", "gain")})

    def variance(self, strength: Picture) -> Picture:
        """Return the variance at strengths of any shape, log10 of light and 0 or more."""
        return np.asarray(np.float32(self.floor**2) + np.square(np.float32(self.gain) * strength), np.float32)


@dataclass(frozen=True)
class Noise:
    """The noise of the photos of a source, which differs from photo to photo: with dark skin, or with sweat on it.

    Attributes:
        floor: log10 of light, on the smoothest skin.
        gain: share of the strength.
        rough: share of the photo's texture (`threshold.texture_of`, at the working scale).

    Raises:
        SettingsError: a value is outside its limits.

    """

    floor: float
    gain: float
    rough: float

    def __post_init__(self) -> None:
        check_limits(self, _LIMITS)

    def of(self, texture: float) -> Spread:
        """Return the noise of a photo by its texture."""
        return Spread(math.hypot(self.floor, self.rough * texture), self.gain)


@dataclass(frozen=True)
class PixelModel:
    """What is assumed of each pixel: see `pixel_kalman`.

    Attributes:
        true: noise of a true UV photo.
        clinic: of one converted from a clinic's colour photo, beside the bias.
        phone: of one converted from a phone's, the same.
        bias: of what synthetic UV photos get wrong of a place every time.
        slope: of the change a year before any photo.
        wander: of what the level does beyond its slope in a year.
        level: standard deviation of the level before any photo, log10 of light.

    Raises:
        SettingsError: a value is outside its limits.

    """

    true: Noise
    clinic: Noise
    phone: Noise
    bias: Spread
    slope: Spread
    wander: Spread
    level: float = 1.0

    def __post_init__(self) -> None:
        check_limits(self, {"level": (1e-3, 10.0)})

    def noise_of(self, device: str) -> Noise:
        """Return the noise of a `Source`; a device of another name counts as a phone."""
        return {Source.TRUE.value: self.true, Source.CLINIC.value: self.clinic}.get(device, self.phone)
