"""What the colour card in a photo says of the device: white balance, matrix, and the exposure where that is safe."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.archives.colour.matrices import Matrix, as_matrix
from uvphoto.simulate.camera.colorimetry import LUMINANCE, decode_srgb
from uvphoto.skin.white_balance.card_colours import GREYS, reference_colours
from uvphoto.skin.white_balance.from_card import find_card, is_within_range

LARGEST_UNEVENNESS = 0.10  # between the greys, so that no grey would say more than about a tenth of a stop otherwise
LARGEST_BRIGHTENING = 2.0  # a stop: beyond, the card was not in the light of the face, or noise would be amplified

_FEWEST_GREYS = 2
_LIKE_SKIN = GREYS[1:4]  # the greys of the lightness that skin has: a tone curve errs less there than at its ends


@dataclass(frozen=True)
class CardReading:
    """What one card says.

    Attributes:
        matrix: (3, 3) in linear light that gives the patches their own colours, and the greys the luminance that they
            have in the photo.
        brightness: factor on top of it that gives the greys their own luminance, a perfect white being 1.
        unevenness: standard deviation of the logarithm of that factor between greys; larger where the light falls off
            over the card or the camera's tone curve is not that of sRGB.
        residual: what the patches are off after the matrix, Delta E ab.
        patches: how many of the 24 could be used.

    """

    matrix: Matrix
    brightness: float
    unevenness: float
    residual: float
    patches: int

    @property
    def safe_brightness(self) -> float | None:
        """The factor on the exposure, where the greys agree on one that can be relied on."""
        is_sure = self.unevenness <= LARGEST_UNEVENNESS
        is_usual = 1 / LARGEST_BRIGHTENING <= self.brightness <= LARGEST_BRIGHTENING
        return self.brightness if is_sure and is_usual else None


def read_card(colour: NDArray[np.float32]) -> CardReading | None:
    """Read the ColorChecker Classic (24 patches) in a photo.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded. A face need not be in it.

    Returns:
        What the card says; None where there is none, or one too bright or too small to be read.

    """
    card = find_card(colour)
    if card is None:
        return None
    patches, balance = card
    greys = [number for number in _LIKE_SKIN if is_within_range(patches)[number]]
    if len(greys) < _FEWEST_GREYS:
        return None
    seen = decode_srgb(patches[greys]) @ LUMINANCE  # the matrix keeps it
    factors = np.log(reference_colours()[greys] @ LUMINANCE / seen)
    return CardReading(
        as_matrix(balance.in_linear_light.astype(np.float64)),
        float(np.exp(factors.mean())),
        float(factors.std(ddof=1)),
        balance.residual,
        balance.measured_on,
    )
