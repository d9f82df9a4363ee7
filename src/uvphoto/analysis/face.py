"""The face of a photo: which one, how large, its skin and its regions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.scale import Scale, find_scale, scale_by_pupils
from uvphoto.errors import UnusablePhotoError
from uvphoto.skin.eye_sockets import without_eye_sockets
from uvphoto.skin.face_finding import FaceFinding, find_face
from uvphoto.skin.learned.landmarker import Landmarker
from uvphoto.skin.parsing import SkinParser
from uvphoto.skin.regions import find_regions

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Regions = NDArray[np.uint8]

SUPPLIED = "supplied by the user"


@dataclass(frozen=True)
class Face:
    """What is known of a face before its spots are sought.

    Attributes:
        finding: where it is and how it is turned.
        scale: of the photo.
        skin: (H, W), true on the skin that counts: unless supplied, without the sockets of the eyes.
        skin_source: name of the parser, or that somebody supplied the mask.
        regions: (H, W) labels of ``skin.regions.REGIONS``, 0 in none.

    """

    finding: FaceFinding
    scale: Scale
    skin: Mask
    skin_source: str
    regions: Regions


def find_measured_face(
    colour: Picture,
    parser: SkinParser,
    *,
    mm_per_pixel: float | None = None,
    skin: Mask | None = None,
    regions: Regions | None = None,
    landmarker: Landmarker | None = None,
) -> Face:
    """Find the face to measure, with its skin and its regions.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.
        parser: finds the skin where no mask is supplied.
        mm_per_pixel: scale of the photo; None finds it by the pupils.
        skin: (H, W), in place of what the parser would find.
        regions: (H, W), in place of those that lie around the pupils.
        landmarker: finds the points of a face mesh, by which regions are placed more exactly; None does without.

    Raises:
        UnusablePhotoError: there is no face, and no mask and regions to do without one; or no skin.
        SettingsError: the scale makes no sense.
        ValueError: shapes that do not fit.

    """
    for given in (skin, regions):
        if given is not None and given.shape != colour.shape[:2]:
            raise ValueError(f"photo and mask have one size, not {colour.shape[:2]} and {given.shape}")
    finding = find_face(colour)
    pupils = finding.pupils
    if pupils is None and (skin is None or mm_per_pixel is None):
        remedy = "Take a photo from the front, with both eyes open and the whole face in it"
        raise UnusablePhotoError("shows no face that can be measured", f"{remedy}; or give its skin mask and its scale")
    scale = find_scale(colour, mm_per_pixel) if mm_per_pixel is not None else scale_by_pupils(pupils, colour.shape)
    source = SUPPLIED
    if skin is None and pupils is not None:
        parsing = parser.parse(colour, finding)
        skin, source = without_eye_sockets(parsing.skin, pupils), parsing.parser
    if skin is None or not skin.any():
        raise UnusablePhotoError("shows no bare skin of a face", "Take it in even light, or give its skin mask")
    if regions is None:
        regions = _find_regions(colour, finding, skin, landmarker)
    return Face(finding, scale, skin, source, np.where(skin, regions, 0).astype(np.uint8))


def _find_regions(colour: Picture, finding: FaceFinding, skin: Mask, landmarker: Landmarker | None) -> Regions:
    if finding.pupils is None:
        return np.zeros(skin.shape, np.uint8)
    landmarks = None if landmarker is None else landmarker.find(colour, finding)
    return find_regions(skin, finding.pupils, landmarks)
