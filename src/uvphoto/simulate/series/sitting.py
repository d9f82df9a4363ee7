"""What differs between two sittings of one person, even on one day: blood, oil, sweat, light and pose."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator


@dataclass(frozen=True)
class Sitting:
    """The passing state of a person and a room while photos are taken.

    Attributes:
        blood: factor on the blood of the whole face, 1 usual.
        saturation: shift of the blood's oxygen saturation, absolute.
        oil: of the skin, 0 dry to 1 glossy.
        sweat: 0 none to 1 all over.
        light: factor on the light's level, 1 usual.
        yaw, pitch, roll: of the head against the asked-for view, degrees.

    """

    blood: float = 1.0
    saturation: float = 0.0
    oil: float = 0.3
    sweat: float = 0.0
    light: float = 1.0
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0


def draw_sitting(rng: Generator, *, oiliness: float = 0.3, pose: float = 2.0) -> Sitting:
    """Draw a sitting in a clinic (all spreads assumed).

    Blood is log-normal with a spread that itself lies between 8 and 15 %; saturation shifts by 0.03; light by 3 %;
    one sitting in ten finds the person sweating.

    Args:
        rng: of all chance.
        oiliness: the person's usual oil, above 0 and below 1.
        pose: standard deviation of the head's angles, degrees; a chin rest leaves about 2.

    """
    if not 0 < oiliness < 1 or pose < 0:
        raise ValueError(f"oiliness lies between 0 and 1, a spread of angles is 0 or more, not {oiliness}, {pose}")
    spread = rng.uniform(0.08, 0.15)
    sweating = rng.uniform() < 0.1
    yaw, pitch, roll = (pose * rng.standard_normal(3)).tolist()
    return Sitting(
        blood=float(np.exp(spread * rng.standard_normal())),
        saturation=float(np.clip(0.03 * rng.standard_normal(), -0.09, 0.09)),
        oil=float(rng.beta(6 * oiliness, 6 * (1 - oiliness))),
        sweat=float(rng.uniform(0.2, 0.8)) if sweating else 0.0,
        light=float(np.exp(0.03 * rng.standard_normal())),
        yaw=yaw,
        pitch=pitch,
        roll=roll,
    )
