"""Marks onto maps: what melanin and blood they add where, and which mark a pixel belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.face.canvas import Canvas, Image
from uvphoto.simulate.marks import Mark

# The truth of a mark lies in the chromophores. A pixel belongs to a mark where, against the skin around it,
MELANIN_LEVEL = 0.20  # epidermal melanin is this share higher (scars: lower),
DERMAL_LEVEL = 0.004  # or the papillary dermis holds this volume fraction of melanosomes more,
BLOOD_LEVEL = 0.50  # or there is this share more blood.
AMOUNTS = ("melanin", "upper_melanin", "dermal_melanin", "blood")  # what a mark adds, as in Mark and MarkMaps


@dataclass(frozen=True)
class MarkMaps:
    """What the marks of a face add, each (H, W)."""

    melanin: Image  # epidermal, relative to the skin around: 0.5 is 50 % more
    upper_melanin: Image  # the part of it that lies in the upper half of the epidermis
    dermal_melanin: Image  # volume fraction in the papillary dermis
    blood: Image  # relative to the skin around
    labels: NDArray[np.uint16]  # number of the mark, 0 none; pigment lies above the rest


def draw_marks(marks: Mapping[int, Mark], canvas: Canvas) -> MarkMaps:
    """Draw marks by their numbers; where several overlap, what they add sums up and the strongest owns the pixel."""
    added = {name: np.zeros(canvas.shape, dtype=np.float32) for name in AMOUNTS}
    strength = np.zeros((2, *canvas.shape), dtype=np.float32)  # of the strongest: others, pigment
    owner = np.zeros((2, *canvas.shape), dtype=np.uint16)
    for number, mark in marks.items():
        box, cover = mark_cover(mark, canvas)
        for name, image in added.items():
            amount = float(getattr(mark, name))
            if amount:
                image[box] += np.float32(amount) * cover
        above = _strength(mark) * cover
        layer = int(mark.kind.is_pigment)
        wins = above > strength[layer][box]
        strength[layer][box][wins] = above[wins]
        owner[layer][box][wins] = number
    pigment = (added["melanin"] >= MELANIN_LEVEL) | (added["dermal_melanin"] >= DERMAL_LEVEL)
    others = np.where(strength[0] >= 1.0, owner[0], 0)
    labels = np.where(pigment & (strength[1] > 0.25), owner[1], others).astype(np.uint16)
    return MarkMaps(**added, labels=labels)


def _strength(mark: Mark) -> np.float32:
    """Return how far a mark's core lies above the level of truth, 1 being the level."""
    melanin = mark.melanin if mark.kind.is_pigment else -mark.melanin
    return np.float32(max(melanin / MELANIN_LEVEL, mark.dermal_melanin / DERMAL_LEVEL, mark.blood / BLOOD_LEVEL, 0.0))


def mark_cover(mark: Mark, canvas: Canvas) -> tuple[tuple[slice, slice], Image]:
    """Return where a mark lies on the canvas and its cover there: 1 in its core, 0 outside.

    The outline is an ellipse whose radius swings by six harmonics of the angle; a mark finer than a pixel is spread
    over one and weakened by the same factor.
    """
    rng = np.random.default_rng(mark.seed)
    finest = 0.75 * canvas.mm_per_pixel
    long, short = mark.radius_mm * np.sqrt(mark.aspect), mark.radius_mm / np.sqrt(mark.aspect)
    weakened = min(long / finest, 1.0) * min(short / finest, 1.0)
    long, short = max(long, finest), max(short, finest)
    row, column = canvas.to_pixels(np.array([[mark.row_mm, mark.column_mm]]))[0]
    reach = (1.0 + 1.5 * mark.irregularity + mark.edge / 2) * long / canvas.mm_per_pixel + 1.5
    box = _box(row, column, reach, canvas.shape)
    y = (np.arange(box[0].start, box[0].stop, dtype=np.float32)[:, None] - np.float32(row)) * canvas.mm_per_pixel
    x = (np.arange(box[1].start, box[1].stop, dtype=np.float32)[None] - np.float32(column)) * canvas.mm_per_pixel
    cos, sin = np.float32(np.cos(mark.angle)), np.float32(np.sin(mark.angle))
    u, v = (x * cos + y * sin) / np.float32(long), (y * cos - x * sin) / np.float32(short)
    distance = np.hypot(u, v) / _outline(rng, np.arctan2(v, u), mark.irregularity)
    edge = np.float32(max(mark.edge, canvas.mm_per_pixel / short))
    ramp = np.clip((1.0 + edge / 2 - distance) / edge, 0.0, 1.0)
    cover = ramp * ramp * (3.0 - 2.0 * ramp) * np.float32(weakened)
    if mark.reticulation > 0:
        cover *= _net(rng, cover.shape, mark)
    return box, cover.astype(np.float32)


def _box(row: float, column: float, reach: float, shape: tuple[int, int]) -> tuple[slice, slice]:
    def span(middle: float, size: int) -> slice:
        start = min(max(int(np.floor(middle - reach)), 0), size)
        return slice(start, min(max(int(np.ceil(middle + reach)) + 1, start), size))

    return span(row, shape[0]), span(column, shape[1])


def _outline(rng: np.random.Generator, angle: Image, irregularity: float) -> Image:
    """Return the relative radius at each angle."""
    radius = np.ones_like(angle)
    if irregularity > 0:
        for k in range(2, 8):
            size = np.float32(irregularity * rng.normal() / np.sqrt(k))
            radius += size * np.cos(np.float32(k) * angle + np.float32(rng.uniform(0, 2 * np.pi)))
    return np.maximum(radius, np.float32(0.3))


def _net(rng: np.random.Generator, shape: tuple[int, ...], mark: Mark) -> Image:
    """Return a network of pigment with holes of about a millimetre, 0-1."""
    cells = max(int(2 * mark.radius_mm * np.sqrt(mark.aspect) / 0.7), 3)
    noise = rng.standard_normal((cells, cells), dtype=np.float32)
    net = np.asarray(cv2.resize(noise, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
    holes = 1.0 / (1.0 + np.exp(-3.0 * net))
    return (1.0 - np.float32(mark.reticulation) * holes).astype(np.float32)
