"""The plane on which a face is drawn, and random textures whose size is in mm, not in pixels.

A texture depends on the generator and on millimetres alone: the same face at another resolution is the same face.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]

SUBPIXEL_MM = 0.08  # of the smaller pixels by which a contour's cover is counted


@dataclass(frozen=True)
class Canvas:
    """A rectangle in mm around the midpoint between the pupils (rows down, columns right), and its pixels."""

    mm_per_pixel: float
    top_mm: float = -132.0
    bottom_mm: float = 172.0
    half_width_mm: float = 132.0

    @property
    def shape(self) -> tuple[int, int]:
        """Pixels (H, W)."""
        height = (self.bottom_mm - self.top_mm) / self.mm_per_pixel
        return round(height), round(2 * self.half_width_mm / self.mm_per_pixel)

    @property
    def steps_mm(self) -> NDArray[np.float64]:
        """Height and width of a pixel: ``mm_per_pixel``, but for what makes whole pixels fill the rectangle."""
        height, width = self.shape
        return np.array([(self.bottom_mm - self.top_mm) / height, 2 * self.half_width_mm / width])

    @cached_property
    def rows(self) -> Image:
        """The row of each pixel's centre in mm, (H, 1)."""
        centres = self.top_mm + (np.arange(self.shape[0]) + 0.5) * self.steps_mm[0]
        return centres[:, None].astype(np.float32)

    @cached_property
    def columns(self) -> Image:
        """The column of each pixel's centre in mm, (1, W)."""
        centres = -self.half_width_mm + (np.arange(self.shape[1]) + 0.5) * self.steps_mm[1]
        return centres[None].astype(np.float32)

    def to_pixels(self, points_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn (N, 2) points (row, column) in mm into (row, column) in pixels."""
        origin = np.array([self.top_mm, -self.half_width_mm])
        return (np.asarray(points_mm) - origin) / self.steps_mm - 0.5

    def to_millimetres(self, pixels: NDArray[np.floating]) -> NDArray[np.float64]:
        """Undo :meth:`to_pixels`."""
        origin = np.array([self.top_mm, -self.half_width_mm])
        return (np.asarray(pixels, dtype=np.float64) + 0.5) * self.steps_mm + origin

    def coarse(self, mm_per_pixel: float) -> "Canvas":
        """Return the same rectangle with other pixels."""
        return Canvas(mm_per_pixel, self.top_mm, self.bottom_mm, self.half_width_mm)

    def averaged(self, image: Image) -> Image:
        """Average an image of the same rectangle where its pixels are smaller than this canvas's, (h, w)."""
        height, width = np.minimum(image.shape, self.shape).tolist()
        return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), dtype=np.float32)

    def fit(self, image: Image) -> Image:
        """Bring an image of the same rectangle onto this canvas: small pixels averaged, large ones made smooth."""
        height, width = self.shape
        averaged = self.averaged(image)
        return np.asarray(cv2.resize(averaged, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)

    def blur(self, image: Image, sigma_mm: float) -> Image:
        """Blur with a Gaussian of a width in mm; below a fifth of a pixel nothing happens."""
        sigma = sigma_mm / self.mm_per_pixel
        return image if sigma < 0.2 else np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), dtype=np.float32)


def texture(rng: np.random.Generator, canvas: Canvas, scale_mm: float, *, stretch: float = 1.0) -> Image:
    """Return a smooth random field, (H, W), mean 0 and SD about 1, whose grains measure ``scale_mm``.

    Grains finer than a pixel average out: the SD falls as they would in a photo.

    Args:
        rng: drawn from in an amount that does not depend on the resolution.
        canvas: where.
        scale_mm: the size of a grain across.
        stretch: a grain's length along the rows over its width: > 1 gives strands from top to bottom.

    """
    height = max(int((canvas.bottom_mm - canvas.top_mm) / (scale_mm * stretch)), 4)
    width = max(int(2 * canvas.half_width_mm / scale_mm), 4)
    noise = rng.standard_normal((height, width), dtype=np.float32)
    averaged = canvas.averaged(noise)
    fitted = canvas.fit(averaged)
    return fitted * np.float32(averaged.std() / noise.std() / max(float(fitted[::7, ::7].std()), 1e-6))


def fractal(rng: np.random.Generator, canvas: Canvas, scales_mm: tuple[float, ...]) -> Image:
    """Return the sum of textures of several sizes, each as strong as the square root of its size, SD about 1."""
    weights = np.sqrt(np.asarray(scales_mm))
    weights /= np.sqrt((weights**2).sum())
    total = np.zeros(canvas.shape, dtype=np.float32)
    for weight, scale in zip(weights, scales_mm, strict=True):
        total += np.float32(weight) * texture(rng, canvas, scale)
    return total


def fill(canvas: Canvas, contour_mm: NDArray[np.float64], softness_mm: float = 0.0) -> Image:
    """Draw a closed contour, (N, 2) of (row, column) in mm, as a cover of 0-1, (H, W), its edge blurred at will."""
    points = canvas.to_pixels(contour_mm) + 0.5  # of the pixels' corners
    low = np.clip(np.floor(points.min(axis=0)), 0, canvas.shape).astype(int)
    high = np.clip(np.ceil(points.max(axis=0)), low, canvas.shape).astype(int)
    cover = np.zeros(canvas.shape, dtype=np.float32)
    if (high > low).all():
        cover[low[0] : high[0], low[1] : high[1]] = _filled(points - low, high - low, canvas.mm_per_pixel)
    return canvas.blur(cover, softness_mm)


def _filled(corners: NDArray[np.float64], shape: NDArray[np.int_], mm_per_pixel: float) -> Image:
    """Return the share of each pixel that a polygon covers, counted over smaller pixels: OpenCV's own soft edges swell.

    The smaller pixels measure at most SUBPIXEL_MM, so that the rim that fillPoly adds, half of one, stays unseen.
    """
    fraction_bits = 6
    times = max(math.ceil(mm_per_pixel / SUBPIXEL_MM), 2)
    points = np.round((corners[:, ::-1] * times - 0.5) * 2**fraction_bits).astype(np.int32)
    fine = np.zeros(shape * times, dtype=np.uint8)
    cv2.fillPoly(fine, [points], 255, shift=fraction_bits)
    mean = cv2.resize(fine, (int(shape[1]), int(shape[0])), interpolation=cv2.INTER_AREA)
    return np.asarray(mean, dtype=np.float32) / np.float32(255.0)


def bell(canvas: Canvas, row: float, column: float, sigma_row: float, sigma_column: float) -> Image:
    """Return a Gaussian bump of height 1, (H, W); all in mm."""
    down = np.exp(-0.5 * ((canvas.rows - row) / sigma_row) ** 2)
    across = np.exp(-0.5 * ((canvas.columns - column) / sigma_column) ** 2)
    return (down * across).astype(np.float32)


def pair_of_bells(canvas: Canvas, row: float, column: float, sigma_row: float, sigma_column: float) -> Image:
    """Return the same bump on both sides of the face."""
    left = bell(canvas, row, column, sigma_row, sigma_column)
    return left + bell(canvas, row, -column, sigma_row, sigma_column)
