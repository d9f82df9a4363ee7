"""What a lens and an unsteady hand do to linear light: blur by an imperfect lens, by defocus and by motion."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.arrays import Picture


def gaussian_blur(picture: Picture, sigma: float) -> Picture:
    """Blur of a good lens: a Gaussian of standard deviation ``sigma`` pixels; below 0.1 nothing happens.

    Args:
        picture: (H, W) or (H, W, 3), linear light.
        sigma: pixels.

    """
    if sigma < 0.1:
        return picture
    return _picture(cv2.GaussianBlur(picture, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101))


def defocus_blur(picture: Picture, radius: float) -> Picture:
    """Blur of a lens out of focus: the even disc of a point of light, ``radius`` pixels; below 0.3 nothing happens."""
    if radius < 0.3:
        return picture
    reach = int(np.ceil(radius))
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(rows, columns), 0, 1)
    return _filtered(picture, disc)


def motion_blur(picture: Picture, length: float, angle: float) -> Picture:
    """Blur of a steady movement during the exposure.

    Args:
        picture: (H, W) or (H, W, 3), linear light.
        length: of the path in pixels; below 0.5 nothing happens.
        angle: of the path against the columns' axis, radians; 0 is sideways, pi / 2 up and down.

    """
    if length < 0.5:
        return picture
    reach = int(np.ceil(length / 2))
    path = np.zeros((2 * reach + 3, 2 * reach + 3))
    steps = np.linspace(-length / 2, length / 2, 8 * reach + 1)
    rows, columns = reach + 1 + steps * np.sin(angle), reach + 1 + steps * np.cos(angle)
    for row_offset in (0, 1):  # each step shared between its four nearest pixels
        for column_offset in (0, 1):
            row, column = np.floor(rows).astype(int) + row_offset, np.floor(columns).astype(int) + column_offset
            np.add.at(path, (row, column), (1 - np.abs(rows - row)) * (1 - np.abs(columns - column)))
    return _filtered(picture, path)


def _filtered(picture: Picture, kernel: NDArray[np.float64]) -> Picture:
    even = (kernel / kernel.sum()).astype(np.float32)
    return _picture(cv2.filter2D(picture, -1, even, borderType=cv2.BORDER_REFLECT_101))


def _picture(array: NDArray[Any]) -> Picture:
    """Say to the type checker what OpenCV keeps: float32 in, float32 out."""
    return array.astype(np.float32, copy=False)
