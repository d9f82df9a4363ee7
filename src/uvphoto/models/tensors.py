"""Whether tensors are those of a network."""

from collections.abc import Mapping

import torch
from torch import Tensor


def find_difference(tensors: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> str | None:
    """Say in what way tensors are not those that are expected; None where they are.

    Args:
        tensors: by name.
        expected: by name; their shapes and types count, not their numbers.

    Returns:
        The first difference, as words that go on from "it".

    """
    if missing := [name for name in expected if name not in tensors]:
        return f"lacks the tensor {missing[0]!r}"
    if surplus := [name for name in tensors if name not in expected]:
        return f"has a tensor {surplus[0]!r} that does not belong there"
    for name, tensor in tensors.items():
        wanted = expected[name]
        if (tensor.shape, tensor.dtype) != (wanted.shape, wanted.dtype):
            is_, should = (f"{tuple(one.shape)} of {one.dtype}" for one in (tensor, wanted))
            return f"has {name!r} as {is_} where {should} belongs"
        if not torch.isfinite(tensor).all():
            return f"has numbers in {name!r} that are not finite"
    return None
