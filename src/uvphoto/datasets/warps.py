"""How a phone photo lies on the clinic photo: NumPy files of places."""

from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from uvphoto.errors import DataSetError

_BROKEN = (ValueError, TypeError, SyntaxError, TokenError, OverflowError, EOFError)  # of NumPy on headers that are none


def open_warp(path: Path) -> NDArray[np.floating[Any]]:
    """Open a warp: (h, w, 2) float32 or float64, row and column in the clinic photo; its numbers stay on the disk.

    Nothing that is pickled is ever loaded.

    Raises:
        DataSetError: the file cannot be read, is no NumPy file, breaks off, or holds an array of another kind.

    """
    remedy = "Give a NumPy file (.npy) of the shape (h, w, 2), float32"
    try:
        warp: NDArray[Any] = open_memmap(path, mode="r")
    except OSError as error:
        raise DataSetError(path, f"cannot be read ({error.strerror})", remedy) from error
    except _BROKEN as error:
        problem = f"is no NumPy array, damaged or cut short ({' '.join(str(error).split())})"
        raise DataSetError(path, problem, remedy) from error
    if warp.dtype.kind != "f" or warp.dtype.itemsize not in (4, 8):
        raise DataSetError(path, f"holds {warp.dtype}, where float32 belongs", remedy)
    if warp.ndim != 3 or warp.shape[2] != 2 or not warp.size:
        raise DataSetError(path, f"has the shape {warp.shape}, where (h, w, 2) belongs", remedy)
    return warp
