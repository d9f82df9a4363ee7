"""Settings in, networks out."""

import torch
from torch import nn

from uvphoto.models.alexnet import AlexnetClassifier
from uvphoto.models.compact import CompactGenerator
from uvphoto.models.initialise import initialise_normal
from uvphoto.models.patchgan import PatchGan
from uvphoto.models.reach import multiple_of, reach_of
from uvphoto.models.resnet import ResnetGenerator
from uvphoto.models.settings import (
    CompactSettings,
    DiscriminatorSettings,
    GeneratorSettings,
    PatchGanSettings,
    UnetSettings,
)
from uvphoto.models.unet import UnetGenerator
from uvphoto.models.weights_info import ExactTiling, WindowedTiling

_PAPERS_TILE = 256  # pixels; cycleGAN was trained on such patches


def build_generator(settings: GeneratorSettings, *, seed: int = 0) -> nn.Module:
    """Return a generator with first weights, in training mode; the same seed gives the same ones.

    torch's own random numbers stay as they are.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        if isinstance(settings, CompactSettings):
            return CompactGenerator(settings)
        network = UnetGenerator(settings) if isinstance(settings, UnetSettings) else ResnetGenerator(settings)
        initialise_normal(network)
        return network


def build_discriminator(settings: DiscriminatorSettings, *, seed: int = 0) -> nn.Module:
    """Return a discriminator with first weights, in training mode; the same seed gives the same ones.

    torch's own random numbers stay as they are.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        if not isinstance(settings, PatchGanSettings):
            return AlexnetClassifier(settings)
        network = PatchGan(settings)
        initialise_normal(network)
        return network


def tiling_of(settings: GeneratorSettings) -> ExactTiling | WindowedTiling:
    """Return how a photo larger than a tile is converted with such a generator."""
    if isinstance(settings, UnetSettings):
        return WindowedTiling(2**settings.halvings)
    if not isinstance(settings, CompactSettings) and settings.norm == "instance":
        return WindowedTiling(_PAPERS_TILE)
    return ExactTiling(reach_of(settings), multiple_of(settings))
