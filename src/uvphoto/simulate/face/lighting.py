"""Light on the relief of a face: shading and gloss.

A Lambertian surface under a few distant, softened lights and the light of the room, with the recesses darkened, and a
gloss after Blinn (1977). Cast shadows are left out.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.face.canvas import Canvas, Image

RELIEF_MM = 1.0  # pixels of the coarse canvas on which the large relief is lit

Vector = NDArray[np.float64]  # (3,): row, column, towards the viewer


@dataclass(frozen=True)
class Lamp:
    """A distant light."""

    row: float  # direction towards it, of any length; up is negative
    column: float
    towards: float  # positive: on the viewer's side
    strength: float
    softness: float  # 0 a point, 0.5 a wide diffuser: how far light reaches round an edge

    def direction(self) -> Vector:
        """Return the unit vector towards the lamp."""
        vector = np.array([self.row, self.column, self.towards])
        return vector / np.linalg.norm(vector)


@dataclass(frozen=True)
class Lighting:
    """All light on a face; scaled so that a surface that looks at the viewer gets 1."""

    lamps: tuple[Lamp, ...]
    ambient: float  # share of the light that comes from everywhere, 0-1


@dataclass(frozen=True)
class Surface:
    """The relief of a head, coarse for its form and fine for its texture."""

    canvas: Canvas
    depth: Image  # (h, w) on the coarse canvas, mm
    slope_rows: Image  # (H, W) of the fine texture, mm per mm
    slope_columns: Image
    pits: Image  # (H, W) 0-1, how much light pores and folds swallow


def shading(surface: Surface, lighting: Lighting, turn: NDArray[np.float64]) -> Image:
    """Return the light on each pixel, (H, W), 1 for a smooth surface that looks at the viewer.

    Args:
        surface: the relief, in the face's own frame.
        lighting: the lamps, in the viewer's frame.
        turn: (3, 3) rotation of the head into the viewer's frame.

    """
    normals = _normals(surface.depth) @ turn.T  # (h, w, 3)
    viewer = np.array([0.0, 0.0, 1.0])
    light = np.zeros(surface.depth.shape, dtype=np.float64)
    facing = 0.0
    for lamp in lighting.lamps:
        direction = lamp.direction()
        light += lamp.strength * _wrapped(normals @ direction, lamp.softness)
        facing += lamp.strength * float(_wrapped(viewer @ direction, lamp.softness))
    # The room lights what looks up or sideways less than what looks at it.
    room = (0.6 + 0.4 * np.clip(normals[..., 2], 0, 1)) * _openness(surface.depth)
    large = (1.0 - lighting.ambient) * light / facing + lighting.ambient * room
    fine = 1.0 + (1.0 - lighting.ambient) / facing * _tilted(surface, lighting, turn)
    smooth = np.maximum(surface.canvas.fit(large.astype(np.float32)), 0.0)
    return smooth * np.clip(fine, 0.3, 1.7) * (1.0 - surface.pits)


def gloss(surface: Surface, lighting: Lighting, turn: NDArray[np.float64], oil: Image) -> Image:
    """Return the light that the surface itself mirrors, (H, W), on the scale of a white diffuser's 1.

    Args:
        surface: the relief.
        lighting: the lamps.
        turn: rotation of the head.
        oil: (H, W) 0 dry and broad - 1 oily and sharp.

    """
    normals = _normals(surface.depth) @ turn.T
    broad, sharp = (np.zeros(surface.depth.shape, dtype=np.float64) for _ in range(2))
    for lamp in lighting.lamps:
        half = lamp.direction() + np.array([0.0, 0.0, 1.0])
        cosine = np.clip(normals @ (half / np.linalg.norm(half)), 0.0, 1.0)
        broad += lamp.strength * cosine**9
        sharp += lamp.strength * cosine**45
    strength = sum(lamp.strength for lamp in lighting.lamps)
    grain = np.clip(1.0 + 5.0 / strength * _tilted(surface, lighting, turn) - 2.0 * surface.pits, 0.0, 2.5)
    dry = surface.canvas.fit((0.020 * broad / strength).astype(np.float32))
    wet = surface.canvas.fit((0.14 * sharp / strength).astype(np.float32))
    return np.maximum(dry + wet * oil, 0.0) * grain


def _tilted(surface: Surface, lighting: Lighting, turn: NDArray[np.float64]) -> Image:
    """Return how far the fine texture leans towards the lamps, (H, W): slope times their summed strength."""
    own = turn.T @ np.sum([lamp.strength * lamp.direction() for lamp in lighting.lamps], axis=0)  # in the face's frame
    return -np.float32(own[0]) * surface.slope_rows - np.float32(own[1]) * surface.slope_columns


def _wrapped(cosine: NDArray[np.float64] | float, softness: float) -> NDArray[np.float64]:
    """Return the light of a lamp of some width on a surface whose normal has this cosine with its middle."""
    return np.maximum((np.asarray(cosine) + softness) / (1.0 + softness), 0.0)


def _normals(depth: Image) -> NDArray[np.float64]:
    """Return unit normals, (h, w, 3), of a relief on the coarse canvas."""
    smooth = np.asarray(cv2.GaussianBlur(depth, (0, 0), 1.2), dtype=np.float64)
    down, across = np.gradient(smooth, RELIEF_MM)
    normals = np.stack([-down, -across, np.ones_like(down)], axis=-1)
    return normals / np.linalg.norm(normals, axis=-1, keepdims=True)


def _openness(depth: Image) -> NDArray[np.float64]:
    """Return how much of the room a point sees, 0-1: less where it lies deeper than its surroundings."""
    hidden = sum(np.maximum(cv2.GaussianBlur(depth, (0, 0), s) - depth, 0.0) / s for s in (3.0, 8.0))
    return np.exp(-0.55 * np.asarray(hidden, dtype=np.float64))
