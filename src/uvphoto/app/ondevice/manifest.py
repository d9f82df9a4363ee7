"""What the program in the browser is told: how to use the weights, what is assumed, and how to mark what it makes.

It is the same as on this machine, each from where it is said, so that the two cannot come apart.
"""

import math
from typing import Any

from uvphoto.conversion.description import describe_weights
from uvphoto.conversion.scale import CLOSE_ENOUGH, SHORTER_SIDE_MM, ScaleSource
from uvphoto.conversion.tile_size import default_tile
from uvphoto.conversion.tiles import smallest_tile
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import WeightsError
from uvphoto.models.weights_info import ExactTiling, WeightsInfo
from uvphoto.picture.synthetic import Synthetic, build_packet, describe
from uvphoto.skin.pupils import PUPIL_DISTANCE_MM

WEIGHTS_FILE = "weights.onnx"
MOST_PIXELS = 51_000_000
"""Of a photo that a browser converts, as the largest of phones: it takes some 15 bytes a pixel, and phones give a page
about 1 GB."""
MOST_BYTES = 100_000_000

_MORE_MEMORY = 1.15  # times the usual side of a tile, where that saves a part of each row


def build_manifest(weights: Weights) -> dict[str, Any]:
    """Return the JSON values that the program in the browser reads.

    Args:
        weights: converter weights (.onnx) of a network of bounded reach.

    Raises:
        WeightsError: they are a checkpoint, or their network sees its whole tile; neither runs in the browser.

    """
    info = weights.info
    if weights.is_checkpoint or not isinstance(info.tiling, ExactTiling):
        problem = "do not run in a browser: that takes converter weights (.onnx) of a network of bounded reach"
        raise WeightsError(weights.path, problem, "Use the bundled weights there")
    return {
        "weights": {
            "file": WEIGHTS_FILE, "name": info.name, "sha256": weights.sha256, "licence": info.licence,
            "bytes": len(weights.data),
        },
        "converter": {
            "tile": _tile(info, info.tiling), "reach": info.tiling.reach,
            "multiple": info.tiling.multiple, "mm_per_pixel": info.mm_per_pixel, "close_enough": CLOSE_ENOUGH,
        },
        "assumed": {"pupil_distance_mm": PUPIL_DISTANCE_MM, "shorter_side_mm": SHORTER_SIDE_MM},
        "limits": {"most_pixels": MOST_PIXELS, "most_bytes": MOST_BYTES},
        "synthetic": {
            "xmp": build_packet(Synthetic.CONVERTED).decode(),
            "software": "uvphoto",
            "description": describe(
                Synthetic.CONVERTED, describe_weights(info.name, weights.sha256, "{scale} mm per pixel ({source})")
            ),
            "sources": {
                "given": ScaleSource.GIVEN, "pupils": ScaleSource.PUPILS, "shorter_side": ScaleSource.SHORTER_SIDE,
            },
        },
    }  # fmt: skip


def _tile(info: WeightsInfo, tiling: ExactTiling) -> int:
    """Return the side of a tile that cuts a face with some room around it in two, where it is not much larger.

    The usual tile cuts such a face in three, and a sixth more time goes into halos; the pixels are the same.
    """
    usual = default_tile(info.generator, tiling)
    half = math.ceil(SHORTER_SIDE_MM / info.mm_per_pixel / 2 / tiling.multiple) * tiling.multiple
    halved = half + smallest_tile(tiling.reach, tiling.multiple) - tiling.multiple
    return halved if usual < halved <= _MORE_MEMORY * usual else usual
