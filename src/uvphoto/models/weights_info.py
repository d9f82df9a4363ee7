"""What a file of weights tells of itself: how to rebuild the network, how to use it, where it comes from."""

import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from uvphoto.config import from_mapping, to_mapping
from uvphoto.errors import SettingsError
from uvphoto.models.settings import GeneratorSettings

INFO_KEY = "uvphoto"  # of the metadata, in checkpoints (.safetensors) and in converter weights (.onnx)
FORMAT_VERSION = 1


@dataclass(frozen=True)
class ExactTiling:
    """The network has a bounded reach and takes no statistics over its tile, so tiles join without a seam.

    Attributes:
        reach: pixels; an output pixel depends on no input pixel further away than this, along either axis.
        multiple: pixels; tile sides and places are multiples of this.

    Raises:
        ValueError: a value outside its range.

    """

    reach: int
    multiple: int
    kind: Literal["exact"] = "exact"

    def __post_init__(self) -> None:
        if self.reach < 0 or self.multiple < 1:
            raise ValueError(f"a reach of {self.reach} and a multiple of {self.multiple} make no tiles")


@dataclass(frozen=True)
class WindowedTiling:
    """The network sees its whole tile, so tiles overlap and are blended.

    Attributes:
        size: pixels of the side of the tiles that it was trained on.

    Raises:
        ValueError: a value outside its range.

    """

    size: int
    kind: Literal["windowed"] = "windowed"

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ValueError(f"a size of {self.size} makes no tiles")


@dataclass(frozen=True)
class WeightsInfo:
    """What stands beside the weights in their file.

    Attributes:
        name: short, for people and for logs.
        generator: the settings that rebuild the network.
        tiling: how a photo that is larger than a tile is converted.
        mm_per_pixel: the working scale, to which photos are brought.
        licence: under which the weights may be used.
        precision: of the numbers that the network computes with.
        provenance: JSON values by name: data, seed, code version, recipe, steps, date.
        figures: measured on what was held out, by name.
        format_version: of this record.

    Raises:
        ValueError: a value makes no sense.

    """

    name: str
    generator: GeneratorSettings
    tiling: ExactTiling | WindowedTiling
    mm_per_pixel: float
    licence: str
    precision: Literal["float32", "int8"] = "float32"
    provenance: Mapping[str, object] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    format_version: int = FORMAT_VERSION

    def __post_init__(self) -> None:
        if not self.name or not self.licence:
            raise ValueError("weights have a name and a licence")
        if not (0 < self.mm_per_pixel < math.inf):
            raise ValueError(f"mm_per_pixel is {self.mm_per_pixel}; it is above 0")
        if self.precision not in ("float32", "int8"):
            raise ValueError(f"precision is {self.precision!r}; it may be 'float32', 'int8'")
        if self.format_version != FORMAT_VERSION:
            raise ValueError(f"their format has version {self.format_version}; this program reads {FORMAT_VERSION}")

    def to_json(self) -> str:
        """Return the record as JSON; the same record gives the same text.

        Raises:
            ValueError: a number in provenance or figures is not finite.
            TypeError: provenance holds what JSON cannot.

        """
        return json.dumps(
            to_mapping(self) | {"provenance": dict(self.provenance), "figures": dict(self.figures)},
            allow_nan=False,
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> "WeightsInfo":
        """Return the record that ``to_json`` has written.

        Raises:
            ValueError: it is none; the reason is told.

        """
        try:
            mapping = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"the information about the weights is no JSON ({error})") from error
        if not isinstance(mapping, dict):
            raise ValueError("the information about the weights is no table")
        _check_version(mapping)  # before the rest, of which another version may hold more
        provenance, figures = mapping.pop("provenance", {}), mapping.pop("figures", {})
        if not isinstance(provenance, dict):
            raise ValueError("provenance is no table")
        if not isinstance(figures, dict) or not all(map(_is_number, figures.values())):
            raise ValueError("figures is no table of numbers")
        try:
            info = from_mapping(cls, mapping, "weights")
        except SettingsError as error:
            raise ValueError(str(error)) from error
        return replace(info, provenance=provenance, figures=figures)


def _check_version(mapping: Mapping[str, Any]) -> None:
    version = mapping.get("format_version")
    if version != FORMAT_VERSION:
        raise ValueError(f"their format has version {version}; this program reads {FORMAT_VERSION}")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
