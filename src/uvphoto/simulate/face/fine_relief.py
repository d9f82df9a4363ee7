"""Pores, lines and folds of a face: the fine texture that light makes visible."""

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.face.anatomy import FaceShape, relief
from uvphoto.simulate.face.canvas import Canvas, Image, bell, pair_of_bells, texture
from uvphoto.simulate.face.lighting import RELIEF_MM, Surface
from uvphoto.simulate.face.people import Person

Points = NDArray[np.float64]

LINES_MM = 0.25  # pixels on which creases are drawn: OpenCV draws them wider than asked for, by pixels, not mm


def draw_surface(rng: np.random.Generator, person: Person, shape: FaceShape, canvas: Canvas) -> Surface:
    """Draw the relief of a face with its pores and its wrinkles."""
    oily = bell(canvas, 25.0, 0.0, 26.0, 26.0) + bell(canvas, -45.0, 0.0, 18.0, 35.0)
    pore_size = np.clip(0.35 + 0.9 * oily * (0.4 + person.oiliness) + 0.2 * shape.wrinkles, 0.0, 1.4)
    noise = texture(rng, canvas, 0.55)
    pores = np.clip(-noise - 1.1, 0.0, 1.5) * pore_size  # pits about 0.5 mm wide, 1-2 mm apart
    grain = texture(rng, canvas, 0.9) * np.float32(0.010 + 0.014 * shape.wrinkles)
    lines = canvas.fit(_lines(rng, shape, canvas.coarse(LINES_MM)))
    height = grain - np.float32(0.05) * pores - np.float32(0.35) * lines
    rows, columns = np.gradient(height, canvas.mm_per_pixel)
    pits = np.clip(0.10 * pores + 0.22 * lines, 0.0, 0.6).astype(np.float32)
    coarse = relief(shape, canvas.coarse(RELIEF_MM))
    return Surface(canvas, coarse, rows.astype(np.float32), columns.astype(np.float32), pits)


def _lines(rng: np.random.Generator, shape: FaceShape, canvas: Canvas) -> Image:
    """Return the depth of wrinkles and folds, (H, W), about 0-1."""
    total = np.zeros(canvas.shape, dtype=np.float32)
    age = shape.wrinkles
    for side in (-1, 1):
        eye = side * (shape.pupil_distance / 2 + shape.eye_width)
        fold = _arc((shape.nose_length, side * (shape.nose_width + 3)), (shape.mouth_row + 2, side * 33.0), side * 4.0)
        total += _stroke(canvas, rng, fold, 1.6, 0.15 + 0.8 * age)
        lid = _arc((8.5, eye - side * 26.0), (9.5, eye - side * 4.0), 3.0)
        total += _stroke(canvas, rng, lid, 0.7, 0.15 + 0.55 * age)
        for i in range(4):
            start = (-4.0 + 4.0 * i, eye + side * 5.0)
            foot = _arc(start, (start[0] + 3.5 * (i - 1.5), eye + side * rng.uniform(13, 21)), 1.0)
            total += _stroke(canvas, rng, foot, 0.45, 0.9 * age**1.3)
    for i in range(4):
        row = shape.brow_row - 16.0 - 9.0 * i + rng.normal(0.0, 1.5)
        across = _arc((row, -rng.uniform(25, 46)), (row + rng.normal(0.0, 2.0), rng.uniform(25, 46)), -3.0)
        total += _stroke(canvas, rng, across, 0.6, 0.8 * age**1.2)
    for side in (-1, 1):
        frown = _arc((shape.brow_row - 4, side * 6.0), (shape.brow_row + 10, side * 7.5), side * 1.0)
        total += _stroke(canvas, rng, frown, 0.6, 0.7 * age**1.5)
    crinkles = np.clip(texture(rng, canvas, 1.6) - 1.0, 0.0, 1.5)
    where = pair_of_bells(canvas, 14.0, shape.pupil_distance / 2 + 6.0, 8.0, 18.0)
    return total + np.float32(0.35 * age) * crinkles * where


def _arc(start: tuple[float, float], end: tuple[float, float], sag: float) -> Points:
    """Return points (N, 2) on an arc from start to end; ``sag`` bends it to the side, mm."""
    t = np.linspace(0.0, 1.0, 24)[:, None]
    first, last = np.asarray(start), np.asarray(end)
    along = (last - first) / max(float(np.linalg.norm(last - first)), 1e-6)
    return first + t * (last - first) + 4 * t * (1 - t) * sag * np.array([along[1], -along[0]])


def _stroke(canvas: Canvas, rng: np.random.Generator, points: Points, width_mm: float, depth: float) -> Image:
    """Draw a crease that shakes a little and thins out at its ends."""
    shaken = points + np.cumsum(rng.normal(0.0, 0.12, points.shape), axis=0)
    drawn = np.zeros(canvas.shape, dtype=np.uint8)
    pixels = np.round(canvas.to_pixels(shaken)[:, ::-1] * 64).astype(np.int32)
    taper = np.sin(np.linspace(0.15, np.pi - 0.15, len(pixels) - 1))
    thickness = max(round(width_mm / canvas.mm_per_pixel), 1)
    for i, level in enumerate(taper):
        cv2.line(drawn, pixels[i].tolist(), pixels[i + 1].tolist(), int(255 * level), thickness, cv2.LINE_AA, 6)
    return canvas.blur(drawn.astype(np.float32) / np.float32(255.0), width_mm / 2.5) * np.float32(depth)
