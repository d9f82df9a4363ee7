"""The regions of a face: forehead, cheeks, nose and chin, left and right being the person's own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.skin import landmarks as mesh
from uvphoto.skin.frame import FaceFrame
from uvphoto.skin.landmarks import Landmarks
from uvphoto.skin.pupils import Pupils

Mask = NDArray[np.bool_]
Millimetres = NDArray[np.floating]

REGIONS = ("forehead", "left_cheek", "right_cheek", "nose", "chin")
"""The values 1 to 5 of a map of regions, in this order; 0 is none of them."""

AREAS = (*REGIONS, "cheeks", "face")
"""What is measured: each region, both cheeks together, and all skin of the face, whether in a region or not."""

_ARCH_MM = 9.5  # upper rim of a brow at its arch, above the middle of its root: where the mesh has its point
_STRIP = 256  # rows of a photo that are looked at at once, so that memory stays small


def values_of(area: str) -> tuple[int, ...]:
    """Return the values of the regions that an area of AREAS is made of."""
    if area == "face":
        return tuple(range(1, len(REGIONS) + 1))
    names = ("left_cheek", "right_cheek") if area == "cheeks" else (area,)
    return tuple(REGIONS.index(name) + 1 for name in names)


def skin_of(area: str, regions: NDArray[np.uint8], skin: Mask) -> Mask:
    """Return the skin (H, W) of an area of AREAS.

    Args:
        area: its name.
        regions: (H, W), labels of REGIONS.
        skin: (H, W).

    """
    return skin if area == "face" else skin & np.isin(regions, values_of(area))


@dataclass(frozen=True)
class Proportions:
    """Where the parts of a face lie in its own frame, mm, with 63 mm between the pupils.

    The values are adult means (Farkas, Anthropometry of the Head and Face, 1994; of women and men together).

    Attributes:
        brow: y of the middle of the brows' roots, negative.
        nose_tip: y.
        nose_width: half, at the wings.
        mouth: y of its seam.
        mouth_width: half.
        face_width: half, at the cheekbones.
        midline: (y, x) of points on it, downwards; a turned face's is not straight.

    """

    brow: float = -19.5
    nose_tip: float = 41.5
    nose_width: float = 17.2
    mouth: float = 69.0
    mouth_width: float = 25.8
    face_width: float = 69.5
    midline: tuple[tuple[float, float], ...] = ((0.0, 0.0),)


def find_regions(skin: Mask, pupils: Pupils, landmarks: Landmarks | None = None) -> NDArray[np.uint8]:
    """Divide the skin of a face into its regions.

    Borders are straight lines in the face's own frame, which the pupils set up, at an adult's mean proportions; at the
    face's own, where landmarks are given. The skin between regions, such as that around the eyes, has none.

    Args:
        skin: (H, W), of the face.
        pupils: of the same face.
        landmarks: of the same face.

    Returns:
        (H, W) uint8, 1 to 5 as in ``REGIONS``, 0 elsewhere.

    """
    frame = FaceFrame.of(pupils)
    proportions = Proportions() if landmarks is None else measure_proportions(frame, landmarks)
    labels = np.zeros(skin.shape, np.uint8)
    columns = np.arange(skin.shape[1], dtype=np.float32)[None]
    for top in range(0, skin.shape[0], _STRIP):
        rows = np.arange(top, min(top + _STRIP, skin.shape[0]), dtype=np.float32)[:, None]
        strip = slice(top, top + rows.size)
        if skin[strip].any():
            y, x = frame.to_mm(rows, columns)
            labels[strip] = np.where(skin[strip], label_places(y, x, proportions), 0)
    return labels


def label_places(y: Millimetres, x: Millimetres, face: Proportions) -> NDArray[np.uint8]:
    """Return the region of places in the face's frame, whether or not there is skin.

    Args:
        y: mm down from the pupils' line.
        x: mm to the right of the picture; as ``y``, or broadcast against it.
        face: its proportions.

    """
    middle_y, middle_x = np.array(face.midline).T
    across = x - np.interp(y, middle_y, middle_x).astype(np.float32)
    side = np.abs(across)
    tip, mouth = face.nose_tip, face.mouth
    nose = np.interp(y, [-8.0, tip - 8.0, tip + 4.0], [7.0, 13.0, face.nose_width + 2.0])
    fold = np.interp(y, [tip + 10.0, mouth + 12.0], [face.nose_width + 5.0, face.mouth_width + 9.0])
    is_cheek = (
        (y > 11.0) & (y < mouth + 12.0) & (y - 0.45 * side < mouth - 14.0) & (side > np.maximum(nose + 3.0, fold))
    )
    labels = np.zeros(side.shape, np.uint8)
    labels[is_cheek & (across > 0)] = REGIONS.index("left_cheek") + 1
    labels[is_cheek & (across < 0)] = REGIONS.index("right_cheek") + 1
    labels[(y < face.brow - 9.0) & (side < 0.86 * face.face_width)] = REGIONS.index("forehead") + 1
    labels[(y > -8.0) & (y < tip + 8.0) & (side < nose)] = REGIONS.index("nose") + 1
    labels[(y > mouth + 11.0) & (side < 24.0)] = REGIONS.index("chin") + 1
    return labels


def measure_proportions(frame: FaceFrame, landmarks: Landmarks) -> Proportions:
    """Return the proportions of one face from its landmarks."""

    def at(*numbers: int) -> tuple[float, float]:
        places = [frame.to_mm(*landmarks.points[number, :2, None].astype(float)) for number in numbers]
        return float(np.mean([y for y, _ in places])), float(np.mean([x for _, x in places]))

    def half(left: int, right: int) -> float:
        return (at(left)[1] - at(right)[1]) / 2

    on_midline = (mesh.FOREHEAD_TOP, mesh.NOSE_BRIDGE, mesh.NOSE_BASE, mesh.CHIN)
    return Proportions(
        brow=at(mesh.LEFT_BROW, mesh.RIGHT_BROW)[0] + _ARCH_MM,
        nose_tip=at(mesh.NOSE_TIP)[0],
        nose_width=half(mesh.LEFT_NOSE_WING, mesh.RIGHT_NOSE_WING),
        mouth=at(mesh.LEFT_MOUTH_CORNER, mesh.RIGHT_MOUTH_CORNER)[0],
        mouth_width=half(mesh.LEFT_MOUTH_CORNER, mesh.RIGHT_MOUTH_CORNER),
        face_width=half(mesh.LEFT_SIDE, mesh.RIGHT_SIDE),
        midline=tuple(sorted(at(number) for number in on_midline)),
    )
