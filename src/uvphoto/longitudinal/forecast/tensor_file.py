"""Tensors and a record in one file of the safetensors format, which can run no code."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from uvphoto.errors import WeightsError
from uvphoto.picture.atomic import replace_whole


def write_tensors(path: Path, tensors: Mapping[str, Tensor], key: str, record: Mapping[str, Any]) -> None:
    """Write tensors and a record, whole or not at all.

    Args:
        path: of the file.
        tensors: by name.
        key: under which the record stands: what kind of file it is.
        record: JSON values.

    Raises:
        WeightsError: the file cannot be written there.

    """
    plain = {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
    try:
        replace_whole(path, save(plain, {key: json.dumps(record, sort_keys=True)}))
    except OSError as error:
        raise WeightsError(path, f"cannot be written ({error.strerror})", "Write to another place") from error


def read_tensors(path: Path, key: str, *, version: int, what: str, remedy: str) -> tuple[dict[str, Tensor], Any]:
    """Return the tensors of a file by name, and its record.

    Args:
        path: of the file.
        key: under which the record stands.
        version: ``format_version`` of the record that can be read.
        what: such files hold, in words.
        remedy: what to do where it is none.

    Raises:
        WeightsError: the file is missing, damaged, of another kind or version.

    """
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - the file is no mapping
    except OSError as error:
        raise WeightsError(path, f"cannot be read ({error.strerror or error})", remedy) from error
    except SafetensorError as error:
        raise WeightsError(path, f"holds no parameters ({error})", remedy) from error
    if key not in metadata:
        raise WeightsError(path, f"holds no {what}", remedy)
    try:
        record = json.loads(metadata[key])
        found = record["format_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError(path, f"has a record that makes no sense ({error})", remedy) from error
    if found != version:
        raise WeightsError(path, f"is of format {found}, not {version}", "Update uvphoto, or fit again")
    return tensors, record
