"""What the colours of one photo are, in so few numbers that a whole archive can be kept in memory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.archives.colour.card import CardReading, read_card
from uvphoto.archives.colour.matrices import Colour, as_colour
from uvphoto.simulate.camera.colorimetry import decode_srgb

SHARE_OF_BRIGHTEST = 0.01  # of the pixels, for which the brightest colours stand

_SAMPLES = 128  # of the brightest colours
_LOOKED_AT = 500_000  # pixels at most, in a grid
_WHITE = 0.995  # sRGB-encoded: clipped by the camera already
_FEWEST_SKIN = 500  # pixels
_BLACK = 0.002  # linear


@dataclass(frozen=True)
class PhotoColours:
    """The colours of one photo, all in linear light.

    Attributes:
        card: what the card in it says; None where there is none.
        skin: median of the skin; None where too little of it is seen.
        brightest: colours evenly spaced among the brightest hundredth of its pixels, those left out that the camera has
            clipped.

    """

    card: CardReading | None
    skin: Colour | None
    brightest: tuple[Colour, ...]


def read_colours(
    colour: NDArray[np.float32], skin: NDArray[np.bool_] | None = None, *, seek_card: bool = True
) -> PhotoColours:
    """Read the colours of a photo.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, as the device left it. Give the whole photo: a card lies
            where a crop to the face has cut it off.
        skin: (H, W), the skin of the face; None for a photo of the card alone.
        seek_card: look for a card, which takes a tenth of a second to a few seconds.

    Raises:
        ValueError: shapes that do not fit.

    """
    if colour.ndim != 3 or colour.shape[2] != 3 or (skin is not None and skin.shape != colour.shape[:2]):
        shape = None if skin is None else skin.shape
        raise ValueError(f"wanted a photo (H, W, 3) and its skin (H, W), not {colour.shape} and {shape}")
    card = read_card(colour) if seek_card else None
    return PhotoColours(card, None if skin is None else _skin_colour(colour, skin), _brightest(colour))


def _skin_colour(colour: NDArray[np.float32], skin: NDArray[np.bool_]) -> Colour | None:
    if np.count_nonzero(skin) < _FEWEST_SKIN:
        return None
    median = decode_srgb(np.median(colour[skin], axis=0).astype(np.float64))
    return as_colour(median) if median.min() > _BLACK else None


def _brightest(colour: NDArray[np.float32]) -> tuple[Colour, ...]:
    step = int(np.ceil(np.sqrt(colour.shape[0] * colour.shape[1] / _LOOKED_AT)))
    pixels = colour[::step, ::step].reshape(-1, 3)
    count = max(1, round(SHARE_OF_BRIGHTEST * len(pixels)))
    top = pixels.max(axis=1)
    top[top >= _WHITE] = -1
    order = np.argsort(top, kind="stable")[-count:]
    kept = order[top[order] >= 0]
    chosen = kept[np.linspace(0, len(kept) - 1, min(_SAMPLES, len(kept))).round().astype(int)]
    return tuple(as_colour(one) for one in decode_srgb(pixels[chosen].astype(np.float64)))
