"""A fitted model in one file: its numbers, the settings that rebuild it, and where it comes from.

The file is in the safetensors format, which holds tensors and text and can run no code.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from uvphoto.config import from_mapping, to_mapping
from uvphoto.errors import SettingsError, WeightsError
from uvphoto.longitudinal.forecast.settings import ModelSettings
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.picture.atomic import replace_whole

INFO_KEY = "uvphoto-forecast"  # of the metadata
FORMAT_VERSION = 1
_REMEDY = "Give the path of parameters of a forecast (.safetensors) that uvphoto has written"


@dataclass(frozen=True)
class ParametersInfo:
    """What stands beside the numbers.

    Attributes:
        settings: that rebuild the model.
        provenance: JSON values by name: cohort, seed, code version, date.
        figures: measured on people who were held out, by name.
        format_version: of this record.

    """

    settings: ModelSettings
    provenance: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    format_version: int = FORMAT_VERSION


def save_parameters(
    path: Path, model: SkinModel, provenance: Mapping[str, Any], figures: Mapping[str, float] | None = None
) -> None:
    """Write a fitted model and where it comes from into one file, whole or not at all.

    Raises:
        WeightsError: the file cannot be written there.

    """
    info = {
        "settings": to_mapping(model.settings),
        "provenance": dict(provenance),
        "figures": dict(figures or {}),
        "format_version": FORMAT_VERSION,
    }
    tensors = {name: tensor.detach().contiguous() for name, tensor in model.state_dict().items()}
    try:
        replace_whole(path, save(tensors, {INFO_KEY: json.dumps(info, sort_keys=True)}))
    except OSError as error:
        raise WeightsError(path, f"cannot be written ({error.strerror})", "Write to another place") from error


def load_parameters(path: Path) -> tuple[SkinModel, ParametersInfo]:
    """Return the model of a file, ready to forecast, and its record.

    Raises:
        WeightsError: the file is missing, damaged, of another program or version, or holds other numbers than its
            settings ask for.

    """
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - the file is no mapping
    except OSError as error:
        raise WeightsError(path, f"cannot be read ({error.strerror or error})", _REMEDY) from error
    except SafetensorError as error:
        raise WeightsError(path, f"holds no parameters ({error})", _REMEDY) from error
    info = _info(path, metadata.get(INFO_KEY))
    model = SkinModel(info.settings)
    try:
        model.load_state_dict(tensors)
    except RuntimeError as error:
        raise WeightsError(path, "does not hold the model of its settings", _REMEDY) from error
    return model.eval().requires_grad_(False), info


def _info(path: Path, text: str | None) -> ParametersInfo:
    if text is None:
        raise WeightsError(path, "holds no forecast", _REMEDY)
    try:
        held = json.loads(text)
        version = held["format_version"]
        if version != FORMAT_VERSION:
            raise WeightsError(path, f"is of format {version}, not {FORMAT_VERSION}", "Update uvphoto, or fit again")
        settings = from_mapping(ModelSettings, held["settings"])
        return ParametersInfo(settings, held["provenance"], held["figures"])
    except (ValueError, KeyError, TypeError, SettingsError) as error:
        raise WeightsError(path, f"has a record that makes no sense ({error})", _REMEDY) from error
