"""A forecast as pictures: the future UV photo, its interval and the probability of spots. Never a photo."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from uvphoto.metrics.samples import normal_quantile
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.spots.detect import Detection

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

MARK = "Forecast"
"""What is to be written on every picture of it."""

STATEMENT = (
    "Forecast, not a photo: what is expected {days:g} days after the last visit, if the sun is met as is assumed. It "
    "was learned from simulated faces, not from patients. Spots that are not born yet have no place in it: they raise "
    "the probability everywhere a little, and the spots that are there are drawn larger for them."
)


@dataclass(frozen=True, eq=False)
class ImageForecast:
    """A future UV photo, pixel for pixel on the last one; pictures are (H, W).

    Attributes:
        uv: float32 in [0, 1]: what is expected, with the share of spots of the scalar forecast in each region.
        mean: expected absorbance, log10 of light of the skin around over that of the pixel; 0 off the skin.
        sd: of the same: the interval map.
        probability: of being in a spot, 0 to 1; its mean over a region is the scalar forecast's share.
        skin: where all that holds.
        detection: the spots of ``uv``.
        spot_ratios: their share by region, of those that the scalar forecast knows.
        days_ahead: of the last visit.
        notes: for people, what could not be had.
        statement: what stands behind it, for people; to be shown with every picture.

    """

    uv: Picture = field(repr=False)
    mean: Picture = field(repr=False)
    sd: Picture = field(repr=False)
    probability: Picture = field(repr=False)
    skin: Mask = field(repr=False)
    detection: Detection = field(repr=False)
    spot_ratios: Mapping[str, float]
    days_ahead: float
    notes: tuple[str, ...]
    statement: str

    def interval(self, level: float) -> tuple[Picture, Picture]:
        """Return between which absorbances (H, W) each pixel lies with a probability.

        Raises:
            ValueError: the level does not lie between 0 and 1.

        """
        half = np.float32(normal_quantile(level)) * self.sd
        return self.mean - half, self.mean + half

    def uv_interval(self, level: float) -> tuple[Picture, Picture]:
        """Return the UV photos (H, W) at the ends: each pixel at its brightest, and each at its darkest.

        No future looks like either of them: pixels are not all off the same way.

        Raises:
            ValueError: the level does not lie between 0 and 1.

        """
        half = np.float32(normal_quantile(level)) * self.sd
        return darkened(self.uv, -half), darkened(self.uv, half)


def darkened(uv: Picture, absorbance: Picture) -> Picture:
    """Return a UV photo (H, W) whose pixels absorb more than they did by so much: light x 10^-absorbance.

    Args:
        uv: (H, W) in [0, 1], sRGB-encoded.
        absorbance: (H, W), log10 of light; below 0 it brightens.

    """
    light = decode_srgb(np.clip(uv, 0, 1, dtype=np.float32)) * np.power(np.float32(10), -absorbance)
    return np.asarray(np.clip(encode_srgb(light), 0, 1), np.float32)
