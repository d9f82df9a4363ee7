"""What finds the skin of a face: the contract between parsers and those who use them."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.face_finding import FaceFinding

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class SkinParsing:
    """The skin of the face in a photo.

    Attributes:
        skin: (H, W), true on bare facial skin, nose included; eyes, brows, lips, nostrils, hair, beard, glasses, ears,
            neck and background are out. At the photo's full size, with smooth edges.
        parser: name and version of what found it.

    """

    skin: Mask
    parser: str


class SkinParser(Protocol):
    """Finds skin: with or without learned weights."""

    def parse(self, colour: Picture, finding: FaceFinding) -> SkinParsing:
        """Find the skin of the face that was found.

        Args:
            colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.
            finding: what was found of faces in it, with ``pupils`` that are not None.

        """
        ...
