"""A white balance: what it rests on, and a photo under it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.skin.white_balance.method import Method

Image = NDArray[np.float32]
Gains = tuple[float, float, float]
Matrix = tuple[Gains, Gains, Gains]

_STRIP = 256  # rows that are balanced at once, so that memory stays small


@dataclass(frozen=True)
class Balance:
    """How the colours of a photo are balanced.

    Attributes:
        method: what it rests on; NONE leaves the photo as it is, AUTO never stands here.
        gains: factors on red, green and blue in linear light that keep the luminance of the skin, or of a card's greys.
        matrix: (3, 3) in linear light to use in place of the gains, which it contains; None where gains are all.
        measured_on: number of pixels, or of a card's patches.
        residual: what does not fit, Delta E ab: of a card's patches after balancing; of the pixels of the eyes around
            their median; of the skin from the nearest likely skin. Not a number where nothing was measured.
        reason: one sentence: what was done and how good it is.

    Raises:
        ValueError: gains that are not above 0.

    """

    method: Method
    gains: Gains = (1.0, 1.0, 1.0)
    matrix: Matrix | None = None
    measured_on: int = 0
    residual: float = math.nan
    reason: str = ""

    def __post_init__(self) -> None:
        if self.method is Method.AUTO:
            raise ValueError("auto is a wish; a balance rests on something, or on none")
        if not all(0 < gain < math.inf for gain in self.gains):
            raise ValueError(f"gains are above 0, not {self.gains}")

    @property
    def is_identity(self) -> bool:
        """Whether a photo stays as it is."""
        return self.matrix is None and self.gains == (1.0, 1.0, 1.0)

    @property
    def in_linear_light(self) -> NDArray[np.float32]:
        """(3, 3), which leads from linear R, G, B as taken to balanced ones."""
        return np.asarray(np.diag(self.gains) if self.matrix is None else self.matrix, np.float32)

    def __str__(self) -> str:
        if self.method is Method.NONE:
            return "none"
        red, green, blue = self.gains
        matrix = "" if self.matrix is None else " and a matrix"
        return f"by the {self.method}: red x {red:.3g}, green x {green:.3g}, blue x {blue:.3g}{matrix}"


UNBALANCED = Balance(Method.NONE, reason="The colours are those of the photo as taken.")


def apply(balance: Balance, colour: Image) -> Image:
    """Return a photo under a white balance.

    Args:
        balance: to apply, in linear light.
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.

    Returns:
        (H, W, 3) float32 in [0, 1], sRGB-encoded; the same array where the balance changes nothing.

    Raises:
        ValueError: no colour photo.

    """
    if colour.ndim != 3 or colour.shape[2] != 3:
        raise ValueError(f"a colour photo has the shape (H, W, 3), not {colour.shape}")
    return colour if balance.is_identity else apply_matrix(balance.in_linear_light, colour)


def apply_matrix(matrix: NDArray[np.float32], colour: Image) -> Image:
    """Return a photo (H, W, 3), sRGB-encoded in [0, 1], whose linear R, G, B a matrix (3, 3) has changed."""
    balanced = np.empty_like(colour)
    for start in range(0, colour.shape[0], _STRIP):
        linear = decode_srgb(colour[start : start + _STRIP]) @ matrix.T
        balanced[start : start + _STRIP] = encode_srgb(np.clip(linear, 0, 1))
    return np.clip(balanced, 0, 1, out=balanced)
