"""Files of a data set as small pictures; whatever cannot be read becomes words instead."""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.datasets.gallery.palette import Colour
from uvphoto.datasets.spot_table import read_spot_kinds
from uvphoto.picture import read_colour, read_labels, read_map, read_uv

Thumbnail = NDArray[np.uint8]  # (h, w, 3) sRGB
UNLISTED = "unlisted"  # the kind of a spot that no table names


def fit(pixels: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Shrink (H, W) or (H, W, C) to fit ``size`` columns and four thirds as many rows; never enlarge."""
    height, width = pixels.shape[:2]
    scale = min(1.0, size / width, size * 4 / 3 / height)
    target = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, target, interpolation=cv2.INTER_AREA), dtype=np.float32)


def colour_thumbnail(path: Path, size: int) -> Thumbnail:
    """Return a colour photo, small.

    Raises:
        PictureError: the file cannot be read as colour photo.

    """
    return to_bytes(fit(read_colour(path).pixels, size))


def uv_thumbnail(path: Path, size: int) -> Thumbnail:
    """Return a UV photo, small.

    Raises:
        PictureError: the file cannot be read as UV photo.

    """
    return to_bytes(np.repeat(fit(read_uv(path).pixels, size)[:, :, np.newaxis], 3, axis=2))


def map_values(path: Path, size: int) -> NDArray[np.float32]:
    """Return a map of truth, (h, w), small, in its own unit.

    Raises:
        PictureError: the file cannot be read as map.

    """
    return fit(read_map(path), size)


def spot_covers(path: Path, table: Path | None, size: int) -> dict[str, NDArray[np.float32]]:
    """Return for each kind of spot the share of each small pixel that it covers, (h, w) in [0, 1].

    Raises:
        PictureError: the file cannot be read as label map.
        DataSetError: the table of spots cannot be read.

    """
    labels = read_labels(path)
    kind_of = read_spot_kinds(table) if table is not None else {}
    ids = np.flatnonzero(np.bincount(labels.reshape(-1)))
    covers: dict[str, NDArray[np.float32]] = {}
    for kind in sorted({kind_of.get(int(one), UNLISTED) for one in ids if one}):
        belongs = np.zeros(int(ids[-1]) + 1, np.float32)
        belongs[[one for one in ids if one and kind_of.get(int(one), UNLISTED) == kind]] = 1
        covers[kind] = fit(belongs[labels], size)
    return covers


def overlay(ground: Thumbnail, covers: Mapping[str, NDArray[np.float32]], colours: Mapping[str, Colour]) -> Thumbnail:
    """Paint spots in the colour of their kind onto a photo of the same size, which is paled to let them stand out."""
    painted = ground.astype(np.float32) / 255 * 0.75 + 0.1
    for kind, cover in covers.items():
        opacity = np.minimum(1, 1.6 * cover)[:, :, np.newaxis] * 0.85  # more than its share: small spots stay seen
        painted = painted * (1 - opacity) + np.array(colours[kind], np.float32) / 255 * opacity
    return to_bytes(painted.astype(np.float32))


def to_bytes(values: NDArray[np.float32]) -> Thumbnail:
    """Round [0, 1] to 8 bits."""
    return np.clip(values * 255 + 0.5, 0, 255).astype(np.uint8)
