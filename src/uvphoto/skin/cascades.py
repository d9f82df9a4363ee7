"""OpenCV's trained cascades for faces and eyes, run so that equal pictures give equal answers."""

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import FileError


class Box(NamedTuple):
    """A square of a picture, in pixels; its centre in coordinates whose integers are the pixels' centres."""

    row: float
    column: float
    side: float
    votes: int = 0  # overlapping hits that make it up


def load_cascade(name: str) -> cv2.CascadeClassifier:
    """Load a Haar cascade (Viola and Jones 2001) that OpenCV's wheel brings; it must not be shared by threads.

    Args:
        name: of its file, without ending: "haarcascade_eye".

    Raises:
        FileError: the installed OpenCV has none, as those from version 5 on.

    """
    folder = Path(cv2.data.haarcascades) if hasattr(cv2, "data") else Path(cv2.__file__).parent / "data"
    path = folder / f"{name}.xml"
    if not path.is_file():
        remedy = "Faces are found by it: pip install 'opencv-contrib-python-headless>=4.10,<5'"
        raise FileError(path, f"is missing in OpenCV {cv2.__version__}", remedy)
    return cv2.CascadeClassifier(str(path))


def detect_boxes(
    cascade: cv2.CascadeClassifier,
    grey: NDArray[np.uint8],
    smallest: float,
    largest: float,
    *,
    step: float,
    votes: int,
) -> list[Box]:
    """Return what a cascade finds, the largest first.

    Args:
        cascade: as ``load_cascade`` gives it.
        grey: (H, W).
        smallest: side in pixels.
        largest: side in pixels.
        step: factor between one size that is tried and the next.
        votes: how many overlapping hits make a find.

    """
    low, high = round(smallest), round(largest)
    found, counts = cascade.detectMultiScale2(grey, step, votes, minSize=(low, low), maxSize=(high, high))
    sides = zip(np.reshape(found, (-1, 4)).tolist(), np.ravel(counts).tolist(), strict=True)
    # Threads may find things in any order.
    boxes = [Box(y + (h - 1) / 2, x + (w - 1) / 2, float(w), int(count)) for (x, y, w, h), count in sides]
    return sorted(boxes, key=lambda box: (-box.side, box.row, box.column))
