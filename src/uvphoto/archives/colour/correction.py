"""A correction of a photo's colours: a matrix in linear light, what it rests on, and the way back."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.archives.colour.matrices import UNCHANGED, Matrix, scaled
from uvphoto.errors import SettingsError
from uvphoto.simulate.camera.colorimetry import decode_srgb
from uvphoto.skin.white_balance.balance import apply_matrix

Image = NDArray[np.float32]

LARGEST_CONDITION = 50.0  # of a matrix: beyond, the way back would make rounding errors visible

_HALF_LEVELS = -0.5 / 65535 / 12.92, 1 + 0.5 / 65535 * 2.275  # linear: where a 16-bit sRGB value rounds to 0 and 65535
_STRIP = 256  # rows at once


class CorrectionMethod(StrEnum):
    """What a correction rests on, the best first."""

    OWN_CARD = "own card"  # in the photo itself
    CARD_OF_THE_DAY = "card of the day"  # in other photos of the device on that day
    CARD_OF_ANOTHER_DAY = "card of another day"  # the device's nearest
    MEAN_SKIN = "mean skin"  # of the device's people against those of a reference device
    NONE = "none"


@dataclass(frozen=True)
class Correction:
    """How the colours of a photo are corrected, and how the correction is taken back.

    Attributes:
        matrix: (3, 3) in linear light, from the photo's red, green and blue to the corrected ones.
        method: what it rests on.
        residual: what may still be off, Delta E ab: of a card's patches, or the standard error of the mean skin; None
            where nothing is corrected.
        reason: what was done and why, in sentences.

    Raises:
        SettingsError: numbers that are not finite, or a matrix that cannot be taken back.

    """

    matrix: Matrix = UNCHANGED
    method: CorrectionMethod = CorrectionMethod.NONE
    residual: float | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if not np.isfinite(self.matrix).all() or not np.linalg.cond(np.asarray(self.matrix)) <= LARGEST_CONDITION:
            raise SettingsError(f"matrix {self.matrix} cannot be taken back")
        if self.residual is not None and not 0 <= self.residual < math.inf:
            raise SettingsError(f"residual {self.residual} is no distance")
        if self.method is CorrectionMethod.NONE and self.matrix != UNCHANGED:
            raise SettingsError("a correction that rests on nothing changes nothing")

    @property
    def is_identity(self) -> bool:
        """Whether a photo stays as it is."""
        return self.matrix == UNCHANGED

    def apply(self, pixels: Image) -> Image:
        """Return a photo with corrected colours.

        Args:
            pixels: (H, W, 3) float32 in [0, 1], sRGB-encoded.

        Returns:
            The same; values outside [0, 1] are clipped, see ``clipped``. Write it with 16 bits: then ``undo`` gives
            back an 8-bit photo exactly, and a 16-bit one but for the rounding.

        Raises:
            ValueError: no colour photo.

        """
        return _changed(self.matrix, pixels)

    def undo(self, pixels: Image) -> Image:
        """Return the photo before the correction: ``apply`` backwards, wherever it has clipped nothing."""
        return _changed(np.linalg.inv(np.asarray(self.matrix)), pixels)

    def clipped(self, pixels: Image) -> float:
        """Return the share of the pixels of an uncorrected photo that the correction clips in any channel.

        Those cannot be taken back. They are highlights, which the planned exposure keeps few, and colours that sRGB
        does not hold.
        """
        _check(pixels)
        matrix, lost = np.asarray(self.matrix, np.float32), 0
        for start in range(0, pixels.shape[0], _STRIP):
            linear = decode_srgb(pixels[start : start + _STRIP]) @ matrix.T
            lost += int(((linear < _HALF_LEVELS[0]) | (linear > _HALF_LEVELS[1])).any(axis=2).sum())
        return lost / (pixels.shape[0] * pixels.shape[1])

    def dimmed(self, factor: float, reason: str = "") -> "Correction":
        """Return a correction that darkens by a factor as well, with a further sentence as reason."""
        return replace(self, matrix=scaled(self.matrix, factor), reason=" ".join(filter(None, (self.reason, reason))))


def _changed(matrix: Matrix | NDArray[np.float64], pixels: Image) -> Image:
    _check(pixels)
    if np.array_equal(matrix, UNCHANGED):
        return pixels
    return apply_matrix(np.asarray(matrix, np.float32), pixels)


def _check(pixels: Image) -> None:
    if pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"a colour photo has the shape (H, W, 3), not {pixels.shape}")
