"""Plugged-in networks from files: what one is, is told from its inputs and outputs."""

from pathlib import Path

from uvphoto.errors import WeightsError
from uvphoto.skin.landmarks import POINTS
from uvphoto.skin.learned.file import FileContent, read_file
from uvphoto.skin.learned.landmarker import Landmarker
from uvphoto.skin.learned.network import Network, as_network, grey_picture
from uvphoto.skin.learned.onnx_runner import OnnxRunner
from uvphoto.skin.learned.openvino_runner import OpenvinoRunner
from uvphoto.skin.learned.parser import LearnedParser, Normalisation


def load_parser(path: Path, sha256: str | None = None) -> LearnedParser:
    """Load a network for face parsing.

    Args:
        path: ONNX (input normalised as for ImageNet, as face-parsing.PyTorch does) or TensorFlow Lite (input in
            [-1, 1]); the 19 classes are numbered as in ``labels``.
        sha256: what the file's check sum must be.

    Raises:
        WeightsError: the file is missing, damaged, has another check sum, or is no such network.
        MissingExtraError: TensorFlow Lite without OpenVINO.

    """
    return _as_parser(_open(read_file(path, sha256)))


def load_landmarker(path: Path, sha256: str | None = None) -> Landmarker:
    """Load a network for the 468 points of a face mesh.

    Args:
        path: ONNX or TensorFlow Lite.
        sha256: what the file's check sum must be.

    Raises:
        WeightsError: the file is missing, damaged, has another check sum, or is no such network.
        MissingExtraError: TensorFlow Lite without OpenVINO.

    """
    return Landmarker(_open(read_file(path, sha256)))


def load_plugin(path: Path, sha256: str | None = None) -> LearnedParser | Landmarker:
    """Load whichever of the two a file holds; arguments and errors are those of ``load_parser``."""
    network = _open(read_file(path, sha256))
    is_mesh = any(output.size == 3 * POINTS for output in network.run(grey_picture(network.side)))
    return Landmarker(network) if is_mesh else _as_parser(network)


def _as_parser(network: Network) -> LearnedParser:
    is_tflite = isinstance(network.runner, OpenvinoRunner)
    return LearnedParser(network, Normalisation.SIGNED if is_tflite else Normalisation.IMAGENET)


def _open(content: FileContent) -> Network:
    path, data, sha256 = content
    if content.is_pickle:
        remedy = "Turn it into a network that runs no code: uvphoto weights add FILE"
        raise WeightsError(path, "is a pickle or archive, which could run code when opened", remedy)
    runner = OpenvinoRunner(path) if content.is_tflite else OnnxRunner(path, data)
    return as_network(path, sha256, runner)
