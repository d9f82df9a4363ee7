"""How a head turns before the camera, and how a picture of it is warped: rotation, perspective, lens distortion."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.ndimage import map_coordinates

from uvphoto.simulate.face.canvas import Canvas, Image

PUPILS_MM = 76.0  # relief of the plane of the pupils, on which the scale holds
PIVOT_MM = 100.0  # the head turns about a point this far behind that plane, near the spine
Rotation = NDArray[np.float64]  # (3, 3) on (row, column, towards the viewer)


@dataclass(frozen=True)
class View:
    """Where a camera stands, and the frame of its picture."""

    height: int  # pixels
    width: int
    mm_per_pixel: float  # on the plane of the pupils
    distance_mm: float  # from the pupils to the camera
    yaw: float = 0.0  # degrees; positive turns the face to the right of the picture
    pitch: float = 0.0  # positive looks down
    roll: float = 0.0  # positive tilts the head clockwise in the picture
    centre_row_mm: float = 12.0  # what lies in the middle of the picture
    centre_column_mm: float = 0.0
    distortion: float = 0.0  # of the lens: > 0 barrel; relative at the corner

    @property
    def rotation(self) -> Rotation:
        """The turn of the head, (3, 3): viewer's frame from face's frame."""
        yaw, pitch, roll = np.radians([self.yaw, self.pitch, self.roll])
        about_rows = np.array([[1, 0, 0], [0, np.cos(yaw), np.sin(yaw)], [0, -np.sin(yaw), np.cos(yaw)]])
        about_columns = np.array([[np.cos(pitch), 0, np.sin(pitch)], [0, 1, 0], [-np.sin(pitch), 0, np.cos(pitch)]])
        in_plane = np.array([[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
        return np.asarray(in_plane @ about_columns @ about_rows)

    def seen_at(
        self, points_mm: NDArray[np.float64], canvas: Canvas, depth: Image, depth_mm_per_pixel: float
    ) -> NDArray[np.float64]:
        """Return the pixels (N, 2), (row, column), at which points (N, 2) of the face in mm are seen.

        The inverse of :func:`warp`; a distorted lens is undone by iteration.
        """
        z = _sample(
            _flattened(self, canvas, depth, depth_mm_per_pixel), canvas.coarse(depth_mm_per_pixel), *points_mm.T
        )
        goal = np.stack(_project(self, points_mm[:, 0], points_mm[:, 1], z), axis=1)
        centre = np.array([self.centre_row_mm, self.centre_column_mm])
        goal = goal - centre
        half = np.array([self.height, self.width]) * self.mm_per_pixel / 2
        ray = goal.copy()
        for _ in range(8):
            ray = goal / (1.0 + self.distortion * (ray**2).sum(axis=1, keepdims=True) / (half**2).sum())
        return (ray + half) / self.mm_per_pixel - 0.5


@dataclass(frozen=True)
class Warp:
    """For each pixel of a picture, the place on the canvas that it shows."""

    rows: Image  # (H, W) pixels of the canvas
    columns: Image

    def picture(self, image: Image) -> Image:
        """Warp an image of the canvas, (h, w) or (h, w, C), smoothly; beyond the canvas its rim goes on."""
        return np.asarray(
            cv2.remap(image, self.columns, self.rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.float32
        )

    def labels(self, image: NDArray[np.uint8] | NDArray[np.uint16]) -> NDArray[np.integer]:
        """Warp a label map of the canvas: the nearest label; beyond the canvas 0."""
        warped = cv2.remap(image, self.columns, self.rows, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT)
        return np.asarray(warped).astype(image.dtype, copy=False)


COARSE_MM = 2.0  # of the grid on which the projection is inverted
CLOSE_MM = 0.005  # how near the inversion comes
MOST_STEPS = 60
SMOOTH_MM = (5.0, 7.0, 10.0, 14.0, 20.0, 28.0)  # widths of the smoothing of the relief, the least that will do
CONTRACTION = 0.85  # by which each step of the inversion has to come nearer at least
RIM_MM = 45.0  # relief below which nothing moves against the rim of the head


def warp(view: View, canvas: Canvas, depth: Image, depth_mm_per_pixel: float) -> Warp:
    """Find what each pixel of a view shows.

    The projection of the canvas is inverted by fixed-point iteration on a coarse grid; the relief is smoothed before,
    the more the head is turned, so that no part of the face hides another.

    Args:
        view: the camera.
        canvas: the face's.
        depth: (h, w) relief in mm on the same rectangle with larger pixels.
        depth_mm_per_pixel: of ``depth``.

    """
    height = max(round(view.height * view.mm_per_pixel / COARSE_MM), 8)
    width = max(round(view.width * view.mm_per_pixel / COARSE_MM), 8)
    rows, columns = _undistorted(view, height, width)
    smooth = _flattened(view, canvas, depth, depth_mm_per_pixel)
    found_rows, found_columns = rows.copy(), columns.copy()
    for _ in range(MOST_STEPS):
        z = _sample(smooth, canvas.coarse(depth_mm_per_pixel), found_rows, found_columns)
        seen_rows, seen_columns = _project(view, found_rows, found_columns, z)
        found_rows = found_rows + (rows - seen_rows)
        found_columns = found_columns + (columns - seen_columns)
        if max(np.abs(rows - seen_rows).max(), np.abs(columns - seen_columns).max()) < CLOSE_MM:
            break
    found = np.stack([found_rows, found_columns], axis=-1).reshape(-1, 2)
    pixels = canvas.to_pixels(found).reshape(height, width, 2).astype(np.float32)
    down, across = _spline(height, view.height), _spline(width, view.width)
    on_rows, on_columns = (np.asarray(down @ pixels[..., axis] @ across.T, dtype=np.float32) for axis in (0, 1))
    return Warp(on_rows, on_columns)


def _spline(coarse: int, fine: int) -> Image:
    """Return the matrix (fine, coarse) of the cubic spline through values at the centres of equal parts of a line.

    OpenCV's cubic kernel does not keep straight lines straight: grids would ripple by a twentieth of a step.
    """
    centres, wanted = (np.arange(coarse) + 0.5) / coarse, (np.arange(fine) + 0.5) / fine
    return np.asarray(CubicSpline(centres, np.eye(coarse))(wanted), dtype=np.float32)


def _flattened(view: View, canvas: Canvas, depth: Image, mm_per_pixel: float) -> Image:
    """Flatten the relief until in this view no slope hides anything; its rim stays level."""
    level = np.maximum(depth, RIM_MM)
    for width in SMOOTH_MM:
        smooth = np.asarray(cv2.GaussianBlur(level, (0, 0), width / mm_per_pixel), dtype=np.float32)
        if _slowest(view, canvas.coarse(mm_per_pixel), smooth) < CONTRACTION:
            break
    return smooth


def _slowest(view: View, canvas: Canvas, relief: Image) -> float:
    """Return the largest factor by which a step of the inversion shrinks an error: the spectral radius of I - J."""
    rows, columns = (np.broadcast_to(one, relief.shape).astype(np.float64) for one in (canvas.rows, canvas.columns))
    seen = _project(view, rows, columns, relief.astype(np.float64))
    step = canvas.steps_mm
    (a, b), (c, d) = (np.gradient(one, *step) for one in seen)
    half_trace, determinant = 1.0 - (a + d) / 2, (1.0 - a) * (1.0 - d) - b * c
    spread = half_trace**2 - determinant
    real = np.abs(half_trace) + np.sqrt(np.maximum(spread, 0.0))
    return float(np.where(spread >= 0, real, np.sqrt(np.maximum(determinant, 0.0))).max())


def _undistorted(view: View, height: int, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the rays of a coarse grid of pixels meet the plane of the pupils, mm."""
    half_height, half_width = (size * view.mm_per_pixel / 2 for size in (view.height, view.width))
    rows = (np.arange(height)[:, None] + 0.5) / height * 2 * half_height - half_height
    columns = (np.arange(width)[None] + 0.5) / width * 2 * half_width - half_width
    radius2 = (rows**2 + columns**2) / (half_height**2 + half_width**2)
    stretch = 1.0 + view.distortion * radius2
    return rows * stretch + view.centre_row_mm, columns * stretch + view.centre_column_mm


def _project(
    view: View, rows: NDArray[np.float64], columns: NDArray[np.float64], z: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn points of the head and see them from the camera, scaled to the plane of the pupils."""
    point = np.stack([rows, columns, z - PUPILS_MM + PIVOT_MM], axis=-1)
    turned = point @ view.rotation.T
    near = view.distance_mm / np.maximum(view.distance_mm - (turned[..., 2] - PIVOT_MM), 50.0)
    middle_row, middle_column = view.centre_row_mm, view.centre_column_mm
    return (
        middle_row + (turned[..., 0] - middle_row) * near,
        middle_column + (turned[..., 1] - middle_column) * near,
    )


def _sample(
    image: NDArray[np.float32], canvas: Canvas, rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    places = canvas.to_pixels(np.stack([rows.ravel(), columns.ravel()], axis=1)).T
    sampled = map_coordinates(image, places, order=1, mode="nearest", output=np.float64)
    return np.asarray(sampled).reshape(rows.shape)
