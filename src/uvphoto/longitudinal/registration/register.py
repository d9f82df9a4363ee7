"""Lay one photo of a face on another of the same face, say how well that went, and refuse where it did not."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.registration.coarse import Coarse, by_features, by_points
from uvphoto.longitudinal.registration.fine import Flow, refine
from uvphoto.longitudinal.registration.texture import WORKING_MM, texture_of
from uvphoto.skin.pupils import Pupils

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

LEAST_OVERLAP = 0.4  # of the fixed photo's skin
LEAST_CONSISTENT = 0.6  # of what both show; two people give 0.1 to 0.5, one person 0.8 and more
_AROUND_MM = 10.0  # eyes, brows and lips beside the skin help to find the way
_CONSISTENT_MM = 0.5
_AROUND_SURE_MM = 8.0  # standard deviation of the surroundings of a place: wider than spots that change
_MOST = 0.5  # of which this share is to be consistent


@dataclass(frozen=True)
class View:
    """One photo to be laid on another.

    Attributes:
        uv: (H, W) float32 in [0, 1], a UV photo, true or synthetic.
        skin: (H, W).
        mm_per_pixel: its scale.
        pupils: where they are, in its pixels; None where nobody knows.

    """

    uv: Picture = field(repr=False)
    skin: Mask = field(repr=False)
    mm_per_pixel: float
    pupils: Pupils | None = None


@dataclass(frozen=True)
class Registration:
    """How a moving photo lies on a fixed one.

    Attributes:
        rows: (h, w) float32, row in the moving photo of each place of the fixed one, at WORKING_MM per pixel.
        columns: the same of the column.
        sure: (h, w), where most of the skin around is consistent: elsewhere a part of the face may have gone astray.
        shape: (H, W) of the fixed photo.
        matches: features that agreed on the first guess; 0 where the pupils alone gave it.
        overlap: share of the fixed photo's skin that is skin in the moving one too.
        correlation: of the textures there, -1 to 1.
        consistent: share of that skin where the way there and back ends within half a millimetre.
        problem: why it cannot be used; "" where it can.

    """

    rows: Picture = field(repr=False)
    columns: Picture = field(repr=False)
    sure: Mask = field(repr=False)
    shape: tuple[int, int]
    matches: int
    overlap: float
    correlation: float
    consistent: float
    problem: str

    def bring(self, picture: NDArray[np.float32], *, nearest: bool = False) -> NDArray[np.float32]:
        """Return a picture of the moving photo's size as it lies on the fixed photo, (H, W) or (H, W, C).

        What lies outside is the nearest pixel of its rim; bring the skin too, to know what is to be believed.

        Args:
            picture: float32, of the moving photo's size.
            nearest: take the nearest pixel, as masks and labels want it; else bicubic.

        """
        x, y = (
            cv2.resize(places, self.shape[::-1], interpolation=cv2.INTER_LINEAR) for places in (self.columns, self.rows)
        )
        how = cv2.INTER_NEAREST if nearest else cv2.INTER_CUBIC
        return np.asarray(cv2.remap(picture, x, y, how, borderMode=cv2.BORDER_REPLICATE), np.float32)

    def bring_sure(self) -> Mask:
        """Return where (H, W) of the fixed photo what is brought may be believed."""
        sure = cv2.resize(self.sure.astype(np.uint8), self.shape[::-1], interpolation=cv2.INTER_NEAREST)
        return np.asarray(sure > 0)


def register(fixed: View, moving: View) -> Registration:
    """Lay a photo on another one of the same face.

    The pupils give a first guess, features of the skin a better one, and the flow of the fine texture the place of
    every pixel. Photos by different devices compare, as level, light and contrast drop out.

    Args:
        fixed: on which it is laid.
        moving: what is laid on it.

    Returns:
        Where each place lies; with a problem where the photos do not show the same skin, or too little of it.

    Raises:
        ValueError: shapes that do not fit, or a scale that is none.

    """
    ours, theirs = _Prepared.of(fixed), _Prepared.of(moving)
    side = 2 * round(_AROUND_MM / WORKING_MM) + 1
    face = cv2.dilate(ours.skin.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    coarse = _first_guess(ours, theirs, face)
    flow = refine(ours.texture, theirs.texture, face, coarse.matrix)
    overlap, correlation, consistent = _judged(ours, theirs, flow)
    rows, columns = (
        # Pixel centres lie at integers: the middle of a working pixel is that of the pixels it was made of.
        ((places + 0.5) * np.float32(whole / own) - 0.5).astype(np.float32)
        for places, whole, own in zip((flow.y, flow.x), moving.uv.shape, theirs.texture.shape, strict=True)
    )
    shape, problem = (fixed.uv.shape[0], fixed.uv.shape[1]), _problem(overlap, consistent)
    sure = _sure(flow.disagreement_mm)
    return Registration(rows, columns, sure, shape, coarse.matches, overlap, correlation, consistent, problem)


@dataclass(frozen=True)
class _Prepared:
    """A photo at the working scale."""

    texture: Picture
    skin: Mask
    points: NDArray[np.float64] | None  # (2, 2) x and y of both pupils

    @classmethod
    def of(cls, view: View) -> "_Prepared":
        if view.uv.ndim != 2 or view.uv.shape != view.skin.shape or view.uv.size == 0:
            raise ValueError(f"UV photo and skin have one shape (H, W), not {view.uv.shape} and {view.skin.shape}")
        if not 0 < view.mm_per_pixel < np.inf:
            raise ValueError(f"the scale is a positive number of mm per pixel, not {view.mm_per_pixel}")
        texture = texture_of(view.uv, view.mm_per_pixel)
        skin = cv2.resize(view.skin.astype(np.uint8), texture.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
        points = None
        if view.pupils is not None:
            factors = np.array(texture.shape) / np.array(view.uv.shape)
            points = (np.array([view.pupils.left, view.pupils.right]) * factors)[:, ::-1]
        return cls(texture, skin, points)


def _first_guess(fixed: _Prepared, moving: _Prepared, face: Mask) -> Coarse:
    """Return the guess of the features, near that of the pupils or, where that fails, anywhere; else the pupils'."""
    guess = None
    if fixed.points is not None and moving.points is not None:
        guess = by_points(fixed.points, moving.points)
        if (found := by_features(fixed.texture, moving.texture, face, guess)) is not None:
            return found
    found = by_features(fixed.texture, moving.texture, face, None)
    return found or Coarse(np.eye(3) if guess is None else guess, 0)


