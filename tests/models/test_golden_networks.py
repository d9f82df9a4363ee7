"""The networks of pix2pix and cycleGAN against the original programs: tensors in their order, and outputs.

The reference holds what the originals give for parameters p_k = 0.05 sin(0.37 k + 0.11), counted through all
parameters in their order, and an input x_i = sin(0.013 i), in eval mode.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from uvphoto.models.patchgan import PatchGan
from uvphoto.models.resnet import ResnetGenerator
from uvphoto.models.settings import PatchGanSettings, ResnetSettings, UnetSettings
from uvphoto.models.unet import UnetGenerator

CASES: dict[str, tuple[Any, Any, int]] = {
    "unet_256/batch(dropout off at eval)": (UnetGenerator, UnetSettings(out_channels=3), 3),
    "unet_256/instance": (UnetGenerator, UnetSettings(norm="instance", out_channels=3), 3),
    "resnet_9blocks/instance": (ResnetGenerator, ResnetSettings(out_channels=3), 3),
    "patchgan70/batch cin=6": (PatchGan, PatchGanSettings(in_channels=6), 6),
    "patchgan70/instance cin=3": (PatchGan, PatchGanSettings(norm="instance", in_channels=3), 3),
}


def set_parameters(network: torch.nn.Module) -> None:
    """Set p_k = 0.05 sin(0.37 k + 0.11)."""
    done = 0
    with torch.no_grad():
        for parameter in network.parameters():
            index = torch.arange(done, done + parameter.numel(), dtype=torch.float64)
            parameter.copy_((0.05 * torch.sin(0.37 * index + 0.11)).reshape(parameter.shape))
            done += parameter.numel()


@pytest.mark.parametrize("name", CASES)
def test_a_network_is_the_original_one(reference_data: Path, name: str) -> None:
    golden = {one["name"]: one for one in json.loads((reference_data / "reference/golden_networks.json").read_text())}
    expected = golden[name]
    kind, settings, channels = CASES[name]
    network = kind(settings).eval()
    shapes = [[key, list(tensor.shape)] for key, tensor in network.state_dict().items()]
    assert shapes == expected["state_dict_shapes"]
    assert sum(parameter.numel() for parameter in network.parameters()) == expected["params"]
    set_parameters(network)
    index = torch.arange(channels * 256 * 256, dtype=torch.float64)
    # In double precision, so that no processor's kernels matter. The numbers themselves are of single precision, whose
    # errors nine blocks of instance norm magnify.
    near = 2e-3 if name == "resnet_9blocks/instance" else 2e-5
    with torch.inference_mode():
        output = network.double()(torch.sin(0.013 * index).float().double().reshape(1, channels, 256, 256))
    assert list(output.shape) == expected["out_shape"]
    assert output.flatten()[:5].tolist() == pytest.approx(expected["first5"], abs=near)
    figures = {"out_mean": output.mean(), "out_std": output.std(), "out_abs_mean": output.abs().mean()}
    for figure, value in figures.items():
        assert float(value) == pytest.approx(expected[figure], abs=near / 2), figure
