"""How uneven the bare skin of a photo is, and from which absorbance on the detector counted a pixel as dark."""

import math

import numpy as np
from numpy.typing import NDArray

from uvphoto.spots.detect import DetectorSettings

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

_NORMAL_68 = 0.68  # share within one standard deviation, as spots.bare_skin has it


def threshold_of(absorbance: Picture, skin: Mask, settings: DetectorSettings) -> float:
    """Return from which absorbance on a pixel was dark enough for the detector.

    The offset of the contrast plus `strictness` times the unevenness of the bare skin, which the half of the skin that
    is brighter than its surroundings tells: see `spots.detect.DetectorSettings`.

    Args:
        absorbance: (H, W), of a `Detection` or a `Sighting`.
        skin: (H, W).
        settings: of the detector.

    """
    return -math.log10(1 - settings.contrast) + settings.strictness * texture_of(absorbance, skin)


def texture_of(absorbance: Picture, skin: Mask) -> float:
    """Return the unevenness of the bare skin of a photo, relief and noise: a standard deviation, log10 of light.

    Args:
        absorbance: (H, W), at any scale; the finer it is, the more noise there is in it.
        skin: (H, W).

    """
    brighter = -absorbance[skin & (absorbance < 0)]
    return float(np.quantile(brighter, _NORMAL_68)) if brighter.size else 0.0
