"""What turns colour into UV: a network, loaded into a library, and how to use it."""

from dataclasses import dataclass

from uvphoto.conversion.backend import Backend
from uvphoto.conversion.choose import choose_backend
from uvphoto.conversion.settings import Precision, RunSettings
from uvphoto.conversion.tile_size import default_tile
from uvphoto.conversion.tiles import smallest_tile
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import SettingsError
from uvphoto.models.weights_info import ExactTiling, WeightsInfo


@dataclass(frozen=True)
class Converter:
    """A network, ready to convert photos.

    Attributes:
        info: what its weights say of themselves.
        sha256: of the file of weights.
        backend: what runs the network.
        tile: side of the largest tile, in pixels at the working scale.

    """

    info: WeightsInfo
    sha256: str
    backend: Backend
    tile: int


def load_converter(weights: Weights, settings: RunSettings | None = None, *, pixels: float = 0) -> Converter:
    """Make a converter of a file of weights.

    Args:
        weights: the file, read.
        settings: how to run the network; None: as suits.
        pixels: about how many pixels (at the working scale) are to be converted: many are worth a trial of which
            library is the fastest.

    Raises:
        MissingExtraError: the library is not installed.
        SettingsError: the settings ask for what the library or the weights cannot do.
        WeightsError: the network is damaged.

    """
    settings = settings or RunSettings()
    _check_precision(weights.info, settings.precision)
    side = _check_tile(weights.info, settings.tile)
    backend = choose_backend(weights, settings, side=side, pixels=pixels)
    return Converter(weights.info, weights.sha256, backend, side)


def _check_precision(info: WeightsInfo, precision: Precision) -> None:
    if precision is not Precision.AUTO and (precision is Precision.INT8) != (info.precision == "int8"):
        raise SettingsError(f"The weights {info.name} are {info.precision}, and cannot be run as {precision}.")


def _check_tile(info: WeightsInfo, tile: int | None) -> int:
    tiling = info.tiling
    if not isinstance(tiling, ExactTiling):
        if tile not in (None, tiling.size):
            raise SettingsError(f"The weights {info.name} work on tiles of {tiling.size} pixels, not {tile}.")
        return tiling.size
    least = smallest_tile(tiling.reach, tiling.multiple)
    if tile is not None and tile < least:
        raise SettingsError(f"A tile of {tile} pixels is too small for {info.name}; it takes {least} or more.")
    return tile or default_tile(info.generator, tiling)
