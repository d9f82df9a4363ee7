"""What a user may ask of a conversion. No arrays are needed here, so that the command line can ask at once."""

from dataclasses import dataclass
from enum import StrEnum

from uvphoto.errors import SettingsError


class Runtime(StrEnum):
    """The libraries that can run a network; AUTO is ONNX Runtime, or OpenVINO where that is there and faster."""

    AUTO = "auto"
    ONNXRUNTIME = "onnxruntime"
    OPENVINO = "openvino"
    TORCH = "torch"


class Precision(StrEnum):
    """The numbers that a network computes with; AUTO is the fastest that keeps to the weights' own."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    INT8 = "int8"


@dataclass(frozen=True)
class RunSettings:
    """How a network is to be run.

    Attributes:
        runtime: the library that runs it.
        threads: processor threads; 0: one for each physical core.
        device: ``cpu``, or as the library names its devices.
        precision: of the numbers.
        tile: side of the largest tile, in pixels at the working scale, halo included; None: as memory suggests.

    Raises:
        SettingsError: a negative number of threads, or of pixels.

    """

    runtime: Runtime = Runtime.AUTO
    threads: int = 0
    device: str = "cpu"
    precision: Precision = Precision.AUTO
    tile: int | None = None

    def __post_init__(self) -> None:
        if self.threads < 0:
            raise SettingsError(f"threads is {self.threads}; give a number from 1 on, or 0 for all cores.")
        if self.tile is not None and self.tile < 1:
            raise SettingsError(f"tile is {self.tile}; give a number of pixels.")
