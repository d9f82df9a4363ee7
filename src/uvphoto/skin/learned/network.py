"""A network that takes one picture, whatever runs it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import WeightsError

Picture = NDArray[np.float32]

_USUAL_SIDE = 512  # of the input, where the network takes any


class Runner(Protocol):
    """What runs a network."""

    @property
    def inputs(self) -> list[tuple[tuple[int | None, ...], str]]:
        """Shape (None: any length) and type of each input."""
        ...

    def run(self, tensor: Picture) -> list[NDArray[Any]]:
        """Return the outputs for one input.

        Raises:
            WeightsError: the network cannot be run.

        """
        ...


@dataclass(frozen=True)
class Network:
    """A network that takes one square picture.

    Attributes:
        path: of its file.
        sha256: of the file.
        runner: what runs it.
        side: of the picture that it takes.
        is_channels_last: it takes (1, H, W, 3), else (1, 3, H, W).

    """

    path: Path
    sha256: str
    runner: Runner
    side: int
    is_channels_last: bool

    @property
    def name(self) -> str:
        """The file's name and the first digits of its check sum."""
        return f"{self.path.name}, SHA-256 {self.sha256[:12]}"

    def run(self, picture: Picture) -> list[NDArray[Any]]:
        """Return the outputs for a picture, as the network gives them.

        Args:
            picture: (side, side, 3), normalised.

        Raises:
            WeightsError: the network cannot be run.

        """
        tensor = picture if self.is_channels_last else picture.transpose(2, 0, 1)
        return self.runner.run(np.ascontiguousarray(tensor[None]))


def as_network(path: Path, sha256: str, runner: Runner) -> Network:
    """Recognise how a network wants its picture.

    Raises:
        WeightsError: it takes anything but one square colour picture in float32.

    """
    shapes = ", ".join(f"{shape} of {kind}" for shape, kind in runner.inputs)
    wrong = WeightsError(
        path,
        f"takes {shapes or 'nothing'}, not one square colour picture in float32",
        "Give a face parser or face landmarks with an input of 1 x 3 x H x W or 1 x H x W x 3 in float32",
    )
    if len(runner.inputs) != 1:
        raise wrong
    shape, kind = runner.inputs[0]
    if len(shape) != 4 or shape[0] not in (1, None) or "float32" not in kind or 3 not in (shape[1], shape[3]):
        raise wrong
    is_last = shape[1] != 3
    height, width = shape[1:3] if is_last else shape[2:]
    side = height or width or _USUAL_SIDE
    if (height or side, width or side) != (side, side):
        raise wrong
    return Network(path, sha256, runner, side, is_last)


def grey_picture(side: int) -> Picture:
    """Return a picture (side, side, 3) to try a network on: from black above to white below."""
    rows = np.linspace(0, 1, side, dtype=np.float32)[:, None, None]
    return np.broadcast_to(rows, (side, side, 3))
