"""Skin found by a network for face parsing: BiSeNet (Yu et al. 2018, ECCV) or BiSeNetV2 (Yu et al. 2021, IJCV 129)."""

import math
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.full_size import to_full_size
from uvphoto.skin.learned.classes import class_shares
from uvphoto.skin.learned.labels import NOSE, SKIN
from uvphoto.skin.learned.network import Network, grey_picture
from uvphoto.skin.learned.nostrils import find_nostrils
from uvphoto.skin.parsing import SkinParsing
from uvphoto.skin.pupils import Pupils
from uvphoto.skin.squares import Square, copy_upright

Picture = NDArray[np.float32]

_LEAST_BETWEEN = 0.31  # of the face's width: less between the pupils says that the head is turned, not that it is small
_SMOOTHING = 1.0  # pixels of the square: standard deviation of the filter that rounds the steps of its pixels


class Normalisation(Enum):
    """What a network expects of levels in [0, 1]: (level - mean) / spread in red, green and blue."""

    IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # face-parsing.PyTorch
    SIGNED = (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)


@dataclass(frozen=True)
class Framing:
    """The square on a face that a network is shown, in distances between the pupils.

    Networks learned on CelebAMask-HQ, where a quarter of the picture's side is between the pupils.
    """

    side: float = 4.0
    below: float = 0.3  # the eyes lies its centre: room for forehead and chin alike


class LearnedParser:
    """A network for face parsing as a ``SkinParser``.

    Its ``name`` tells the file and its check sum.

    Args:
        network: with the 19 classes of CelebAMask-HQ.
        normalisation: of its input.
        framing: of the face.

    Raises:
        WeightsError: the network tells something else of a picture.

    """

    def __init__(self, network: Network, normalisation: Normalisation, framing: Framing | None = None) -> None:
        self.network = network
        self.normalisation = normalisation
        self.framing = framing or Framing()
        self.name = network.name
        self._shares(grey_picture(network.side))  # try it before it is used

    def parse(self, colour: Picture, finding: FaceFinding) -> SkinParsing:
        """See ``SkinParser.parse``.

        Raises:
            ValueError: no face was found.
            WeightsError: the network cannot be run.

        """
        if finding.pupils is None:
            raise ValueError("skin is found where a face was found, and there is none")
        square = square_below(finding.pupils, self.framing.side, self.framing.below)
        upright, to_photo = copy_upright(colour, square, self.network.side)
        shares = self._shares(upright)
        skin = shares[SKIN] + shares[NOSE]
        skin[find_nostrils(upright, shares[NOSE])] = 0
        skin = np.asarray(cv2.GaussianBlur(skin, (0, 0), _SMOOTHING), np.float32)
        return SkinParsing(to_full_size(skin, to_photo, colour.shape[:2]), self.name)

    def _shares(self, upright: Picture) -> Picture:
        mean, spread = (np.array(values, np.float32) for values in self.normalisation.value)
        return class_shares(self.network.run((upright - mean) / spread)[0], self.network.path)


def square_below(pupils: Pupils, side: float, below: float) -> Square:
    """Return an upright square on a face.

    Args:
        pupils: of the face.
        side: of the square, in distances between the pupils.
        below: how many of them its centre lies below the middle between the pupils.

    """
    (left_row, left_column), (right_row, right_column) = pupils.left, pupils.right
    lean = math.atan2(left_row - right_row, left_column - right_column)
    distance = max(pupils.distance, _LEAST_BETWEEN * pupils.face_width)
    row = (left_row + right_row) / 2 + below * distance * math.cos(lean)
    column = (left_column + right_column) / 2 - below * distance * math.sin(lean)
    return Square(row, column, side * distance, math.degrees(lean))
