"""A file of weights: what it is, what it says of itself, and its check sum. Nothing in it is ever executed."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from uvphoto.conversion.onnx_metadata import read_metadata
from uvphoto.errors import WeightsError
from uvphoto.models.weights_info import INFO_KEY, WeightsInfo
from uvphoto.skin.learned.file import AGAIN, read_file

CALIBRATION_ENDING = ".calibration.json"
"""Of the file beside converter weights that says how far their measures may be off."""

_OURS = "Give a file that uvphoto made: converter weights (.onnx) or a checkpoint (.safetensors)"


@dataclass(frozen=True)
class Weights:
    """A file of weights in memory.

    Attributes:
        path: where it came from.
        info: what it says of itself.
        sha256: of the whole file, in hexadecimal digits.
        is_checkpoint: a checkpoint of the training (.safetensors), else converter weights (.onnx).
        data: the file.

    """

    path: Path
    info: WeightsInfo
    sha256: str
    is_checkpoint: bool
    data: bytes = field(repr=False)

    def companion(self, ending: str) -> Path:
        """Return the path of what belongs to the weights and stands beside them.

        Args:
            ending: in place of the file's own: ".calibration.json".

        """
        return beside(self.path, ending)


def read_weights(path: Path, sha256: str | None = None) -> Weights:
    """Read a file of weights.

    Args:
        path: converter weights (.onnx) or a checkpoint (.safetensors).
        sha256: what its check sum must be.

    Raises:
        WeightsError: the file cannot be read, is damaged, is something else, or has another check sum.

    """
    content = read_file(path, sha256)
    data = content.data
    if content.is_pickle:
        raise WeightsError(path, "is a pickle or archive, which could run code when opened", _OURS)
    is_checkpoint = data[8:9] == b"{"  # behind the length of the safetensors header; in an ONNX file it is no JSON
    return Weights(path, _info(path, data, is_checkpoint=is_checkpoint), content.sha256, is_checkpoint, data)


def beside(path: Path, ending: str) -> Path:
    """Return the path beside a file that has its name, but for another ending."""
    return path.with_name(path.stem + ending)


def _info(path: Path, data: bytes, *, is_checkpoint: bool) -> WeightsInfo:
    try:
        texts = _safetensors_metadata(data) if is_checkpoint else read_metadata(data)
    except ValueError as error:
        kind = "a checkpoint" if is_checkpoint else "converter weights"
        raise WeightsError(path, f"cannot be read as {kind} ({error})", f"{AGAIN}, or: {_OURS.lower()}") from error
    if INFO_KEY not in texts:
        raise WeightsError(path, "says nothing of how to use it, so it was not made by uvphoto", _OURS)
    try:
        return WeightsInfo.from_json(texts[INFO_KEY])
    except ValueError as error:
        raise WeightsError(path, f"says of itself what makes no sense: {error}", _OURS) from error


def _safetensors_metadata(data: bytes) -> dict[str, str]:
    """Return the texts in the header of a safetensors file: 8 bytes of its length, then JSON."""
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 + length:
        raise ValueError("it ends too early")
    try:
        header = json.loads(data[8 : 8 + length])
        texts = dict(header.pop("__metadata__", {}))
        end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("its header is no table of tensors") from error
    if len(data) != 8 + length + end:
        raise ValueError("it ends too early")
    return texts
