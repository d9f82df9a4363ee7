"""BiSeNet as ONNX operators, module by module as ``models.bisenet`` runs them."""

import numpy as np
from torch import nn

from uvphoto.conversion.export.graph import Graph
from uvphoto.models.bisenet import (
    AttentionRefinement,
    BasicBlock,
    BiSeNet,
    ContextPath,
    ConvBnRelu,
    FeatureFusion,
    Head,
    Resnet18,
)


def add_bisenet(graph: Graph, network: BiSeNet, picture: str) -> str:
    """Add the whole network.

    Args:
        graph: to add it to.
        network: in eval mode.
        picture: what goes in, with sides that are multiples of 32.

    Returns:
        The name of what comes out.

    """
    eighth, near = _context(graph, network.cp, picture)
    logits = _head(graph, network.conv_out, "conv_out", _fusion(graph, network.ffm, eighth, near))
    return _larger(graph, "resized", logits, 8, mode="linear", coordinate_transformation_mode="align_corners")


def _context(graph: Graph, path: ContextPath, picture: str) -> tuple[str, str]:
    eighth, sixteenth, thirtysecond = _resnet(graph, path.resnet, "cp.resnet", picture)
    overall = _conv_bn_relu(graph, path.conv_avg, "cp.conv_avg", _mean(graph, "cp.avg", thirtysecond))
    far = graph.node("Add", "cp.sum32", [_refinement(graph, path.arm32, "cp.arm32", thirtysecond), overall])
    far = _conv_bn_relu(graph, path.conv_head32, "cp.conv_head32", _doubled(graph, "cp.up32", far))
    near = graph.node("Add", "cp.sum16", [_refinement(graph, path.arm16, "cp.arm16", sixteenth), far])
    near = _conv_bn_relu(graph, path.conv_head16, "cp.conv_head16", _doubled(graph, "cp.up16", near))
    return eighth, near


def _resnet(graph: Graph, resnet: Resnet18, name: str, picture: str) -> tuple[str, str, str]:
    value = graph.add(resnet.bn1, f"{name}.bn1", graph.add(resnet.conv1, f"{name}.conv1", picture))
    value = graph.node("Relu", f"{name}.relu", [value])
    value = graph.node(
        "MaxPool", f"{name}.maxpool", [value], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]
    )  # fmt: skip
    outputs = []
    for layer in ("layer1", "layer2", "layer3", "layer4"):
        for number, block in enumerate(getattr(resnet, layer)):
            value = _block(graph, block, f"{name}.{layer}.{number}", value)
        outputs.append(value)
    return outputs[1], outputs[2], outputs[3]


def _block(graph: Graph, block: BasicBlock, name: str, value: str) -> str:
    shortcut = value if block.downsample is None else graph.add(block.downsample, f"{name}.downsample", value)
    value = graph.add(block.bn1, f"{name}.bn1", graph.add(block.conv1, f"{name}.conv1", value))
    value = graph.node("Relu", f"{name}.relu1", [value])
    value = graph.add(block.bn2, f"{name}.bn2", graph.add(block.conv2, f"{name}.conv2", value))
    return graph.node("Relu", f"{name}.relu2", [graph.node("Add", f"{name}.sum", [shortcut, value])])


def _refinement(graph: Graph, module: AttentionRefinement, name: str, value: str) -> str:
    features = _conv_bn_relu(graph, module.conv, f"{name}.conv", value)
    weights = graph.add(module.conv_atten, f"{name}.conv_atten", _mean(graph, f"{name}.mean", features))
    weights = graph.node("Sigmoid", f"{name}.sigmoid", [graph.add(module.bn_atten, f"{name}.bn_atten", weights)])
    return graph.node("Mul", f"{name}.product", [features, weights])


def _fusion(graph: Graph, module: FeatureFusion, one: str, other: str) -> str:
    joined = graph.node("Concat", "ffm.joined", [one, other], axis=1)
    features = _conv_bn_relu(graph, module.convblk, "ffm.convblk", joined)
    weights = graph.add(module.conv1, "ffm.conv1", _mean(graph, "ffm.mean", features))
    weights = graph.add(module.conv2, "ffm.conv2", graph.node("Relu", "ffm.relu", [weights]))
    weighted = graph.node("Mul", "ffm.product", [features, graph.node("Sigmoid", "ffm.sigmoid", [weights])])
    return graph.node("Add", "ffm.sum", [features, weighted])


def _head(graph: Graph, head: Head, name: str, value: str) -> str:
    return graph.add(head.conv_out, f"{name}.conv_out", _conv_bn_relu(graph, head.conv, f"{name}.conv", value))


def _conv_bn_relu(graph: Graph, module: ConvBnRelu, name: str, value: str) -> str:
    modules: list[tuple[str, nn.Module]] = [("conv", module.conv), ("bn", module.bn)]
    for part, layer in modules:
        value = graph.add(layer, f"{name}.{part}", value)
    return graph.node("Relu", f"{name}.relu", [value])


def _mean(graph: Graph, name: str, value: str) -> str:
    return graph.node("GlobalAveragePool", name, [value])


def _doubled(graph: Graph, name: str, value: str) -> str:
    """Make each pixel four."""
    return _larger(graph, name, value, 2, mode="nearest", coordinate_transformation_mode="asymmetric")


def _larger(graph: Graph, name: str, value: str, factor: int, **options: str) -> str:
    scales = graph.constant(f"{name}.scales", np.array([1, 1, factor, factor], np.float32))
    return graph.node("Resize", name, [value, "", scales], nearest_mode="floor", **options)
