"""Lay a UV photo on the colour photo of the same moment, say how well that went, and refuse where it did not."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.archives.registration.places import Places
from uvphoto.archives.registration.residual import Residual, measure_residual
from uvphoto.archives.registration.smooth_step import fit_bend
from uvphoto.longitudinal.registration.coarse import Coarse, by_features
from uvphoto.longitudinal.registration.texture import WORKING_MM, texture_of

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

LEAST_AGREEING = 0.2  # of the blocks of skin; of another's at most 0.12, see docs/explanation/pair-registration.md
LARGEST_RESIDUAL = 1.0  # pixels of the copy, median over the blocks that were left out of the fit
LEAST_OVERLAP = 0.8  # of the skin
STRONGEST_ZOOM = 1.5  # between both pictures as they fill their files

_COARSE_SIDE = 640  # pixels of the longer side of the copy in which features are sought
_FINE_SIDE = 1600  # of the copy in which the bend is fitted
_ROUND_SHARE = 0.03  # of the side, around the skin: eyes, brows and lips help to find the way
_LEFT_OUT = 64  # side of the squares, every other one of which is left out of a fit to measure the residual there


@dataclass(frozen=True)
class PairRegistration:
    """How a UV photo lies on its colour photo.

    Attributes:
        places: where each pixel of the colour photo lies in the UV photo.
        overlap: share of the skin that the UV photo shows.
        agreeing: share of the blocks of skin that are found where they should be.
        residual: median offset of the blocks that a fit did not see, in pixels of the colour photo.
        most: their 95th percentile.
        moved: median way of the skin from where it lay before, in pixels of the colour photo.
        problem: why it cannot be used; "" where it can.

    """

    places: Places = field(repr=False)
    overlap: float
    agreeing: float
    residual: float
    most: float
    moved: float
    problem: str


def register_pair(colour: Picture, uv: Picture, skin: Mask) -> PairRegistration:
    """Lay a UV photo on a colour photo of the same face, taken within a moment.

    Features of the skin that agree on a homography give a guess; a smooth bend is fitted to all pixels of the face.
    A second fit that leaves out half of the face, in squares, says how exact that is in the half that it did not see.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        uv: (H', W') float32 in [0, 1].
        skin: (H, W), of the colour photo.

    Returns:
        Where each pixel lies; with a problem where that cannot be relied on.

    Raises:
        ValueError: shapes that do not fit, or no skin.

    """
    if colour.ndim != 3 or uv.ndim != 2 or skin.shape != colour.shape[:2] or not skin.any():
        raise ValueError(
            f"wanted (H, W, 3), (H', W') and some skin (H, W), not {colour.shape}, {uv.shape}, {skin.shape}"
        )
    coarse = _Copies.of(colour, uv, skin, _COARSE_SIDE)
    guess = _first_guess(coarse)
    fine = _Copies.of(colour, uv, skin, _FINE_SIDE)
    start = Places.of(np.eye(3) if guess is None else guess.matrix, coarse.fixed, coarse.moving)
    start = start.resized(fine.fixed, fine.moving)
    fitted = fit_bend(fine.colours, fine.uv, fine.face, start)
    squares = _squares(fine.fixed)
    half = fit_bend(fine.colours, fine.uv, fine.face & squares, fitted.places)
    unseen = measure_residual(half.expected, half.places.bring(fine.uv), fine.skin & ~squares)
    zoom = colour.shape[1] / fine.fixed[1]
    overlap = float(fitted.places.inside[fine.skin].mean())
    return PairRegistration(
        fitted.places.resized(colour.shape[:2], uv.shape),
        overlap,
        unseen.agreeing,
        unseen.median * zoom,
        unseen.most * zoom,
        _moved(fitted.places, fine) * zoom,
        _problem(guess, overlap, unseen),
    )


@dataclass(frozen=True)
class _Copies:
    """Textures of both photos at one scale."""

    colours: Picture  # (h, w, 3)
    uv: Picture  # (h', w')
    skin: Mask  # (h, w)
    face: Mask  # (h, w), with some room around the skin

    @classmethod
    def of(cls, colour: Picture, uv: Picture, skin: Mask, side: int) -> "_Copies":
        zoom = min(1.0, side / max(colour.shape[:2]))
        # The texture's steps are made for pixels of WORKING_MM; here a pixel of the copy counts as one.
        channels = [texture_of(np.ascontiguousarray(colour[..., k]), WORKING_MM * zoom) for k in range(3)]
        other = texture_of(uv, WORKING_MM * zoom * max(colour.shape[:2]) / max(uv.shape))
        small = cv2.resize(skin.astype(np.uint8), channels[0].shape[::-1], interpolation=cv2.INTER_NEAREST)
        around = 2 * round(_ROUND_SHARE * max(small.shape)) + 1
        return cls(np.dstack(channels), other, small > 0, cv2.dilate(small, np.ones((around, around), np.uint8)) > 0)

    @property
    def fixed(self) -> tuple[int, int]:
        return self.skin.shape[0], self.skin.shape[1]

    @property
    def moving(self) -> tuple[int, int]:
        return self.uv.shape[0], self.uv.shape[1]


def _first_guess(copies: _Copies) -> Coarse | None:
    """Return the homography on which most features agree, sought near where the pictures lie, else anywhere."""
    blue = np.ascontiguousarray(copies.colours[..., 2])  # of the three the one that shows pigment best
    near = by_features(blue, copies.uv, copies.face, np.eye(3))
    return near if near is not None else by_features(blue, copies.uv, copies.face, None)


def _squares(shape: tuple[int, int]) -> Mask:
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    return np.asarray((rows // _LEFT_OUT + columns // _LEFT_OUT) % 2 == 0)


def _moved(places: Places, copies: _Copies) -> float:
    """Return how far the skin lay from its place, had the UV photo been stretched to the colour photo's size."""
    rows, columns = np.nonzero(copies.skin)
    stretch = np.array(copies.fixed) / np.array(copies.moving)
    off = [places.y[rows, columns] * stretch[0] - rows, places.x[rows, columns] * stretch[1] - columns]
    return float(np.median(np.hypot(*off)))


def _problem(guess: Coarse | None, overlap: float, unseen: Residual) -> str:
    if guess is None:
        return "no features of the skin are seen in both photos: another face, or one too blurred, dark or moved"
    scale = float(np.sqrt(abs(np.linalg.det(guess.matrix[:2, :2]))))
    if not 1 / STRONGEST_ZOOM < scale < STRONGEST_ZOOM:
        return f"the UV photo would have to be scaled {scale:.2g} times, which no two photos of one moment are"
    if overlap < LEAST_OVERLAP:
        return f"the UV photo shows {overlap:.0%} of the skin only (limit {LEAST_OVERLAP:.0%})"
    if unseen.agreeing < LEAST_AGREEING:
        return (
            f"the skin of both photos agrees in {unseen.agreeing:.0%} of its parts only (limit {LEAST_AGREEING:.0%}): "
            "another face, or one that is too blurred, dark or moved"
        )
    if not unseen.median <= LARGEST_RESIDUAL:
        return f"parts of the skin stay {unseen.median:.1f} pixels off (limit {LARGEST_RESIDUAL:g})"
    return ""
