"""What a file of weights is of."""

from pathlib import Path

from uvphoto.conversion.onnx_metadata import read_metadata
from uvphoto.conversion.weights_entry import WeightsKind
from uvphoto.conversion.weights_file import Weights, read_weights
from uvphoto.models.weights_info import INFO_KEY
from uvphoto.skin.learned.file import FileContent, read_file
from uvphoto.skin.learned.landmarker import Landmarker
from uvphoto.skin.learned.load import load_plugin
from uvphoto.skin.learned.parser import LearnedParser


def open_weights(path: Path, sha256: str | None = None) -> Weights | LearnedParser | Landmarker:
    """Read a file of weights, of whatever kind it is; networks that are not of uvphoto are tried.

    Args:
        path: converter weights, a checkpoint, a face parser or face landmarks.
        sha256: what its check sum must be.

    Raises:
        WeightsError: the file cannot be read, is damaged, is something else, or has another check sum.
        MissingExtraError: what it takes to run it is not installed.

    """
    content = read_file(path, sha256)
    return load_plugin(path, sha256) if _is_foreign(content) else read_weights(path, sha256)


def kind_of(opened: Weights | LearnedParser | Landmarker) -> WeightsKind:
    """Return what weights are of."""
    if isinstance(opened, Weights):
        return WeightsKind.CONVERTER
    return WeightsKind.PARSER if isinstance(opened, LearnedParser) else WeightsKind.LANDMARKS


def _is_foreign(content: FileContent) -> bool:
    """Whether it is a whole network that says nothing of how to use it."""
    if content.is_tflite:
        return True
    try:
        return INFO_KEY not in read_metadata(content.data)
    except ValueError:
        return False
