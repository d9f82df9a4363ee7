"""Patches for training: random places with enough skin, turned, scaled, flipped, and as other cameras see them.

Patch number k is a function of the seed and k alone. So an interrupted training goes on exactly where it stopped
by its count, and processes that share the work each take their own numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.config import check_limits
from uvphoto.datasets.augmentation import AugmentationSettings, as_other_camera
from uvphoto.datasets.prepared import PreparedPhoto
from uvphoto.errors import SettingsError
from uvphoto.skin.white_balance.balance import apply_matrix

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
        balanced: share of the colour patches that come under their photo's automatic white balance, 0 to 1.

    """

    size: int = 256
    mm_per_pixel: float = 240 / 1024
    min_skin: float = 0.5
    phone_truth: bool = False
    rotation_degrees: float = 10.0
    scaling: float = 1.15
    flip: bool = True
    balanced: float = 0.0
    augmentation: AugmentationSettings = field(default_factory=AugmentationSettings)

    def __post_init__(self) -> None:
        limits = {"size": (32, 2048), "mm_per_pixel": (0.005, 5), "min_skin": (0, 1)}
        check_limits(self, {**limits, "rotation_degrees": (0, 45), "scaling": (1, 2), "balanced": (0, 1)})


class PatchSource:
    """Patches of pairs by number; photos come in a new order in each round, one patch of each."""

    def __init__(self, photos: Sequence[PreparedPhoto], settings: PatchSettings, seed: int) -> None:
        """Look for places with enough skin.

        Raises:
            SettingsError: no photo has one.

        """
        self._photos = _Places(photos, settings, seed)
        self._settings = settings

    def __getitem__(self, number: int) -> tuple[Pixels, Pixels, Pixels]:
        """Return patch ``number``: colour (3, size, size) and UV (1, size, size) in [-1, 1], and skin, 1 or 0."""
        photo, rng = self._photos.choose(number)
        colour, uv, skin = _cut(photo, self._settings, rng, "colour", "uv", "skin")
        colour = _perhaps_balanced(photo.photo, colour, self._settings.balanced, rng)
        return _as_input(as_other_camera(colour, self._settings.augmentation, rng)), uv[None] * 2 - 1, skin[None]


class UnpairedPatchSource:
    """Patches of photos without a partner, by number."""

    def __init__(
        self, photos: Sequence[PreparedPhoto], settings: PatchSettings, seed: int, *, with_styled: bool = False
    ) -> None:
        """Look for places with enough skin.

        Args:
            photos: colour photos, or UV photos without their colour.
            settings: how patches are cut.
            seed: of all chance.
            with_styled: colour patches come twice: as taken, and in the style of another camera.

        Raises:
            SettingsError: no photo has one.

        """
        self._photos = _Places(photos, settings, seed)
        self._settings = settings
        self._with_styled = with_styled

    def __getitem__(self, number: int) -> tuple[Pixels, ...]:
        """Return patch ``number`` as taken, and perhaps in another style: (3 or 1, size, size) in [-1, 1] each."""
        photo, rng = self._photos.choose(number)
        if not photo.photo.has_colour:
            (uv,) = _cut(photo, self._settings, rng, "uv")
            return (uv[None] * 2 - 1,)
        (colour,) = _cut(photo, self._settings, rng, "colour")
        colour = _perhaps_balanced(photo.photo, colour, self._settings.balanced, rng)
        if not self._with_styled:
            return (_as_input(colour),)
        return _as_input(colour), _as_input(as_other_camera(colour, self._settings.augmentation, rng))


@dataclass(frozen=True)
class _Placed:
    """A photo and where patches of it may lie."""

    photo: PreparedPhoto
    places: NDArray[np.int32]  # (N, 2), upper left corners


class _Places:
    """Chooses the photo of each number: a new order in each round."""

    def __init__(self, photos: Sequence[PreparedPhoto], settings: PatchSettings, seed: int) -> None:
        self._seed = seed
        found = (
            (index, skin_places(photo.skin, settings.size, settings.min_skin)) for index, photo in enumerate(photos)
        )
        self._placed = {index: _Placed(photos[index], places) for index, places in found if len(places)}
        self._usable = np.array(list(self._placed))
        if not self._placed:
            size, share = settings.size, settings.min_skin
            raise SettingsError(
                f"No photo holds a patch of {size} pixels of which {share:.0%} are skin; "
                "make patches.size or patches.min_skin smaller"
            )

    def choose(self, number: int) -> tuple[_Placed, np.random.Generator]:
        """Return the photo of a patch, and the chance that belongs to its number."""
        turn, place = divmod(number, len(self._usable))
        order = np.random.default_rng((self._seed, 0, turn)).permutation(self._usable)
        return self._placed[int(order[place])], np.random.default_rng((self._seed, 1, number))


def _perhaps_balanced(photo: PreparedPhoto, colour: Pixels, share: float, rng: np.random.Generator) -> Pixels:
    """Return a patch under its photo's white balance as often as asked for, so that a network meets both kinds."""
    if share > 0 and rng.uniform() < share:
        return apply_matrix(photo.balance, colour)
    return colour


def _as_input(colour: Pixels) -> Pixels:
    """Turn colours (H, W, 3) in [0, 1] into what networks take, (3, H, W) in [-1, 1]."""
    return np.ascontiguousarray(colour.transpose(2, 0, 1)) * 2 - 1


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
    placed: _Placed, settings: PatchSettings, rng: np.random.Generator, *names: Literal["colour", "uv", "skin"]
) -> list[Pixels]:
    """Cut one turned and scaled patch that holds enough skin out of some arrays; after too many tries, a straight one.

    Values are in [0, 1].
    """
    skin, size = placed.photo.skin, settings.size
    for attempt in range(_TRIES):
        row, column = placed.places[rng.integers(len(placed.places))]
        is_last = attempt == _TRIES - 1
        matrix = _placing(row, column, settings, rng, is_straight=is_last)
        skin_here = _warp(skin, matrix, size, cv2.INTER_NEAREST, cv2.BORDER_CONSTANT)
        if is_last or skin_here.mean() >= settings.min_skin:
            break
    cut = []
    for name in names:
        if name == "skin":
            cut.append(skin_here.astype(np.float32))
        else:
            array = getattr(placed.photo, name)
            levels = _warp(array, matrix, size, cv2.INTER_LINEAR, cv2.BORDER_REFLECT_101)
            cut.append(levels.astype(np.float32) / np.float32(255))
    return cut


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
