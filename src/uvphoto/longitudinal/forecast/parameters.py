"""A fitted model in one file: its numbers, the settings that rebuild it, and where it comes from.

The file is in the safetensors format, which holds tensors and text and can run no code.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from uvphoto.config import from_mapping, to_mapping
from uvphoto.errors import SettingsError, WeightsError
from uvphoto.longitudinal.forecast.settings import ModelSettings
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.picture.atomic import replace_whole

INFO_KEY = "uvphoto-forecast"  # of the metadata
FORMAT_VERSION = 1
BUNDLED = "simulated-photos.safetensors"
COHORT = "simulated-cohort.safetensors"
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


@dataclass(frozen=True, eq=False)
class Fitted:
    """What a file holds.

    Attributes:
        model: ready to forecast.
        refits: the same, fitted to the cohort drawn again, for `scenario_difference`.
        info: what stands beside the numbers.

    """

    model: SkinModel
    refits: tuple[SkinModel, ...]
    info: ParametersInfo


def save_parameters(
    path: Path,
    model: SkinModel,
    refits: Sequence[SkinModel],
    provenance: Mapping[str, Any],
    figures: Mapping[str, float] | None = None,
) -> None:
    """Write a fitted model and where it comes from into one file, whole or not at all.

    Args:
        path: of the file.
        model: fitted.
        refits: of the same settings; none is allowed.
        provenance: JSON values by name.
        figures: measured on people who were held out.

    Raises:
        WeightsError: the file cannot be written there.

    """
    info = {
        "settings": to_mapping(model.settings),
        "provenance": dict(provenance),
        "figures": dict(figures or {}),
        "format_version": FORMAT_VERSION,
    }
    tensors = {
        f"{number}.{name}": tensor.detach().contiguous()
        for number, one in enumerate((model, *refits))
        for name, tensor in one.state_dict().items()
    }
    try:
        replace_whole(path, save(tensors, {INFO_KEY: json.dumps(info, sort_keys=True)}))
    except OSError as error:
        raise WeightsError(path, f"cannot be written ({error.strerror})", "Write to another place") from error


def load_parameters(path: Path) -> Fitted:
    """Return what a file holds.

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
    try:
        numbers = sorted({int(name.split(".", 1)[0]) for name in tensors})
        models = [_model(info.settings, tensors, number) for number in numbers]
        return Fitted(models[0], tuple(models[1:]), info)
    except (RuntimeError, ValueError, IndexError) as error:
        raise WeightsError(path, "does not hold the model of its settings", _REMEDY) from error


def bundled_parameters() -> Fitted:
    """Return what comes with the package: fitted on simulated people alone, and adapted to photos of such.

    It knows photos of the kinds that `uvphoto analyse` measures (`outlook.SYNTHETIC`, `outlook.TAKEN`, by clinic and
    phone); a cohort of one's own (`adapt.adapt`, `fit.fit`) is better.
    """
    return _bundled(BUNDLED)


def cohort_parameters() -> Fitted:
    """Return what was fitted on a simulated cohort of readings, by devices that nobody owns: to start from."""
    return _bundled(COHORT)


def _bundled(name: str) -> Fitted:
    return load_parameters(Path(str(resources.files("uvphoto.longitudinal.forecast"))) / "bundled" / name)


def _model(settings: ModelSettings, tensors: Mapping[str, Tensor], number: int) -> SkinModel:
    model = SkinModel(settings)
    prefix = f"{number}."
    model.load_state_dict({name.removeprefix(prefix): one for name, one in tensors.items() if name.startswith(prefix)})
    return model.eval().requires_grad_(False)


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
