"""Colour cards drawn into pictures."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]


def draw_card(
    picture: Pixels, patches: Pixels, *, width: float, turn: float, tilt: float, at: tuple[float, float]
) -> Pixels:
    """Draw a card into a picture: patches (24, 3) and picture in the same units; places are (x, y)."""
    pitch, gap = 40, 6
    height_px, width_px = 4 * pitch + gap + 10, 6 * pitch + gap + 10
    card = np.full((height_px, width_px, 3), 0.01, np.float32)
    for number, patch in enumerate(patches):
        top, left = (5 + gap + pitch * place for place in divmod(number, 6))
        card[top : top + pitch - gap, left : left + pitch - gap] = patch
    half_w, half_h = width / 2, width / 2 * height_px / width_px
    ends = np.array([[-half_w, -half_h], [half_w, -half_h], [half_w, half_h], [-half_w, half_h]])
    ends[1:3] *= 1 - tilt
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    corners = ends @ np.array([[cosine, sine], [-sine, cosine]]) + at
    own = np.array([[0, 0], [width_px, 0], [width_px, height_px], [0, height_px]], np.float32)
    matrix = cv2.getPerspectiveTransform(own, corners.astype(np.float32))
    size = picture.shape[1::-1]
    over = cv2.warpPerspective(card, matrix, size)
    share = cv2.warpPerspective(np.ones(card.shape[:2], np.float32), matrix, size)[..., None]
    return np.asarray(picture * (1 - share) + over * share, np.float32)
