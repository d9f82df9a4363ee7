"""Small networks as users may plug them in, made by hand in ONNX."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

IMAGENET_MEAN, IMAGENET_SPREAD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


def write_parser(
    path: Path, *, classes: int = 19, side: int | str = 64, labels: bool = False, channels_last: bool = False
) -> Path:
    """Write a parser that calls pixels skin where they are red, nose where green and background where dark.

    The score of skin is 10 (red - 0.5), that of the nose 10 (green - 0.5), that of the background 0, all others -5.
    """
    weights = np.zeros((classes, 3, 1, 1), np.float32)
    offset = np.full(classes, -5, np.float32)
    offset[0] = 0
    for label, channel in ((1, 0), (10, 1)):
        weights[label, channel] = 10 * IMAGENET_SPREAD[channel]
        offset[label] = 10 * (IMAGENET_MEAN[channel] - 0.5)
    nodes = []
    value = "picture"
    if channels_last:
        nodes.append(helper.make_node("Transpose", [value], ["first"], perm=[0, 3, 1, 2]))
        value = "first"
    nodes.append(helper.make_node("Conv", [value, "weights", "offset"], ["scores"]))
    if labels:
        nodes.append(helper.make_node("ArgMax", ["scores"], ["labels"], axis=1, keepdims=0))
    shape = [1, side, side, 3] if channels_last else [1, 3, side, side]
    output = ("labels", TensorProto.INT64) if labels else ("scores", TensorProto.FLOAT)
    return write_onnx(
        path, nodes, {"weights": weights, "offset": offset}, [("picture", TensorProto.FLOAT, shape)], [(*output, None)]
    )


def write_onnx(path: Path, nodes: list, tensors: dict, inputs: list, outputs: list) -> Path:
    """Write an ONNX file."""
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(*one) for one in inputs],
        [helper.make_tensor_value_info(*one) for one in outputs],
        [numpy_helper.from_array(array, name) for name, array in tensors.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, path)
    return path
