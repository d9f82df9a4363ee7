"""The arrays that hold pictures, as types."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.float32]  # (H, W) or (H, W, C); linear light or encoded, as the function says
