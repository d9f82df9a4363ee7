"""Patches for training: random places with enough skin, turned, scaled, flipped, and as other cameras see them.

Patch number k is a function of the seed and k alone. So an interrupted training goes on exactly where it stopped
by its count, and processes that share the work each take their own numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.config import check_limits
from uvphoto.datasets.augmentation import AugmentationSettings, as_other_camera
from uvphoto.datasets.prepared import PreparedPhoto
from uvphoto.errors import SettingsError

Pixels = NDArray[np.float32]

_STEP = 8  # pixels between the places that are looked at for skin
_TRIES = 20


@dataclass(frozen=True)
class PatchSettings:
    """How patches are cut out.

    Attributes:
        size: of a side, pixels.
        mm_per_pixel: the working scale.
        min_skin: the least share of skin in a patch (of the paper it is known only that there is such a share).
        phone_truth: learn from the phone photos of a simulation too.
        rotation_degrees: the largest turn.
        scaling: the largest factor by which a patch is larger or smaller, at least 1.
        flip: mirror half of the patches.

    """

    size: int = 256
    mm_per_pixel: float = 240 / 1024
    min_skin: float = 0.5
    phone_truth: bool = False
    rotation_degrees: float = 10.0
    scaling: float = 1.15
    flip: bool = True
    augmentation: AugmentationSettings = field(default_factory=AugmentationSettings)

    def __post_init__(self) -> None:
        limits = {"size": (32, 2048), "mm_per_pixel": (0.005, 5), "min_skin": (0, 1)}
        check_limits(self, {**limits, "rotation_degrees": (0, 45), "scaling": (1, 2)})


class PatchSource:
    """Patches by number; photos come in a new order in each round, one patch of each."""

    def __init__(self, photos: Sequence[PreparedPhoto], settings: PatchSettings, seed: int) -> None:
        self._settings = settings
        self._seed = seed
        self._places = {}
        for index, photo in enumerate(photos):
            places = skin_places(photo.skin, settings.size, settings.min_skin)
            if len(places):
                self._places[index] = places
        self._photos = tuple(photos)
        self._usable = np.array(list(self._places))
        if not self._places:
            size, share = settings.size, settings.min_skin
            raise SettingsError(f"No photo holds a patch of {size} pixels of which {share:.0%} are skin")

    def __getitem__(self, number: int) -> tuple[Pixels, Pixels]:
        """Return patch ``number``: (3, size, size) colour and (1, size, size) UV, in [-1, 1]."""
        turn, place = divmod(number, len(self._usable))
        order = np.random.default_rng((self._seed, 0, turn)).permutation(self._usable)
        index = int(order[place])
        rng = np.random.default_rng((self._seed, 1, number))
        colour, uv = _cut(self._photos[index], self._places[index], self._settings, rng)
        colour = as_other_camera(colour, self._settings.augmentation, rng)
        # (H, W, C) -> (C, H, W)
        return np.ascontiguousarray(colour.transpose(2, 0, 1)) * 2 - 1, uv[None] * 2 - 1


def skin_places(skin: NDArray[np.uint8], size: int, min_skin: float) -> NDArray[np.int32]:
    """Return the upper left corners, (N, 2), of patches with enough skin, on a grid of 8 pixels."""
    height, width = skin.shape
    if height < size or width < size:
        return np.zeros((0, 2), np.int32)
    sums = cv2.integral(np.ascontiguousarray(skin))  # (H + 1, W + 1)
    rows = np.arange(0, height - size + 1, _STEP)[:, None]
    columns = np.arange(0, width - size + 1, _STEP)[None]
    inside = (
        sums[rows + size, columns + size]
        - sums[rows, columns + size]
        - sums[rows + size, columns]
        + sums[rows, columns]
    )
    return np.argwhere(inside >= min_skin * size**2).astype(np.int32) * _STEP


def _cut(
    photo: PreparedPhoto, places: NDArray[np.int32], settings: PatchSettings, rng: np.random.Generator
) -> tuple[Pixels, Pixels]:
    """Cut a turned and scaled patch that holds enough skin; after too many tries, a straight one."""
    colour, uv, skin = photo.colour, photo.uv, photo.skin
    size = settings.size
    for attempt in range(_TRIES):
        row, column = places[rng.integers(len(places))]
        is_last = attempt == _TRIES - 1
        matrix = _placing(row, column, settings, rng, is_straight=is_last)
        if is_last or _warp(skin, matrix, size, cv2.INTER_NEAREST, cv2.BORDER_CONSTANT).mean() >= settings.min_skin:
            break
    cut = [_warp(array, matrix, size, cv2.INTER_LINEAR, cv2.BORDER_REFLECT_101) for array in (colour, uv)]
    return cut[0].astype(np.float32) / np.float32(255), cut[1].astype(np.float32) / np.float32(255)


def _placing(
    row: int, column: int, settings: PatchSettings, rng: np.random.Generator, *, is_straight: bool
) -> NDArray[np.float64]:
    """Return the map (2, 3) from the patch's (x, y) to the photo's: turned, scaled and mirrored about the middle."""
    angle = np.deg2rad(rng.uniform(-settings.rotation_degrees, settings.rotation_degrees))
    scale = settings.scaling ** rng.uniform(-1, 1)
    mirror = -1.0 if settings.flip and rng.uniform() < 0.5 else 1.0
    if is_straight:
        angle, scale = 0.0, 1.0
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = turn @ np.diag([mirror, 1.0])
    middle = (settings.size - 1) / 2
    centre = np.array([column + middle, row + middle])
    return np.column_stack([turn, centre - turn @ np.array([middle, middle])])


def _warp(array: NDArray[np.uint8], matrix: NDArray[np.float64], size: int, how: int, border: int) -> NDArray[np.uint8]:
    """Warp a patch out of a photo that lies on the disk: only the window that it needs is read."""
    ends = np.array([[0, 0, 1], [size, 0, 1], [0, size, 1], [size, size, 1]]) @ matrix.T  # (4, 2) x, y
    low = np.maximum(np.floor(ends.min(axis=0)).astype(int) - 2, 0)
    high = np.ceil(ends.max(axis=0)).astype(int) + 3
    window = np.ascontiguousarray(array[low[1] : high[1], low[0] : high[0]])
    moved = matrix - np.column_stack([np.zeros((2, 2)), low])
    flags = how | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(window, moved, (size, size), flags=flags, borderMode=border).astype(np.uint8, copy=False)
