"""A network that learns, with what moves its weights."""

from dataclasses import dataclass

from torch import nn
from torch.optim import Optimizer


@dataclass(frozen=True)
class Learner:
    """A network as Fabric wraps it, its optimiser, and the bare module for passes whose gradients it must not share."""

    wrapped: nn.Module
    bare: nn.Module
    optimiser: Optimizer
