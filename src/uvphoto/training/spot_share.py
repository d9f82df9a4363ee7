"""The share of spots as a loss: what is measured in the end is asked for, not each pixel alone.

A network that doubts makes spots fainter than they are, so that fewer of them count and the share comes out too low;
how far depends on the phone. Losses of single pixels do not hold the share: its own error is asked for here.
"""

import torch
from torch import Tensor
from torch.nn import functional

from uvphoto.training.losses import interpolated_means

_GAMMA = 2.2  # near enough to sRGB's curve, and smooth everywhere
_DARKEST = 0.02  # sRGB-encoded
_SMOOTHING = 5  # pixels of a side: a standard deviation of 0.33 mm at the working scale, as the detector's
_CONTRAST = 0.02  # log10 of light that a spot lacks at least: the detector's 4.5 %
_STRICTNESS = 2.0  # standard deviations of bare skin that it lacks beyond that, as the detector asks
_DOUBT = 0.7  # of the threshold from which on a pixel does not tell of bare skin, as the detector has it
_EVENEST = 1e-3  # log10 of light; keeps the root's slope finite
_SOFTNESS = 0.01  # log10 of light
_PASSES = 2  # in which spots are left out of the level of the bare skin
_RIM = 8  # pixels, 1.9 mm, within which skin shares its smoothing and its level with what is beside it
_BLOCK = 64  # pixels of a side: 15 mm


def spot_share_loss(made: Tensor, true: Tensor, skin: Tensor) -> Tensor:
    """Return the mean squared difference of the share of spots on skin in squares of 64 pixels, a scalar.

    The best answer to doubt is then the expected share, neither too low nor too high. A pixel counts by
    sigmoid((darker - threshold) / 0.01), a smooth form of what ``spots.detect_spots`` asks: darker is log10 of light of
    the bare skin around over its own. The threshold rises with the unevenness of the bare skin, so noise that a
    network lets pass costs spots too.

    Args:
        made: (N, 1, H, W), -1 to 1, perhaps beyond.
        true: the same; no gradient flows to it.
        skin: the same, 1 where skin is, else 0; near its rim nothing counts.

    """
    inner = -functional.max_pool2d(-skin, 2 * _RIM + 1, stride=1, padding=_RIM)
    return functional.mse_loss(_share(_log_light(made.float()), inner), _share(_log_light(true), inner))


def _share(log_light: Tensor, skin: Tensor) -> Tensor:
    """Return the share of spots in each square, (N, 1, H / 64, W / 64), or of the whole of a smaller patch."""
    level = _level(log_light, skin)
    threshold = _CONTRAST + _STRICTNESS * _texture(level - log_light, skin)
    for _ in range(_PASSES):
        bare = skin * (level.detach() - log_light.detach() < _DOUBT * threshold.detach())
        level = _level(log_light, bare)
    side = min(_BLOCK, *log_light.shape[-2:])
    return functional.avg_pool2d(skin * torch.sigmoid((level - log_light - threshold) / _SOFTNESS), side)


def _log_light(uv: Tensor) -> Tensor:
    """Return log10 of light of UV patches in [-1, 1], smoothed as the detector smooths."""
    log_light = _GAMMA * torch.log10(((uv + 1) / 2).clamp(min=_DARKEST))
    return functional.avg_pool2d(log_light, _SMOOTHING, stride=1, padding=_SMOOTHING // 2, count_include_pad=False)


def _level(log_light: Tensor, weights: Tensor) -> Tensor:
    return interpolated_means(log_light * weights) / interpolated_means(weights).clamp(min=1e-3)


def _texture(darker: Tensor, skin: Tensor) -> Tensor:
    """Return the unevenness of bare skin, (N, 1, 1, 1): spots only darken, so the brighter half tells it."""
    brighter = skin * (darker < 0)
    squares = (brighter * darker**2).sum(dim=(1, 2, 3), keepdim=True)
    return torch.sqrt(squares / brighter.sum(dim=(1, 2, 3), keepdim=True).clamp(min=1) + _EVENEST**2)
