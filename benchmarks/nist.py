"""Read the NIST reference set of skin reflectance, against which the simulator is held.

Cooksey, Allen, Tsai 2017, J. Res. NIST 122:26, doi 10.6028/jres.122.026: 100 people, three repeats each at the inner
forearm, reflectance factor at 250-2500 nm in 3 nm steps.
"""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]


def load_nist(path: Path) -> tuple[Table, Table, Table]:
    """Read ``NIST_Spectral_Skin_Reflectivity_raw.txt``.

    Args:
        path: the file as NIST published it: per person the columns R1, R2, R3, Average.

    Returns:
        Wavelengths (M,) in nm, means (100, M), and repeats (100, 3, M), all reflectance factors in [0, 1].

    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row and row[0].isdigit()]
    table = np.array([[float(value) for value in row[:401]] for row in rows])  # (M, 1 + 4 x 100)
    people = table[:, 1:].T.reshape(100, 4, -1)
    return table[:, 0], people[:, 3], people[:, :3]
