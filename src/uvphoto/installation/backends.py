"""Whether a network runs in each library, whether all give the same, and how fast each is on this machine."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter, load_converter
from uvphoto.conversion.settings import RunSettings, Runtime
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import MissingExtraError
from uvphoto.installation.lack import Lack, attempt

RUNTIMES = (Runtime.ONNXRUNTIME, Runtime.OPENVINO, Runtime.TORCH)
TILE, PICTURE = 256, 512  # pixels of a side
MOST_LEVELS = 4.0  # of 255; bfloat16 differs by 1.9 at most
_RUNS = 3
_BROKEN = "Install it anew, or name another with --backend"

Pixels = NDArray[np.float32]


@dataclass(frozen=True)
class BackendTrial:
    """What came of one library.

    Attributes:
        runtime: as ``--backend`` names it.
        told: what runs, on what and with which numbers; "" where it does not.
        differs_levels: at most, on a tile, from what ONNX Runtime makes of it, in levels of 255; None for itself.
        tile_ms: shortest time of a tile of 256 x 256 pixels, milliseconds; None where it was not measured.
        picture_s: time of a picture of 512 x 512 pixels at the scale of the weights, seconds.
        lack: why it does not run, or not well.

    """

    runtime: str
    told: str = ""
    differs_levels: float | None = None
    tile_ms: float | None = None
    picture_s: float | None = None
    lack: Lack | None = None


def try_backends(weights: Weights, colour: Pixels, *, quick: bool = False) -> tuple[BackendTrial, ...]:
    """Run a network in every library.

    Args:
        weights: of a converter.
        colour: (512, 512, 3) float32 in [0, 1], a colour photo.
        quick: nothing is timed.

    """
    tile = _tile(colour)
    trials: list[BackendTrial] = []
    usual: Pixels | None = None
    for runtime in RUNTIMES:
        opened = _open(runtime, weights, tile)
        if isinstance(opened, Lack):
            trials.append(BackendTrial(runtime.value, lack=opened))
            continue
        converter, uv = opened
        difference = None if usual is None else float(np.abs(uv - usual).max()) * 255 / 2  # of [-1, 1]
        usual = uv if runtime is Runtime.ONNXRUNTIME else usual
        tile_ms, picture_s = (None, None) if quick else _times(converter, tile, colour)
        lack = _judge(difference)
        trials.append(BackendTrial(runtime.value, converter.backend.name, difference, tile_ms, picture_s, lack))
    return tuple(trials)


def _tile(colour: Pixels) -> Pixels:
    """Return the middle of a photo as a network takes it: (1, 3, 256, 256) in [-1, 1]."""
    top, left = ((side - TILE) // 2 for side in colour.shape[:2])
    middle = colour[top : top + TILE, left : left + TILE]
    return np.ascontiguousarray(2 * middle.transpose(2, 0, 1)[np.newaxis] - 1)


def _open(runtime: Runtime, weights: Weights, tile: Pixels) -> tuple[Converter, Pixels] | Lack:
    def step() -> tuple[Converter, Pixels] | Lack:
        try:
            converter = load_converter(weights, RunSettings(runtime))
        except MissingExtraError as error:
            return Lack("Not installed.", f"pip install 'uvphoto[{error.extra}]'", is_fault=False)
        uv = np.array(converter.backend.run(tile))  # a copy: the next run may write over it
        if uv.shape != (1, 1, TILE, TILE) or not np.isfinite(uv).all():
            return Lack("It makes no UV photo of a tile.", _BROKEN)
        return converter, uv

    return attempt(step, _BROKEN)


def _times(converter: Converter, tile: Pixels, colour: Pixels) -> tuple[float, float]:
    tile_s = min(_seconds(lambda: converter.backend.run(tile)) for _ in range(_RUNS))

    def picture() -> None:
        convert(colour, converter, mm_per_pixel=converter.info.mm_per_pixel)

    picture()  # the first of another size of tiles warms up
    return 1000 * tile_s, _seconds(picture)


def _seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def _judge(difference: float | None) -> Lack | None:
    if difference is None or difference <= MOST_LEVELS:
        return None
    what = f"Its UV photo differs from that of onnxruntime by up to {difference:.0f} of 255 levels."
    return Lack(what, "Take --backend onnxruntime, and update the other library")
