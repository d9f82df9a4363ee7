"""From which absorbance on the detector counted a pixel of a photo as dark."""

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
    brighter = -absorbance[skin & (absorbance < 0)]
    texture = float(np.quantile(brighter, _NORMAL_68)) if brighter.size else 0.0
    return -math.log10(1 - settings.contrast) + settings.strictness * texture
