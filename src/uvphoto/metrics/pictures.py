"""How near two pictures come to each other."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

_SSIM_SIGMA = 1.5  # of the window, pixels (Wang et al. 2004, section III.B)
_SSIM_MARGIN = 5  # radius of scikit-image's window of that sigma; nearer to the border it is filled with reflections


def psnr(a: Values, b: Values, mask: Mask | None = None) -> float:
    """Peak signal-to-noise ratio in dB, 10 log10(1 / mean squared error), of pictures in [0, 1]; infinite if equal.

    Args:
        a: (H, W) or (H, W, C).
        b: of the same shape.
        mask: (H, W), the pixels that count; all without it.

    Raises:
        ValueError: shapes that do not fit, or no pixel that counts.

    """
    difference = _difference(a, b, mask)
    mean_square = float(np.mean(difference * difference))
    return -10 * math.log10(mean_square) if mean_square > 0 else math.inf


def mean_absolute_error(a: Values, b: Values, mask: Mask | None = None) -> float:
    """Mean of |a - b|; arguments and errors as ``psnr`` has them."""
    return float(np.mean(np.abs(_difference(a, b, mask))))


def ssim(a: Values, b: Values, mask: Mask | None = None) -> float:
    """Mean structural similarity of pictures in [0, 1], at most 1.

    Wang, Bovik, Sheikh and Simoncelli 2004 (IEEE Trans. Image Process. 13:600), with the paper's Gaussian window and
    constants, by scikit-image. It is averaged over the pixels that count and lie 5 pixels or more from the border of
    the picture, as windows nearer to it are not full.

    Args:
        a: (H, W), or (H, W, C), for which the channels' values are averaged.
        b: of the same shape.
        mask: (H, W), the pixels that count; all without it. Windows reach up to 5 pixels beyond it.

    Raises:
        ValueError: shapes that do not fit, sides below 11 pixels, or no pixel that counts.

    """
    from skimage.metrics import structural_similarity  # noqa: PLC0415 - slow to import, and wanted by few

    _check_pictures(a, b, mask)
    if min(a.shape[:2]) < 2 * _SSIM_MARGIN + 1:
        raise ValueError(f"structural similarity wants sides of {2 * _SSIM_MARGIN + 1} pixels or more, not {a.shape}")
    if mask is not None:  # nothing beyond the box enters the windows that count
        box = _box_around(mask, 2 * _SSIM_MARGIN)
        a, b, mask = a[box], b[box], mask[box]
    _, similarity = structural_similarity(  # type: ignore[no-untyped-call]
        a.astype(np.float64),
        b.astype(np.float64),
        data_range=1,
        gaussian_weights=True,
        sigma=_SSIM_SIGMA,
        use_sample_covariance=False,
        channel_axis=-1 if a.ndim == 3 else None,
        full=True,
    )
    inner = (slice(_SSIM_MARGIN, -_SSIM_MARGIN),) * 2
    chosen = similarity[inner] if mask is None else similarity[inner][mask[inner]]
    if chosen.size == 0:
        raise ValueError("no pixel counts: the mask is empty away from the border")
    return float(chosen.mean())


def _box_around(mask: Mask, margin: int) -> tuple[slice, slice]:
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    top, left = max(rows[0] - margin, 0), max(columns[0] - margin, 0)
    return slice(top, rows[-1] + margin + 1), slice(left, columns[-1] + margin + 1)


def _difference(a: Values, b: Values, mask: Mask | None) -> NDArray[np.float64]:
    _check_pictures(a, b, mask)
    difference = np.subtract(a, b, dtype=np.float64)
    return difference if mask is None else difference[mask]


def _check_pictures(a: Values, b: Values, mask: Mask | None) -> None:
    if a.shape != b.shape or a.ndim not in {2, 3} or a.size == 0:
        raise ValueError(f"pictures have one shape (H, W) or (H, W, C), not {a.shape} and {b.shape}")
    if mask is not None and (mask.dtype != np.bool_ or mask.shape != a.shape[:2]):
        raise ValueError(f"the mask is bool of the pictures' shape {a.shape[:2]}, not {mask.dtype} of {mask.shape}")
    if mask is not None and not mask.any():
        raise ValueError("no pixel counts: the mask is empty")
