"""The file of an image forecast: whole, and refused where it is none."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from uvphoto.errors import WeightsError
from uvphoto.longitudinal.image_forecast.network import ImageNetwork, NetworkSettings
from uvphoto.longitudinal.image_forecast.parameters import (
    INFO_KEY,
    ImageModel,
    bundled_image_model,
    load_image_model,
    save_image_model,
)
from uvphoto.longitudinal.image_forecast.pixel_noise import Noise, PixelModel, Spread

PIXELS = PixelModel(
    *(Noise(0.001 * number, 0.1 * number, 0.2 * number) for number in range(1, 4)),
    *(Spread(0.001 * number, 0.1 * number) for number in range(4, 7)),
    level=0.3,
)


@pytest.fixture
def model() -> ImageModel:
    torch.manual_seed(1)
    network = ImageNetwork(NetworkSettings(width=5, dilations=(1, 3)))
    torch.nn.init.normal_(network.last.weight)
    return ImageModel(network, PIXELS, {"name": "tried"}, {"loss": 1.5})


def test_what_was_written_is_read(model: ImageModel, tmp_path: Path) -> None:
    save_image_model(tmp_path / "one.safetensors", model)
    found = load_image_model(tmp_path / "one.safetensors")
    assert found.pixels == PIXELS
    assert (found.provenance, found.figures) == (model.provenance, model.figures)
    assert found.network.settings == model.network.settings
    for name, tensor in model.network.state_dict().items():
        assert torch.equal(found.network.state_dict()[name], tensor)
    assert not any(one.requires_grad for one in found.network.parameters())


def test_what_comes_along_says_where_it_comes_from() -> None:
    bundled = bundled_image_model()
    assert "simulated faces only" in bundled.provenance["data"]
    assert bundled.provenance["command"].startswith("python benchmarks/image_forecast_fit.py")


def rewritten(path: Path, target: Path, info: str | None) -> None:
    save_file(load_file(path), target, None if info is None else {INFO_KEY: info})


def test_files_that_are_none_are_refused(model: ImageModel, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.safetensors", tmp_path / "bad.safetensors"
    save_image_model(good, model)
    with pytest.raises(WeightsError, match="cannot be read"):
        load_image_model(tmp_path / "none.safetensors")
    bad.write_bytes(b"no parameters at all")
    with pytest.raises(WeightsError, match="holds no parameters"):
        load_image_model(bad)
    rewritten(good, bad, None)
    with pytest.raises(WeightsError, match="holds no image forecast"):
        load_image_model(bad)
    rewritten(good, bad, '{"format_version": 99}')
    with pytest.raises(WeightsError, match="of format 99, not 1"):
        load_image_model(bad)
    rewritten(good, bad, '{"format_version": 1}')
    with pytest.raises(WeightsError, match="makes no sense"):
        load_image_model(bad)


def test_a_network_of_other_settings_is_refused(model: ImageModel, tmp_path: Path) -> None:
    path = tmp_path / "one.safetensors"
    save_image_model(path, model)
    tensors = load_file(path)
    other = ImageModel(ImageNetwork(NetworkSettings(width=6)), PIXELS)
    save_image_model(path, other)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImageNetwork, "state_dict", lambda _self: tensors)
        save_image_model(path, other)
    with pytest.raises(WeightsError, match="does not hold the network of its settings"):
        load_image_model(path)


def test_a_place_that_takes_no_file_is_told(model: ImageModel, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be written"):
        save_image_model(tmp_path / "no folder" / "one.safetensors", model)
