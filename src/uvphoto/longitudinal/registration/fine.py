"""From a first guess to the place of every pixel: optical flow of the skin's texture, smoothed where it is sure."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.registration.texture import WORKING_MM, as_levels

Picture = NDArray[np.float32]
Levels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_SMOOTHING_MM = (6.0, 4.0, 2.5)  # standard deviations: skin moves as a whole first, then in parts
_SURE_MM = 1.0  # disagreement of the flow there and back at which a pixel counts by exp(-1)
_HARDLY = 1e-4  # weight of pixels that say nothing, so that the gaps between the others are bridged
_FINEST = 1  # level of the pyramid down to which the flow goes: pixels of 2 x 2


@dataclass(frozen=True)
class Flow:
    """Where each pixel of the fixed texture lies in the moving one.

    Attributes:
        x: (h, w) float32, pixels of the moving texture.
        y: the same.
        disagreement_mm: (h, w), of the last flow there and back.

    """

    x: Picture
    y: Picture
    disagreement_mm: Picture


def refine(fixed: Picture, moving: Picture, face: Mask, matrix: NDArray[np.float64]) -> Flow:
    """Refine a guess by dense inverse search (Kroeger et al. 2016, ECCV), three times, each less smooth.

    Args:
        fixed: (h, w), a texture.
        moving: (h', w'), another.
        face: (h, w), where the fixed one tells anything.
        matrix: (3, 3), from x, y, 1 of fixed to moving.

    """
    rows, columns = np.mgrid[: fixed.shape[0], : fixed.shape[1]].astype(np.float32)
    x, y = _projected(matrix, columns, rows)
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    search.setFinestScale(_FINEST)
    levels, disagreement = as_levels(fixed), np.zeros_like(fixed)
    for sigma_mm in _SMOOTHING_MM:
        brought = as_levels(_sampled(moving, x, y))
        there, back = (_sought(search, *pair) for pair in ((levels, brought), (brought, levels)))
        home = np.dstack([_sampled(back[..., axis], columns + there[..., 0], rows + there[..., 1]) for axis in (0, 1)])
        disagreement = (np.hypot(*np.moveaxis(there + home, 2, 0)) * WORKING_MM).astype(np.float32)
        weights = (np.exp(-((disagreement / _SURE_MM) ** 2)) * face + _HARDLY).astype(np.float32)
        step = [_smoothed(there[..., axis], weights, sigma_mm / WORKING_MM) for axis in (0, 1)]
        x, y = (_sampled(places, columns + step[0], rows + step[1]) for places in (x, y))
    return Flow(x, y, disagreement)


def _sought(search: cv2.DISOpticalFlow, fixed: Levels, moving: Levels) -> Picture:
    """Return how far each pixel of one picture has moved in the other, (h, w, 2) x and y."""
    nothing_yet = np.zeros((*fixed.shape, 2), np.float32)  # the answer is written there too, so each needs its own
    return np.asarray(search.calc(fixed, moving, nothing_yet), np.float32)


def _projected(matrix: NDArray[np.float64], columns: Picture, rows: Picture) -> tuple[Picture, Picture]:
    x, y, scale = (row[0] * columns + row[1] * rows + row[2] for row in matrix)
    return (x / scale).astype(np.float32), (y / scale).astype(np.float32)


def _sampled(picture: Picture, x: Picture, y: Picture) -> Picture:
    return np.asarray(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _smoothed(values: Picture, weights: Picture, sigma: float) -> Picture:
    """Normalised convolution (Knutsson and Westin 1993)."""
    blurred = [cv2.GaussianBlur(part, (0, 0), sigma) for part in (values * weights, weights)]
    return np.asarray(blurred[0] / blurred[1], np.float32)
