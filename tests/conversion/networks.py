"""Small networks with random weights, as files, and photos to convert; the fixture ``networks`` is this module."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import nn

from uvphoto.conversion.export.graph import build_graph
from uvphoto.models.build import build_generator, tiling_of
from uvphoto.models.settings import CompactSettings, GeneratorSettings, UnetSettings
from uvphoto.models.weights_info import INFO_KEY, WeightsInfo

Pixels = NDArray[np.float32]

COMPACT = CompactSettings(width=4, levels=2)
UNET = UnetSettings(width=4, halvings=4)


def lively(settings: GeneratorSettings, seed: int = 0) -> nn.Module:
    """Return a network whose output varies over most of the range, so that a wrong halo cannot hide."""
    network = build_generator(settings, seed=seed).eval()
    with torch.no_grad():
        if isinstance(settings, CompactSettings):
            network.head.weight.mul_(10)
        else:
            for parameter in network.parameters():
                if parameter.ndim == 4:
                    parameter.mul_(9)
    return network


def record(settings: GeneratorSettings, name: str = "small") -> WeightsInfo:
    """Return what weights of such a network say of themselves."""
    return WeightsInfo(
        name, settings, tiling_of(settings), 0.25, "CC0-1.0", provenance={"data": "none"}, figures={"r": 0.5}
    )


def write_onnx(path: Path, settings: GeneratorSettings, info: WeightsInfo | None = None, seed: int = 0) -> Path:
    """Write converter weights of a lively network."""
    info = info or record(settings)
    path.write_bytes(build_graph(lively(settings, seed), info).SerializeToString())
    return path


def write_checkpoint(path: Path, settings: GeneratorSettings) -> Path:
    """Write a checkpoint of the same network."""
    tensors = {name: tensor.contiguous() for name, tensor in lively(settings).state_dict().items()}
    save_file(tensors, path, metadata={INFO_KEY: record(settings).to_json()})
    return path


def noise(height: int, width: int, seed: int = 0) -> Pixels:
    """Return a colour photo of noise, smooth and fine."""
    rng = np.random.default_rng(seed)
    fine = rng.random((height, width, 3), dtype=np.float32)
    coarse = rng.random((height // 16 + 1, width // 16 + 1, 3), dtype=np.float32).repeat(16, 0).repeat(16, 1)
    return (fine + 2 * coarse[:height, :width]) / 3


def whole(colour: Pixels, network: nn.Module) -> Pixels:
    """Convert a photo in one pass by torch, mirrored at its borders: what exact tiles must give."""
    margin = 64  # more than the reach, and a multiple of all that is asked for
    height, width = colour.shape[:2]
    around = [(margin, margin + -side % 8) for side in (height, width)]
    padded = np.pad(colour, (*around, (0, 0)), mode="symmetric")
    with torch.inference_mode():
        uv = network(torch.from_numpy(padded.transpose(2, 0, 1)[None] * 2 - 1))[0, 0].numpy()
    return np.clip(uv[margin : margin + height, margin : margin + width] / 2 + 0.5, 0, 1)
