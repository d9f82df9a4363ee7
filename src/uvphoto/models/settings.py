"""What the networks are built from; a field with one possible value tells their kinds apart in a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from uvphoto.errors import SettingsError

Norm = Literal["batch", "instance"]
DiscriminatorNorm = Literal["batch", "instance", "none"]

_WIDTH = {"width": (1, 512)}
_CHANNELS = {"in_channels": (1, 64), "out_channels": (1, 64)}


def _check(settings: Any, limits: Mapping[str, tuple[int, int]], **choices: object) -> None:  # noqa: ANN401
    """Check numbers by their limits and words by their Literals."""
    for name, (low, high) in limits.items():
        value = getattr(settings, name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise SettingsError(f"{name} is {value!r}; it is a whole number from {low} to {high}")
    for name, choice in choices.items():
        if getattr(settings, name) not in get_args(choice):
            known = ", ".join(map(repr, get_args(choice)))
            raise SettingsError(f"{name} is {getattr(settings, name)!r}; it may be {known}")


@dataclass(frozen=True)
class CompactSettings:
    """Our default generator, see ``compact``: 3 channels in, 1 out.

    Raises:
        SettingsError: a value outside its range.

    """

    network: Literal["compact"] = "compact"
    width: int = 32  # channels of the finest level; each coarser one has twice as many
    levels: int = 3  # resolutions that the network works at, one more than there are halvings
    unshuffle: int = 2  # so many pixels of each axis go into the channels; 1: none

    def __post_init__(self) -> None:
        _check(self, _WIDTH | {"levels": (1, 6), "unshuffle": (1, 8)}, network=Literal["compact"])


@dataclass(frozen=True)
class UnetSettings:
    """The U-Net generator of pix2pix, see ``unet``.

    Raises:
        SettingsError: a value outside its range.

    """

    network: Literal["unet"] = "unet"
    width: int = 64
    halvings: int = 8  # of the sides: 8 take a tile of 256 down to one pixel
    norm: Norm = "batch"
    dropout: bool = True
    in_channels: int = 3
    out_channels: int = 1

    def __post_init__(self) -> None:
        _check(self, _WIDTH | _CHANNELS | {"halvings": (2, 10)}, network=Literal["unet"], norm=Norm)


@dataclass(frozen=True)
class ResnetSettings:
    """The ResNet generator of cycleGAN, see ``resnet``.

    Raises:
        SettingsError: a value outside its range.

    """

    network: Literal["resnet"] = "resnet"
    width: int = 64
    blocks: int = 9
    norm: Norm = "instance"
    in_channels: int = 3
    out_channels: int = 1

    def __post_init__(self) -> None:
        _check(self, _WIDTH | _CHANNELS | {"blocks": (1, 32)}, network=Literal["resnet"], norm=Norm)


GeneratorSettings = CompactSettings | UnetSettings | ResnetSettings


@dataclass(frozen=True)
class PatchGanSettings:
    """The discriminator of pix2pix, see ``patchgan``; three layers judge fields of 70 x 70 pixels.

    Raises:
        SettingsError: a value outside its range.

    """

    discriminator: Literal["patchgan"] = "patchgan"
    width: int = 64
    layers: int = 3
    norm: DiscriminatorNorm = "batch"
    in_channels: int = 4  # colour and UV; 1 judges UV photos alone

    def __post_init__(self) -> None:
        limits = _WIDTH | {"layers": (1, 6), "in_channels": (1, 64)}
        _check(self, limits, discriminator=Literal["patchgan"], norm=DiscriminatorNorm)


@dataclass(frozen=True)
class AlexnetSettings:
    """A classifier of whole patches after AlexNet, see ``alexnet``.

    Raises:
        SettingsError: a value outside its range.

    """

    discriminator: Literal["alexnet"] = "alexnet"
    width: int = 64
    in_channels: int = 4  # colour and UV

    def __post_init__(self) -> None:
        _check(self, _WIDTH | {"in_channels": (1, 64)}, discriminator=Literal["alexnet"])


DiscriminatorSettings = PatchGanSettings | AlexnetSettings
