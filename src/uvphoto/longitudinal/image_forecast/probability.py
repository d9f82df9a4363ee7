"""The probability of being in a spot, made to agree with the share of spots that is expected of each region."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from uvphoto.longitudinal.image_forecast.regional import Skin

Picture = NDArray[np.float32]

_FARTHEST = 12.0  # of a shift of the logits
_ROUNDS = 12
_GOOD = 1e-4  # of a probability


def calibrated(logit: Picture, skin: Skin, wanted: Mapping[str, float]) -> Picture:
    """Return probabilities whose mean over each region is the share that is wanted of it.

    The logits of a region are shifted, which keeps the order of its pixels; shifts pass smoothly from region to region.

    Args:
        logit: (h, w) of the probabilities as they are.
        skin: of the same pixels.
        wanted: share of spots by region, 0 to 1.

    Returns:
        (h, w), 0 off the skin.

    """
    places = {region: skin.of(region) for region in wanted}
    shifts = dict.fromkeys(wanted, 0.0)
    probability = expit(logit)
    for _ in range(_ROUNDS if wanted else 0):
        means = {region: float(probability[place].mean()) for region, place in places.items()}
        if all(abs(means[region] - share) < _GOOD for region, share in wanted.items()):
            break
        for region, share in wanted.items():
            # d mean / d shift is the mean of p (1 - p): a step of Newton's, no longer than 2.
            slope = max(float((probability[places[region]] * (1 - probability[places[region]])).mean()), 1e-6)
            step = float(np.clip((share - means[region]) / slope, -2, 2))
            shifts[region] = float(np.clip(shifts[region] + step, -_FARTHEST, _FARTHEST))
        probability = expit(logit + skin.joined(shifts))
    return np.asarray(probability * skin.mask, np.float32)
