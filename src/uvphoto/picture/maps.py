"""Pictures that are numbers, not light: masks, label maps and measured maps. No colour management, exact values."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import PictureError
from uvphoto.picture import png
from uvphoto.picture.atomic import write_atomically
from uvphoto.picture.header import MAX_PIXELS
from uvphoto.picture.kinds import Format, claimed_format
from uvphoto.picture.reading import grey_samples
from uvphoto.picture.writing import quantise

_WHITE = 65535


def read_mask(path: Path | str, *, max_pixels: int = MAX_PIXELS) -> NDArray[np.bool_]:
    """Read a mask: true where a grey, palette or 1-bit picture is brighter than half.

    Raises:
        PictureError: the file cannot be used, or is coloured.

    """
    header, samples = grey_samples(Path(path), max_pixels, "a mask")
    return samples > header.white / 2


def write_mask(path: Path | str, mask: NDArray[np.bool_]) -> None:
    """Write (H, W) bool as an 8-bit grey PNG of 0 and 255; the same input gives the same bytes.

    Raises:
        PictureError: the name does not end in .png, or the place takes no file.
        ValueError: the mask is no (H, W) bool.

    """
    if mask.ndim != 2 or mask.dtype != np.bool_:
        raise ValueError(f"a mask is (H, W) bool, not {mask.shape} {mask.dtype}")
    _write_png(Path(path), mask.astype(np.uint8) * np.uint8(255))


def read_labels(path: Path | str, *, max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Read a label map: the integers of a grey 8 or 16-bit PNG or TIFF, as they are.

    Raises:
        PictureError: the file cannot be used, or does not hold its integers plainly (palette, colour, lossy).

    """
    path = Path(path)
    header, samples = grey_samples(path, max_pixels, "a label map")
    if header.file_format not in (Format.PNG, Format.TIFF) or not header.is_verbatim or header.channels > 2:
        raise PictureError(path, "does not hold label numbers plainly", "Give a grey PNG or TIFF of 8 or 16 bit")
    return samples


def write_labels(path: Path | str, labels: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    """Write (H, W) uint8 or uint16 as a grey PNG of that depth; the same input gives the same bytes.

    Raises:
        PictureError: the name does not end in .png, or the place takes no file.
        ValueError: the labels are no (H, W) uint8 or uint16.

    """
    if labels.ndim != 2 or labels.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"a label map is (H, W) uint8 or uint16, not {labels.shape} {labels.dtype}")
    _write_png(Path(path), labels)


def read_map(path: Path | str, *, max_pixels: int = MAX_PIXELS) -> NDArray[np.float32]:
    """Read a map that ``write_map`` wrote: (H, W) float32, in the unit in which it was written.

    Raises:
        PictureError: the file cannot be used, is no such map, or its full scale is no positive number.

    """
    path = Path(path)
    header, samples = grey_samples(path, max_pixels, "a map")
    if header.full_scale is None or samples.dtype != np.uint16:
        raise PictureError(path, "is no map: it does not say what its full scale is", "Give a map that uvphoto wrote")
    return (samples * (header.full_scale / _WHITE)).astype(np.float32)


def write_map(path: Path | str, values: NDArray[np.floating[Any]], *, full_scale: float) -> None:
    """Write a map as a linear 16-bit grey PNG: value = integer / 65535 * full_scale, to half an integer.

    Args:
        path: ending in .png.
        values: (H, W) floating point in [0, full_scale].
        full_scale: above 0, finite in float32; stored in the file as text, from where ``read_map`` takes it.

    Raises:
        PictureError: the name does not end in .png, or the place takes no file.
        ValueError: the values have a wrong shape or range.

    """
    if values.ndim != 2:
        raise ValueError(f"a map has the shape (H, W), not {values.shape}")
    if not 0 < full_scale <= png.MOST_FULL_SCALE:
        raise ValueError(f"the full scale is above 0 and finite in float32, not {full_scale}")
    samples = quantise(values / full_scale, 16)
    _write_png(Path(path), samples, {png.FULL_SCALE: repr(float(full_scale))})


def _write_png(path: Path, samples: NDArray[Any], texts: dict[bytes, str] | None = None) -> None:
    if claimed_format(path) is not Format.PNG:
        raise PictureError(path, f"has the ending '{path.suffix}' where numbers are written as PNG", "Use .png")
    write_atomically(path, png.encode(samples, texts=texts))
