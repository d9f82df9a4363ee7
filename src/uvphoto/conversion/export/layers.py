"""The layers of our generators as ONNX operators."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

Attribute = int | float | str | list[int]
_Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Layer:
    """A layer as one operator; its inputs are the value, the weights and the constants, in this order.

    Attributes:
        op: the operator.
        attributes: of the operator.
        weights: tensors by their name in the layer.
        constants: further inputs that are no weights.

    """

    op: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    weights: _Arrays = field(default_factory=dict)
    constants: _Arrays = field(default_factory=dict)


def layer(module: nn.Module) -> Layer:
    """Return what a layer does in eval mode.

    Raises:
        TypeError: a layer of another kind, or with an option that our generators do not use.

    """
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        return _convolution(module)
    if isinstance(module, nn.BatchNorm2d | nn.InstanceNorm2d):
        return _norm(module)
    if isinstance(module, nn.ReflectionPad2d):
        left, right, top, bottom = module.padding
        pads = np.array([0, 0, top, left, 0, 0, bottom, right])
        return Layer("Pad", {"mode": "reflect"}, constants={"pads": pads})
    if isinstance(module, nn.LeakyReLU):
        return Layer("LeakyRelu", {"alpha": module.negative_slope})
    if isinstance(module, nn.ReLU | nn.Tanh):
        return Layer("Relu" if isinstance(module, nn.ReLU) else "Tanh")
    raise TypeError(f"{module} has no counterpart in ONNX here")


def _norm(module: nn.BatchNorm2d | nn.InstanceNorm2d) -> Layer:
    options = (module.affine, module.track_running_stats)
    attributes = {"epsilon": module.eps}
    if isinstance(module, nn.BatchNorm2d) and options == (True, True):
        names = ("weight", "bias", "running_mean", "running_var")
        return Layer("BatchNormalization", attributes, _weights(module, *names))
    if isinstance(module, nn.InstanceNorm2d) and options == (False, False):
        count = module.num_features
        scale_and_shift = {"scale": np.ones(count, np.float32), "shift": np.zeros(count, np.float32)}
        return Layer("InstanceNormalization", attributes, constants=scale_and_shift)
    raise TypeError(f"{module} has options that are not exported")


def _convolution(module: nn.Conv2d | nn.ConvTranspose2d) -> Layer:
    if module.groups != 1 or set(module.dilation) != {1} or module.padding_mode != "zeros":
        raise TypeError(f"{module} has options that are not exported")
    row, column = (int(side) for side in module.padding)
    attributes: dict[str, Attribute] = {
        "kernel_shape": list(module.kernel_size),
        "strides": list(module.stride),
        "pads": [row, column, row, column],
    }
    if isinstance(module, nn.ConvTranspose2d):
        attributes["output_padding"] = list(module.output_padding)
    weights = _weights(module, "weight", *(() if module.bias is None else ("bias",)))
    return Layer("Conv" if isinstance(module, nn.Conv2d) else "ConvTranspose", attributes, weights)


def _weights(module: nn.Module, *names: str) -> dict[str, NDArray[np.generic]]:
    tensors: dict[str, Tensor] = {name: getattr(module, name) for name in names}
    return {name: tensor.detach().cpu().numpy() for name, tensor in tensors.items()}
