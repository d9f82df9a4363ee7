"""How large a tile is where the user leaves that open: as memory allows, since halos are lost work."""

import math

from uvphoto.conversion.tiles import smallest_tile
from uvphoto.models.settings import CompactSettings, GeneratorSettings
from uvphoto.models.weights_info import ExactTiling

_LARGEST_LAYER = 16.5e6  # bytes; of the largest layers some six are in memory at a time
_LEAST_GAIN = 2  # times the smallest possible tile; below that nearly all the work is lost on halos


def default_tile(generator: GeneratorSettings, tiling: ExactTiling) -> int:
    """Return the side of a tile in pixels, a multiple of what the tiling asks for.

    Args:
        generator: the network; its finest level has the largest layers: width x (side / unshuffle)^2 floats.
        tiling: reach and multiple of it.

    """
    shrink = generator.unshuffle if isinstance(generator, CompactSettings) else 1
    side = shrink * math.sqrt(_LARGEST_LAYER / (4 * generator.width))
    least = _LEAST_GAIN * smallest_tile(tiling.reach, tiling.multiple)
    return int(max(side, least)) // tiling.multiple * tiling.multiple
