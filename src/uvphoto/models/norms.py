"""The normalisations that the networks of pix2pix and cycleGAN may have."""

from torch import nn

from uvphoto.models.settings import DiscriminatorNorm


def norm_layers(norm: DiscriminatorNorm, channels: int) -> list[nn.Module]:
    """Return the normalisation as a list of one layer, or of none.

    Batch norm learns a scale and a shift, instance norm does not.
    """
    if norm == "batch":
        return [nn.BatchNorm2d(channels)]
    return [nn.InstanceNorm2d(channels)] if norm == "instance" else []


def wants_bias(norm: DiscriminatorNorm) -> bool:
    """Whether a convolution before the normalisation has a bias: batch norm brings its own shift."""
    return norm != "batch"
