"""What a face parser says of every pixel: scores of the 19 classes, or the number of a class."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import WeightsError
from uvphoto.skin.learned.labels import CLASSES

Picture = NDArray[np.float32]

_COUNT = len(CLASSES)
_SURE = 0.05  # scores that are shares already sum to 1 within this, also where they are kept in 8 bit


def class_shares(output: NDArray[Any], path: Path) -> Picture:
    """Return how likely each pixel is of each class.

    Args:
        output: of a network for one picture: scores (1, 19, H, W) or (1, H, W, 19), as logits or as shares; or numbers
            of classes (H, W), with further axes of length 1.
        path: of the network's file, for errors.

    Returns:
        (19, H, W) float32 in [0, 1]; sums to 1 over the classes.

    Raises:
        WeightsError: the output is none of these, or has another count of classes.

    """
    shape = output.shape
    if not np.isfinite(output).all():
        raise WeightsError(path, "gives numbers that are not finite", "Give another face parser")
    if len(shape) == 4 and shape[0] == 1 and _COUNT in (shape[1], shape[3]):
        return _as_shares(output[0] if shape[1] == _COUNT else output[0].transpose(2, 0, 1))
    labels = np.squeeze(output)
    if labels.ndim == 2 and min(labels.shape) > _COUNT:
        return _as_ones(labels, path)
    problem = f"gives {' x '.join(map(str, shape))} numbers for a picture"
    if labels.ndim == 3:
        problem = f"tells {min(labels.shape)} classes apart, not {_COUNT}"
    remedy = f"Give a face parser with the {_COUNT} classes of CelebAMask-HQ, as face-parsing.PyTorch numbers them"
    raise WeightsError(path, problem, remedy)


def _as_shares(scores: NDArray[Any]) -> Picture:
    values = scores.astype(np.float32)
    if values.min() >= 0 and np.abs(values.sum(0) - 1).max() < _SURE:
        return np.asarray(values / values.sum(0), np.float32)
    powers = np.exp(values - values.max(0))  # softmax
    return np.asarray(powers / powers.sum(0), np.float32)


def _as_ones(labels: NDArray[Any], path: Path) -> Picture:
    if labels.min() < 0 or labels.max() >= _COUNT:
        problem = f"gives numbers of classes from {labels.min()} to {labels.max()}, not from 0 to {_COUNT - 1}"
        raise WeightsError(path, problem, f"Give a face parser with the {_COUNT} classes of CelebAMask-HQ")
    return np.stack([labels == k for k in range(_COUNT)]).astype(np.float32)
