"""A fitted model in one file: its numbers, the settings that rebuild it, and where it comes from.

The file is in the safetensors format, which holds tensors and text and can run no code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from torch import Tensor

from uvphoto.config import from_mapping, to_mapping
from uvphoto.errors import SettingsError, WeightsError
from uvphoto.longitudinal.forecast.settings import ModelSettings
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.longitudinal.forecast.tensor_file import read_tensors, write_tensors

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
        f"{number}.{name}": tensor
        for number, one in enumerate((model, *refits))
        for name, tensor in one.state_dict().items()
    }
    write_tensors(path, tensors, INFO_KEY, info)


def load_parameters(path: Path) -> Fitted:
    """Return what a file holds.

    Raises:
        WeightsError: the file is missing, damaged, of another program or version, or holds other numbers than its
            settings ask for.

    """
    tensors, record = read_tensors(path, INFO_KEY, version=FORMAT_VERSION, what="forecast", remedy=_REMEDY)
    info = _info(path, record)
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


def _info(path: Path, record: Any) -> ParametersInfo:  # noqa: ANN401 - whatever the file holds
    try:
        settings = from_mapping(ModelSettings, record["settings"])
        return ParametersInfo(settings, record["provenance"], record["figures"])
    except (ValueError, KeyError, TypeError, SettingsError) as error:
        raise WeightsError(path, f"has a record that makes no sense ({error})", _REMEDY) from error
