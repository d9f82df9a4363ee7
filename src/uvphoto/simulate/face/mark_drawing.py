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
SHARE_OF_OWNER = 0.25  # of the level that the strongest of several marks adds at least where their sum reaches it
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
    other = (added["melanin"] <= -MELANIN_LEVEL) | (added["blood"] >= BLOOD_LEVEL)
    labels = np.where(other & (strength[0] > SHARE_OF_OWNER), owner[0], 0)
    labels = np.where(pigment & (strength[1] > SHARE_OF_OWNER), owner[1], labels).astype(np.uint16)
    return MarkMaps(**added, labels=labels)


def _strength(mark: Mark) -> np.float32:
    """Return how far a mark's core lies above the level of truth, 1 being the level."""
    melanin = mark.melanin if mark.kind.is_pigment else -mark.melanin
    return np.float32(max(melanin / MELANIN_LEVEL, mark.dermal_melanin / DERMAL_LEVEL, mark.blood / BLOOD_LEVEL, 0.0))


def mark_cover(mark: Mark, canvas: Canvas) -> tuple[tuple[slice, slice], Image]:
    """Return where a mark lies on the canvas and its cover there: 1 in its core, 0 outside.

    The outline is an ellipse whose radius swings by six harmonics of the angle, its area kept. A mark of few pixels
    is drawn on smaller ones and averaged; one finer than even those is spread over one and weakened by the same factor.
    """
    rng = np.random.default_rng(mark.seed)
    long, short = mark.radius_mm * np.sqrt(mark.aspect), mark.radius_mm / np.sqrt(mark.aspect)
    times = int(np.clip(np.ceil(3.0 * canvas.mm_per_pixel / short), 1, 8))
    pixel = canvas.mm_per_pixel / times
    finest = 0.75 * pixel
    weakened = min(long / finest, 1.0) * min(short / finest, 1.0)
    long, short = max(long, finest), max(short, finest)
    edge = max(mark.edge, pixel / short)
    outline = _Outline.draw(rng, mark.irregularity)
    row, column = canvas.to_pixels(np.array([[mark.row_mm, mark.column_mm]]))[0]
    box = _box(row, column, (1.0 + edge / 2) * outline.greatest * long / canvas.steps_mm + 1.0, canvas.shape)
    y, x = _offsets(mark, canvas, box, times)
    height, width = y.size // times, x.size // times
    if not (height and width):
        return box, np.zeros((height, width), dtype=np.float32)
    cos, sin = np.float32(np.cos(mark.angle)), np.float32(np.sin(mark.angle))
    u, v = (x * cos + y * sin) / np.float32(long), (y * cos - x * sin) / np.float32(short)
    distance = np.hypot(u, v) / outline.radius(np.arctan2(v, u))
    ramp = np.clip((1.0 + edge / 2 - distance) / edge, 0.0, 1.0)
    cover = ramp * ramp * (3.0 - 2.0 * ramp) * np.float32(weakened)
    if mark.reticulation > 0:
        cover *= 1.0 - np.float32(mark.reticulation) * _holes(rng, y, x)
    return box, np.asarray(cv2.resize(cover, (width, height), interpolation=cv2.INTER_AREA), dtype=np.float32)


def _offsets(mark: Mark, canvas: Canvas, box: tuple[slice, slice], times: int) -> tuple[Image, Image]:
    """Return rows (h, 1) and columns (1, w), mm from the mark's middle, of a box with ``times`` finer pixels."""
    within = (np.arange(times) + 0.5) / times - 0.5
    down, across = (within * step for step in canvas.steps_mm)
    rows = (canvas.rows[box[0]] + down).reshape(-1, 1) - mark.row_mm
    columns = (canvas.columns[:, box[1]].T + across).reshape(1, -1) - mark.column_mm
    return rows.astype(np.float32), columns.astype(np.float32)


def _box(row: float, column: float, reach: NDArray[np.float64], shape: tuple[int, int]) -> tuple[slice, slice]:
    def span(middle: float, reach: float, size: int) -> slice:
        start = min(max(int(np.floor(middle - reach)), 0), size)
        return slice(start, min(max(int(np.ceil(middle + reach)) + 1, start), size))

    return span(row, float(reach[0]), shape[0]), span(column, float(reach[1]), shape[1])


@dataclass(frozen=True)
class _Outline:
    """The radius of a mark at each angle against that of its ellipse, whose area it keeps."""

    sizes: NDArray[np.float32]  # of the harmonics from the second on
    phases: NDArray[np.float32]

    @classmethod
    def draw(cls, rng: np.random.Generator, irregularity: float) -> "_Outline":
        order = np.arange(2, 8)
        sizes = irregularity * rng.standard_normal(order.size) / np.sqrt(order)
        return cls(sizes.astype(np.float32), rng.uniform(0, 2 * np.pi, order.size).astype(np.float32))

    def radius(self, angle: Image) -> Image:
        radius = np.ones_like(angle)
        for k, (size, phase) in enumerate(zip(self.sizes, self.phases, strict=True), start=2):
            radius += size * np.cos(np.float32(k) * angle + phase)
        return np.maximum(radius, np.float32(0.3)) / np.sqrt(1.0 + (self.sizes**2).sum() / 2)

    @property
    def greatest(self) -> float:
        return float(1.0 + np.abs(self.sizes).sum())


_NET = 64  # cells a side after which a net of pigment repeats
_CELL_MM = 0.7


def _holes(rng: np.random.Generator, y: Image, x: Image) -> Image:
    """Return the holes of a net of pigment, 0-1 and about a millimetre wide, at rows and columns in mm."""
    noise = cv2.copyMakeBorder(rng.standard_normal((_NET, _NET), dtype=np.float32), 2, 2, 2, 2, cv2.BORDER_WRAP)
    rows, columns = (np.mod(one / np.float32(_CELL_MM), np.float32(_NET)) + 2 for one in np.broadcast_arrays(y, x))
    net = cv2.remap(noise, columns, rows, cv2.INTER_CUBIC)
    return np.asarray(1.0 / (1.0 + np.exp(-3.0 * net)), dtype=np.float32)
