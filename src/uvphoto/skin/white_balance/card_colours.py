"""The 24 patches of the ColorChecker Classic, as its maker gives them."""

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.colorimetry import linear_srgb
from uvphoto.skin.white_balance.lab import xyz_from_lab

ROWS, COLUMNS = 4, 6
GREYS = range(18, 24)  # the last row, from white to black

# CIELAB under D50, row by row from "dark skin": GretagMacbeth 2005 (cards before November 2014; later ones differ by
# about 2 Delta E at most in what counts here).
_LAB_D50 = (
    (37.986, 13.555, 14.059), (65.711, 18.130, 17.810), (49.927, -4.880, -21.925), (43.139, -13.095, 21.905),
    (55.112, 8.844, -25.399), (70.719, -33.397, -0.199), (62.661, 36.067, 57.096), (40.020, 10.410, -45.964),
    (51.124, 48.239, 16.248), (30.325, 22.976, -21.587), (72.532, -23.709, 57.255), (71.941, 19.363, 67.857),
    (28.778, 14.179, -50.297), (55.261, -38.342, 31.370), (42.101, 53.378, 28.190), (81.733, 4.039, 79.819),
    (51.935, 49.986, -14.574), (51.038, -28.631, -28.638), (96.539, -0.425, 1.186), (81.257, -0.638, -0.335),
    (66.766, -0.734, -0.504), (50.867, -0.153, -0.270), (35.656, -0.421, -1.231), (20.461, -0.079, -0.973),
)  # fmt: skip

_D50 = (0.96422, 1.0, 0.82521)  # ICC.1
_D50_TO_D65 = np.array([  # Bradford's cone responses (Lam 1985; ICC.1, annex E)
    [0.9555766, -0.0230393, 0.0631636], [-0.0282895, 1.0099416, 0.0210077], [0.0122982, -0.0204830, 1.3299098],
])  # fmt: skip


def reference_colours() -> NDArray[np.float64]:
    """Return the linear sRGB of the patches (24, 3), as an eye sees them that is adapted to the light.

    Cyan lies outside of sRGB: its red is below 0.
    """
    return linear_srgb(xyz_from_lab(_LAB_D50, _D50) @ _D50_TO_D65.T)
