"""How far a generator sees: from which input pixels an output pixel can depend.

One axis at a time, as every layer treats both alike. Starting from one output pixel, ``[low, high]`` goes from layer to
layer, last to first, and always holds the places that the pixel depends on. A skip connection joins a shorter way to
a longer one and adds nothing.
"""

from uvphoto.models.settings import CompactSettings, ResnetSettings


def multiple_of(settings: CompactSettings | ResnetSettings) -> int:
    """Return what tile sides and places are multiples of, in pixels, so that every layer divides without a rest."""
    if isinstance(settings, CompactSettings):
        return settings.unshuffle * 2 ** (settings.levels - 1)
    return 4  # two convolutions with stride 2


def reach_of(settings: CompactSettings | ResnetSettings) -> int:
    """Return the distance in pixels beyond which an output pixel depends on no input pixel, along either axis.

    It is the least such distance, over all places that a pixel can have within ``multiple_of``. For a ResNet it holds
    with batch norm in eval mode only: instance norm looks at the whole tile.
    """
    farthest = 0
    for pixel in range(multiple_of(settings)):
        low, high = _span(settings, pixel)
        farthest = max(farthest, pixel - low, high - pixel)
    return farthest


def _span(settings: CompactSettings | ResnetSettings, pixel: int) -> tuple[int, int]:
    return _compact_span(settings, pixel) if isinstance(settings, CompactSettings) else _resnet_span(settings, pixel)


def _compact_span(settings: CompactSettings, pixel: int) -> tuple[int, int]:
    low = high = pixel // settings.unshuffle  # pixel shuffle: the cell that the pixel is taken from
    low, high = low - 1, high + 1  # 3 x 3 convolution of the head
    for _ in range(settings.levels - 1):  # decoder, from fine to coarse
        low, high = low - 2, high + 2  # two 3 x 3 convolutions
        low, high = low // 2, high // 2  # nearest upsampling: cell c is a copy of the coarser cell c // 2
    low, high = low - 2, high + 2  # two 3 x 3 convolutions of the coarsest level
    for _ in range(settings.levels - 1):  # encoder, from coarse to fine
        low, high = 2 * low, 2 * high + 1  # 2 x 2 max pooling: cell c is made of 2c and 2c + 1
        low, high = low - 2, high + 2  # two 3 x 3 convolutions
    return settings.unshuffle * low, settings.unshuffle * (high + 1) - 1  # all pixels of the cells


def _resnet_span(settings: ResnetSettings, pixel: int) -> tuple[int, int]:
    low, high = pixel - 3, pixel + 3  # 7 x 7 convolution
    for _ in range(2):  # 3 x 3 transposed convolution with stride 2: pixel p takes from ceil((p-1)/2) to (p+1)//2
        low, high = low // 2, (high + 1) // 2
    low, high = low - 2 * settings.blocks, high + 2 * settings.blocks  # two 3 x 3 convolutions in each block
    for _ in range(2):  # 3 x 3 convolution with stride 2: cell c takes from 2c - 1 to 2c + 1
        low, high = 2 * low - 1, 2 * high + 1
    return low - 3, high + 3  # 7 x 7 convolution
