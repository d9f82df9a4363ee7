"""Pictures for the report: a pair as it was taken, and the two photos over each other before and after."""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.archives.preparation.crop import Crop
from uvphoto.longitudinal.registration.texture import LIMIT, WORKING_MM, texture_of
from uvphoto.picture import encode_jpeg
from uvphoto.picture.atomic import replace_whole

Image = NDArray[np.float32]
Mask = NDArray[np.bool_]

HEIGHT = 300  # pixels
_GAP = 6  # between pictures


def draw_pair(path: Path, colour: Image, uv: Image, *, brought: Image, skin: Mask, crop: Crop) -> None:
    """Write a JPEG of a pair: both photos, and the fine relief of the two over each other, before and after.

    Where both have the same relief at the same place the overlay is grey; colour photo alone is red, UV alone cyan.

    Args:
        path: to write.
        colour: (H, W, 3) float32 in [0, 1].
        uv: (H', W') float32 in [0, 1], as it was.
        brought: (H, W), laid on the colour photo.
        skin: (H, W).
        crop: what of it is kept.

    """
    window = crop.window
    as_it_was = np.asarray(cv2.resize(uv, colour.shape[1::-1], interpolation=cv2.INTER_AREA), np.float32)
    pictures = [
        _to_height(colour[window]),
        _to_height(_grey(brought[window])),
        *(_overlay(colour[window], one[window], skin[window]) for one in (as_it_was, brought)),
    ]
    _write(path, pictures)


def draw_refused(path: Path, photos: Mapping[str, Image]) -> None:
    """Write a JPEG of those photos of a refused pair that could be read; none where none could."""
    if photos:
        _write(path, [_to_height(one if one.ndim == 3 else _grey(one)) for one in photos.values()])


def _overlay(colour: Image, uv: Image, skin: Mask) -> Image:
    """Return the textures of blue and UV light as red and cyan, (h, w, 3)."""
    # The texture's steps are made for pixels of WORKING_MM; here it is the picture's own pixels that count.
    size = round(HEIGHT * colour.shape[1] / colour.shape[0]), HEIGHT
    blue, ultraviolet = (
        texture_of(np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_AREA), np.float32), WORKING_MM)
        for one in (np.ascontiguousarray(colour[..., 2]), np.ascontiguousarray(uv))
    )
    where = cv2.resize(skin.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    red, cyan = (np.where(where, (one + LIMIT) / (2 * LIMIT), 0.5) for one in (blue, ultraviolet))
    return np.dstack([red, cyan, cyan]).astype(np.float32)


def _grey(uv: Image) -> Image:
    return np.repeat(uv[..., None], 3, axis=2)


def _to_height(picture: Image) -> Image:
    size = max(1, round(HEIGHT * picture.shape[1] / picture.shape[0])), HEIGHT
    how = cv2.INTER_AREA if picture.shape[0] > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.float32).clip(0, 1)


def _write(path: Path, pictures: list[Image]) -> None:
    gap = np.ones((HEIGHT, _GAP, 3), np.float32)
    row = [part for picture in pictures for part in (picture, gap)][:-1]
    levels = np.rint(255 * np.concatenate(row, axis=1)).astype(np.uint8)
    replace_whole(path, encode_jpeg(levels, quality=85))
