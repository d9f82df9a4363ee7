"""A generator in one file: its weights, and all that is needed to build and to use it again.

The file is in the safetensors format, which holds tensors and text and can run no code.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from uvphoto.errors import WeightsError
from uvphoto.models.build import build_generator
from uvphoto.models.settings import GeneratorSettings
from uvphoto.models.tensors import find_difference
from uvphoto.models.weights_info import INFO_KEY, WeightsInfo
from uvphoto.picture.atomic import replace_whole

_GIVE_CHECKPOINT = "Give the path of a checkpoint (.safetensors) that uvphoto has written"
_DAMAGED = "It is damaged or of another program: copy or train it again"


def save_checkpoint(path: Path, generator: nn.Module, info: WeightsInfo) -> None:
    """Write a generator and its record into one file, whole or not at all.

    Raises:
        WeightsError: the file cannot be written there.
        ValueError: the generator is not the one that ``info.generator`` builds.

    """
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in generator.state_dict().items()}
    if problem := find_mismatch(tensors, info.generator):
        raise ValueError(f"the generator is not what its settings say: it {problem}")
    data = save(tensors, {INFO_KEY: info.to_json()})
    try:
        replace_whole(path, data)
    except OSError as error:
        raise WeightsError(path, f"cannot be written ({error.strerror})", "Write to another place") from error


def load_checkpoint(path: Path) -> tuple[nn.Module, WeightsInfo]:
    """Return the generator of a checkpoint, in eval mode on the CPU, and its record.

    Raises:
        WeightsError: the file is missing, damaged, no checkpoint, or holds other tensors than its settings ask for.

    """
    with _opened(path) as file:
        info = _info_of(path, file)
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - the file is no mapping
    if problem := find_mismatch(tensors, info.generator):
        raise WeightsError(path, f"does not hold the network of its settings: it {problem}", _DAMAGED)
    network = _skeleton(info.generator)
    network.load_state_dict(tensors, assign=True)
    return network.eval(), info


def read_info(path: Path) -> WeightsInfo:
    """Return the record of a checkpoint without reading its tensors.

    Raises:
        WeightsError: the file is missing, damaged or no checkpoint.

    """
    with _opened(path) as file:
        return _info_of(path, file)


def find_mismatch(tensors: Mapping[str, Tensor], settings: GeneratorSettings) -> str | None:
    """Say in what way tensors are not those of the generator that settings build; None where they are.

    The answer goes on from "it".
    """
    return find_difference(tensors, _skeleton(settings).state_dict())


def _skeleton(settings: GeneratorSettings) -> nn.Module:
    """Return the generator without memory for its weights: absurd settings in a damaged file cost nothing."""
    with torch.device("meta"):
        return build_generator(settings)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    if path.is_dir():
        raise WeightsError(path, "is a folder", _GIVE_CHECKPOINT)
    try:
        with safe_open(path, framework="pt") as file:
            yield file
    except FileNotFoundError as error:
        raise WeightsError(path, "does not exist", _GIVE_CHECKPOINT) from error
    except OSError as error:
        raise WeightsError(path, f"cannot be read ({error.strerror})", _GIVE_CHECKPOINT) from error
    except SafetensorError as error:
        raise WeightsError(path, f"is no whole safetensors file ({error})", _GIVE_CHECKPOINT) from error


def _info_of(path: Path, file: Any) -> WeightsInfo:  # noqa: ANN401 - safetensors has no types
    text = (file.metadata() or {}).get(INFO_KEY)
    if text is None:
        raise WeightsError(path, "is a safetensors file of another program", _GIVE_CHECKPOINT)
    try:
        return WeightsInfo.from_json(text)
    except ValueError as error:
        raise WeightsError(path, f"tells nonsense about its weights: {error}", _DAMAGED) from error
