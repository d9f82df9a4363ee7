"""Facial skin without learned weights: a mean face, and what the photo itself shows of skin's colour and edges."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.frame import FaceFrame, upright_copy
from uvphoto.skin.full_size import to_full_size
from uvphoto.skin.parsing import SkinParsing
from uvphoto.skin.separation import find_skin

Image = NDArray[np.float32]

VERSION = "plain-1"

_MM_PER_PIXEL = 0.8  # of the copy that is parsed
_SMOOTHING = 0.6  # pixels of the copy, one of which is many of the photo: no steps along edges


@dataclass(frozen=True)
class PlainParser:
    """Finds facial skin with no learned weights."""

    version: str = VERSION

    def parse(self, colour: Image, finding: FaceFinding) -> SkinParsing:
        """Find the skin of the face that was found.

        In a copy at 0.8 mm per pixel: the colour of skin is learned from cheeks and nose, its likelihood against the
        rest from histograms, in turns with the outline of the face and with smoothing along edges. Eyes, brows, mouth
        and nostrils are cut out. The soft map of the copy, brought to the photo's size, is cut at one half.

        Args:
            colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.
            finding: what was found of faces in it, with pupils.

        Raises:
            ValueError: no pupils are given.

        """
        if finding.pupils is None:
            raise ValueError("skin is parsed where a face was found")
        face = upright_copy(colour, FaceFrame.of(finding.pupils), _MM_PER_PIXEL)
        soft = find_skin(face, sees_eyes=finding.pupils.is_measured).soft
        soft = np.asarray(cv2.GaussianBlur(soft, (0, 0), _SMOOTHING), np.float32)
        return SkinParsing(to_full_size(soft, face.to_photo, colour.shape[:2]), self.version)