def _judged(fixed: _Prepared, moving: _Prepared, flow: Flow) -> tuple[float, float, float]:
    """Return overlap, correlation and what is consistent, as ``Registration`` has them."""
    height, width = moving.texture.shape
    inside = (flow.x >= 0) & (flow.y >= 0) & (flow.x <= width - 1) & (flow.y <= height - 1)
    brought, skin = (
        cv2.remap(picture, flow.x, flow.y, cv2.INTER_LINEAR)
        for picture in (moving.texture, moving.skin.astype(np.float32))
    )
    both = fixed.skin & inside & (skin > 0.5)
    overlap = float(both.sum() / max(int(fixed.skin.sum()), 1))
    if not both.any():
        return overlap, 0.0, 0.0
    ours, theirs = (picture[both] - picture[both].mean() for picture in (fixed.texture, brought))
    spread = float(ours.std() * theirs.std())
    correlation = float((ours * theirs).mean() / spread) if spread > 0 else 0.0
    return overlap, correlation, float((flow.disagreement_mm[both] < _CONSISTENT_MM).mean())


def _sure(disagreement_mm: Picture) -> Mask:
    """Return where most of what lies around is consistent: a single pixel may be so by chance."""
    consistent = (disagreement_mm < _CONSISTENT_MM).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(consistent, (0, 0), _AROUND_SURE_MM / WORKING_MM) > _MOST)


def _problem(overlap: float, consistent: float) -> str:
    if overlap < LEAST_OVERLAP:
        return (
            f"only {overlap:.0%} of the skin is seen in both photos (limit {LEAST_OVERLAP:.0%}): take both from the "
            "same side"
        )
    if consistent < LEAST_CONSISTENT:
        return (
            f"the skin of both photos agrees on {consistent:.0%} of it only (limit {LEAST_CONSISTENT:.0%}): it is "
            "another person's, or too blurred, dark or turned"
        )
    return ""
