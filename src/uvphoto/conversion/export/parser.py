"""From a state dict of face-parsing.PyTorch to a face parser in ONNX, which runs without torch and without any code."""

import pickle
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from torch import Tensor

from uvphoto.conversion.export.bisenet_graph import add_bisenet
from uvphoto.conversion.export.graph import OPSET, Graph
from uvphoto.errors import WeightsError
from uvphoto.models.bisenet import CLASSES, BiSeNet
from uvphoto.models.tensors import find_difference
from uvphoto.picture.atomic import replace_whole
from uvphoto.skin.learned.onnx_runner import OnnxRunner

SIDE = 512  # pixels of the picture that the network learned from
ALLOWED = 1e-4  # of the range of the scores

_IR_VERSION = 8  # of the file format, as it came with this operator set
_REMEDY = "Give a state dict of BiSeNet with 19 classes, as face-parsing.PyTorch saves it"


def export_parser(state_dict: Path, out: Path) -> float:
    """Turn a state dict into a network in ONNX, and compare the two.

    Args:
        state_dict: of face-parsing.PyTorch's BiSeNet with 19 classes, as ``torch.save`` writes it.
        out: the file to write.

    Returns:
        By how much the scores differ at most, as a share of their range.

    Raises:
        WeightsError: the file holds no such state dict, cannot be written, or the two differ.

    """
    network = load_bisenet(state_dict)
    data = build_parser(network).SerializeToString(deterministic=True)
    difference = _largest_difference(network, OnnxRunner(out, data))
    if not difference <= ALLOWED:
        problem = (
            f"would give scores that differ by up to {difference:.1e} of their range, where {ALLOWED:.0e} is allowed"
        )
        raise WeightsError(state_dict, problem, "Nothing was written; report this")
    try:
        replace_whole(out, data)
    except OSError as error:
        raise WeightsError(out, f"cannot be written ({error.strerror})", "Write to another place") from error
    return difference


def load_bisenet(path: Path) -> BiSeNet:
    """Return the network of a state dict, in eval mode.

    Only tensors are read: whatever else a pickle may hold is refused, and never run.

    Raises:
        WeightsError: the file is missing, damaged, no state dict, or that of another network.

    """
    try:
        tensors = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise WeightsError(path, "does not exist", "Check the path") from error
    except (pickle.UnpicklingError, RuntimeError, EOFError, OSError, ValueError, LookupError, AttributeError) as error:
        problem = "holds something else than tensors, which could be code, or is damaged"
        raise WeightsError(path, problem, _REMEDY) from error
    if not isinstance(tensors, dict) or not all(isinstance(value, Tensor) for value in tensors.values()):
        raise WeightsError(path, "is no state dict, which is tensors by their names", _REMEDY)
    with torch.device("meta"):  # without memory for first weights
        network = BiSeNet()
    if difference := find_difference(tensors, network.state_dict()):
        raise WeightsError(path, f"does not hold the network BiSeNet: it {difference}", _REMEDY)
    network.load_state_dict(tensors, assign=True)
    return network.eval()


def build_parser(network: BiSeNet) -> onnx.ModelProto:
    """Return the network in eval mode as an ONNX model from ``picture`` (1, 3, 512, 512) to ``scores`` (1, 19, ...)."""
    graph = Graph()
    add_bisenet(graph, network, "picture")
    graph.nodes[-1].output[0] = "scores"
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, SIDE, SIDE])
        for name, channels in (("picture", 3), ("scores", CLASSES))
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "bisenet", ends[:1], ends[1:], graph.initialisers),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=_IR_VERSION,
        producer_name="uvphoto",
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def _largest_difference(network: BiSeNet, runner: OnnxRunner) -> float:
    picture = _trial_picture()
    with torch.inference_mode():
        expected = network(torch.from_numpy(picture)).numpy()
    return float(np.abs(runner.run(picture)[0] - expected).max() / np.ptp(expected))


def _trial_picture() -> NDArray[np.float32]:
    """Return noise, coarse and fine, (1, 3, 512, 512), about as spread as normalised pictures; the same each time."""
    rng = np.random.default_rng(0)
    coarse = rng.standard_normal((1, 3, SIDE // 32, SIDE // 32)).repeat(32, 2).repeat(32, 3)
    return (coarse + 0.3 * rng.standard_normal((1, 3, SIDE, SIDE))).astype(np.float32)
