"""A fitted image forecast in one file: the network, what is assumed of pixels, and where both come from.

The file is in the safetensors format, which holds tensors and text and can run no code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from uvphoto.config import from_mapping, to_mapping
from uvphoto.errors import SettingsError, WeightsError
from uvphoto.longitudinal.forecast.tensor_file import read_tensors, write_tensors
from uvphoto.longitudinal.image_forecast.network import ImageNetwork, NetworkSettings
from uvphoto.longitudinal.image_forecast.pixel_noise import PixelModel

INFO_KEY = "uvphoto-image-forecast"  # of the metadata
FORMAT_VERSION = 1
BUNDLED = "simulated-faces.safetensors"
_REMEDY = "Give the path of parameters of an image forecast (.safetensors) that uvphoto has written"


@dataclass(frozen=True, eq=False)
class ImageModel:
    """What a picture is forecast with.

    Attributes:
        network: ready to forecast.
        pixels: what is assumed of each pixel.
        provenance: JSON values by name: data, command, code version.
        figures: measured on people who were held out, by name.

    """

    network: ImageNetwork
    pixels: PixelModel
    provenance: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)


def save_image_model(path: Path, model: ImageModel) -> None:
    """Write a model into one file, whole or not at all.

    Raises:
        WeightsError: the place takes no file.

    """
    info = {
        "network": to_mapping(model.network.settings),
        "pixels": to_mapping(model.pixels),
        "provenance": dict(model.provenance),
        "figures": dict(model.figures),
        "format_version": FORMAT_VERSION,
    }
    write_tensors(path, model.network.state_dict(), INFO_KEY, info)


def load_image_model(path: Path) -> ImageModel:
    """Return what a file holds.

    Raises:
        WeightsError: the file is missing, damaged, of another program or version, or holds other numbers than its
            settings ask for.

    """
    tensors, held = read_tensors(path, INFO_KEY, version=FORMAT_VERSION, what="image forecast", remedy=_REMEDY)
    try:
        network = ImageNetwork(from_mapping(NetworkSettings, held["network"]))
        pixels = from_mapping(PixelModel, held["pixels"])
        provenance, figures = dict(held["provenance"]), dict(held["figures"])
    except (ValueError, KeyError, TypeError, SettingsError) as error:
        raise WeightsError(path, f"has a record that makes no sense ({error})", _REMEDY) from error
    try:
        network.load_state_dict(tensors)
    except RuntimeError as error:
        raise WeightsError(path, "does not hold the network of its settings", _REMEDY) from error
    return ImageModel(network.eval().requires_grad_(requires_grad=False), pixels, provenance, figures)


def bundled_image_model() -> ImageModel:
    """Return what comes with the package: fitted on simulated faces alone."""
    return load_image_model(Path(str(resources.files("uvphoto.longitudinal.image_forecast"))) / "bundled" / BUNDLED)
