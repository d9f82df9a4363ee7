"""BiSeNet for face parsing, with the names of tensors that face-parsing.PyTorch gave them.

Reference:
    Yu et al. 2018, "BiSeNet: Bilateral Segmentation Network for Real-time Semantic Segmentation", ECCV. In place of the
    paper's spatial path stands the context path's own output at an eighth of the size; the context path is a ResNet-18
    (He et al. 2016, CVPR).

"""

import torch
from torch import Tensor, nn
from torch.nn import functional

CLASSES = 19


class ConvBnRelu(nn.Module):
    """Convolution that keeps the size, batch norm, ReLU."""

    def __init__(self, channels_in: int, channels: int, size: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels_in, channels, size, padding=size // 2, bias=False)
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, channels_in, H, W) to (N, channels, H, W)."""
        return torch.relu(self.bn(self.conv(x)))


class BasicBlock(nn.Module):
    """Two convolutions beside a shortcut (He et al. 2016, figure 5, left)."""

    def __init__(self, channels_in: int, channels: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.downsample: nn.Module | None = None
        if stride != 1 or channels_in != channels:
            projection = nn.Conv2d(channels_in, channels, 1, stride, bias=False)
            self.downsample = nn.Sequential(projection, nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, channels_in, H, W) to (N, channels, H / stride, W / stride)."""
        shortcut = x if self.downsample is None else self.downsample(x)
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(shortcut + self.bn2(self.conv2(y)))


class Resnet18(nn.Module):
    """ResNet-18 without its classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1 = _layer(64, 64, 1)
        self.layer2 = _layer(64, 128, 2)
        self.layer3 = _layer(128, 256, 2)
        self.layer4 = _layer(256, 512, 2)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map (N, 3, H, W) to features of 128, 256 and 512 channels at 1/8, 1/16 and 1/32 of the size."""
        x = functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, padding=1)
        eighth = self.layer2(self.layer1(x))
        sixteenth = self.layer3(eighth)
        return eighth, sixteenth, self.layer4(sixteenth)


class AttentionRefinement(nn.Module):
    """Features weighted, channel by channel, by what their mean says (Yu et al. 2018, figure 2b)."""

    def __init__(self, channels_in: int, channels: int) -> None:
        super().__init__()
        self.conv = ConvBnRelu(channels_in, channels)
        self.conv_atten = nn.Conv2d(channels, channels, 1, bias=False)
        self.bn_atten = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, channels_in, H, W) to (N, channels, H, W)."""
        features = self.conv(x)
        return features * torch.sigmoid(self.bn_atten(self.conv_atten(_mean(features))))


class ContextPath(nn.Module):
    """What lies about a pixel, from far to near."""

    def __init__(self) -> None:
        super().__init__()
        self.resnet = Resnet18()
        self.arm16 = AttentionRefinement(256, 128)
        self.arm32 = AttentionRefinement(512, 128)
        self.conv_head32 = ConvBnRelu(128, 128)
        self.conv_head16 = ConvBnRelu(128, 128)
        self.conv_avg = ConvBnRelu(512, 128, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map (N, 3, H, W) to features of 128 channels: of the ResNet at 1/8 of the size, refined at 1/8 and 1/16."""
        eighth, sixteenth, thirtysecond = self.resnet(x)
        far = self.arm32(thirtysecond) + self.conv_avg(_mean(thirtysecond))
        far = self.conv_head32(functional.interpolate(far, sixteenth.shape[2:]))
        near = self.conv_head16(functional.interpolate(self.arm16(sixteenth) + far, eighth.shape[2:]))
        return eighth, near, far


class FeatureFusion(nn.Module):
    """Two sets of features joined, and weighted by what their mean says (Yu et al. 2018, figure 2c)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.convblk = ConvBnRelu(channels, channels, 1)
        self.conv1 = nn.Conv2d(channels, channels // 4, 1, bias=False)
        self.conv2 = nn.Conv2d(channels // 4, channels, 1, bias=False)

    def forward(self, one: Tensor, other: Tensor) -> Tensor:
        """Map two of (N, channels / 2, H, W) to (N, channels, H, W)."""
        features = self.convblk(torch.cat([one, other], 1))
        return features + features * torch.sigmoid(self.conv2(torch.relu(self.conv1(_mean(features)))))


class Head(nn.Module):
    """Features to the logits of the classes."""

    def __init__(self, channels_in: int, channels: int) -> None:
        super().__init__()
        self.conv = ConvBnRelu(channels_in, channels)
        self.conv_out = nn.Conv2d(channels, CLASSES, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, channels_in, H, W) to (N, 19, H, W)."""
        return self.conv_out(self.conv(x))


class BiSeNet(nn.Module):
    """The whole network.

    ``conv_out16`` and ``conv_out32`` taught it only; they are here because their tensors are in the state dict.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cp = ContextPath()
        self.ffm = FeatureFusion(256)
        self.conv_out = Head(256, 256)
        self.conv_out16 = Head(128, 64)
        self.conv_out32 = Head(128, 64)

    def forward(self, x: Tensor) -> Tensor:
        """Map a picture (N, 3, H, W), normalised as for ImageNet, to the logits of the classes (N, 19, H, W)."""
        eighth, near, _ = self.cp(x)
        logits = self.conv_out(self.ffm(eighth, near))
        return functional.interpolate(logits, x.shape[2:], mode="bilinear", align_corners=True)


def _layer(channels_in: int, channels: int, stride: int) -> nn.Sequential:
    return nn.Sequential(BasicBlock(channels_in, channels, stride), BasicBlock(channels, channels, 1))


def _mean(x: Tensor) -> Tensor:
    """Return the mean over the picture, (N, C, 1, 1)."""
    return x.mean((2, 3), keepdim=True)
