"""A generator as an ONNX graph, layer by layer.

torch's own exporters rename, merge and drop tensors, and drag the sizes of pictures through the graph. Our generators
are made of a dozen kinds of layers, so the graph is written down directly: each tensor keeps its name in the
state dict, the same weights give the same bytes, and a tile may have any size. ``parity`` holds the graph to torch.

Reference:
    ONNX operators, https://onnx.ai/onnx/operators (operator set 17).

"""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from uvphoto.conversion.export.layers import Attribute, layer
from uvphoto.models.compact import MAPS, CompactGenerator
from uvphoto.models.resnet import Residual, ResnetGenerator
from uvphoto.models.unet import Halving, Outermost, UnetGenerator
from uvphoto.models.weights_info import INFO_KEY, WeightsInfo

OPSET = 17
_IR_VERSION = 8  # of the file format, as it came with this operator set


def build_graph(generator: nn.Module, info: WeightsInfo) -> onnx.ModelProto:
    """Return the generator in eval mode as an ONNX model that carries its record.

    Args:
        generator: as ``build_generator`` gives it.
        info: written into the metadata.

    Returns:
        A model with the input ``colour`` (1, 3, H, W) and the output ``uv`` (1, 1, H, W), float32 in [-1, 1].

    Raises:
        TypeError: a layer of a kind that our generators do not have.

    """
    graph = Graph()
    graph.add(generator, "", "colour")
    graph.nodes[-1].output[0] = "uv"
    model = helper.make_model(
        helper.make_graph(graph.nodes, info.name, [_picture("colour", 3)], [_picture("uv", 1)], graph.initialisers),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=_IR_VERSION,
        producer_name="uvphoto",
    )
    helper.set_model_props(model, {INFO_KEY: info.to_json()})
    onnx.checker.check_model(model, full_check=True)
    return model


class Graph:
    """Nodes and tensors, as they come together while a network is walked through.

    Values are named after the module that they come out of.
    """

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []

    def add(self, module: nn.Module, name: str, value: str) -> str:
        """Add a module and all that is in it.

        Args:
            module: of a generator.
            name: of the module, as in the state dict.
            value: what goes in.

        Returns:
            The name of what comes out.

        """
        if isinstance(module, CompactGenerator):
            return self._add_compact(module, value)
        if isinstance(module, UnetGenerator | Outermost | ResnetGenerator):
            return self.add(module.model, _join(name, "model"), value)
        if isinstance(module, Halving):
            inner = self.add(module.model, _join(name, "model"), value)
            return self.node("Concat", name, [value, inner], axis=1)
        if isinstance(module, Residual):
            inner = self.add(module.conv_block, _join(name, "conv_block"), value)
            return self.node("Add", name, [value, inner])
        if isinstance(module, nn.Sequential):
            for child, part in module.named_children():
                value = self.add(part, _join(name, child), value)
            return value
        return value if isinstance(module, nn.Dropout) else self._add_layer(module, name, value)

    def node(self, op: str, name: str, inputs: list[str], **attributes: Attribute) -> str:
        """Add an operator with one output, which takes its name."""
        self.nodes.append(helper.make_node(op, inputs, [name], name, **attributes))  # type: ignore[arg-type]
        return name

    def tensor(self, name: str, array: NDArray[np.generic]) -> str:
        """Add a tensor of the state dict."""
        self.initialisers.append(numpy_helper.from_array(array, name))
        return name

    def constant(self, name: str, array: NDArray[np.generic]) -> str:
        """Add what is no weight, as a node, so that the initialisers are the state dict's tensors alone."""
        self.nodes.append(helper.make_node("Constant", [], [name], name, value=numpy_helper.from_array(array, name)))
        return name

    def _add_layer(self, module: nn.Module, name: str, value: str) -> str:
        made = layer(module)
        weights = [self.tensor(_join(name, key), array) for key, array in made.weights.items()]
        constants = [self.constant(_join(name, key), array) for key, array in made.constants.items()]
        return self.node(made.op, name, [value, *weights, *constants], **made.attributes)

    def _add_compact(self, network: CompactGenerator, colour: str) -> str:
        """Add what ``CompactGenerator.forward`` does."""
        value, skips = self._add_unshuffle(colour, network.unshuffle), []
        for level, convolutions in enumerate(network.encoder):
            if level:
                value = self.node("MaxPool", f"pooled.{level}", [value], kernel_shape=[2, 2], strides=[2, 2])
            value = self.add(convolutions, f"encoder.{level}", value)
            skips.append(value)
        for level in reversed(range(len(network.decoder))):
            value = self.add(network.narrow[level], f"narrow.{level}", value)
            value = self._add_doubling(f"doubled.{level}", value)
            value = self.node("Concat", f"joined.{level}", [skips[level], value], axis=1)
            value = self.add(network.decoder[level], f"decoder.{level}", value)
        maps = self.add(network.head, "head", value)
        if network.unshuffle > 1:
            maps = self.node("DepthToSpace", "maps", [maps], blocksize=network.unshuffle, mode="CRD")
        return self._add_affine(maps, colour)

    def _add_unshuffle(self, value: str, unshuffle: int) -> str:
        """Add a pixel unshuffling; ONNX counts its channels by place first, torch by colour first.

        Not by a Gather: OpenVINO 2026.4 mistakes one before a convolution for a swap of RGB and BGR.
        """
        if unshuffle == 1:
            return value
        places = unshuffle**2
        value = self.node("SpaceToDepth", "cells", [value], blocksize=unshuffle)  # (1, u^2 * 3, h, w)
        apart = self.constant("apart.shape", np.array([places, 3, 0, 0]))  # 0: as it is
        value = self.node("Transpose", "swapped", [self.node("Reshape", "apart", [value, apart])], perm=[1, 0, 2, 3])
        together = self.constant("unshuffled.shape", np.array([1, 3 * places, 0, 0]))
        return self.node("Reshape", "unshuffled", [value, together])

    def _add_doubling(self, name: str, value: str) -> str:
        scales = self.constant(f"{name}.scales", np.array([1, 1, 2, 2], np.float32))
        places = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}  # p is a copy of p // 2
        return self.node("Resize", name, [value, "", scales], mode="nearest", **places)

    def _add_affine(self, maps: str, colour: str) -> str:
        sizes = self.constant("factors.sizes", np.array([MAPS - 1, 1]))
        self.nodes.append(helper.make_node("Split", [maps, sizes], ["factors", "offset"], "factors", axis=1))
        products = self.node("Mul", "products", ["factors", colour])
        axes = self.constant("sum.axes", np.array([1]))
        plain = self.node("Add", "plain", [self.node("ReduceSum", "sum", [products, axes], keepdims=1), "offset"])
        ends = [self.constant(f"uv.{name}", np.array(value, np.float32)) for name, value in (("low", -1), ("high", 1))]
        return self.node("Clip", "clamped", [plain, *ends])


def _join(name: str, part: str) -> str:
    return f"{name}.{part}" if name else part


def _picture(name: str, channels: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, "H", "W"])
