"""First weights of the networks of pix2pix and cycleGAN."""

from torch import nn


def initialise_normal(network: nn.Module, std: float = 0.02) -> None:
    """Draw weights as pix2pix and cycleGAN do: normal around 0, those of batch norm around 1; biases 0.

    It draws from torch's own random numbers.

    Reference:
        Isola et al.: Image-to-image translation with conditional adversarial networks, CVPR 2017, appendix 6.2.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            nn.init.normal_(module.weight, 0.0, std)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, std)
        else:
            continue
        if module.bias is not None:
            nn.init.zeros_(module.bias)
