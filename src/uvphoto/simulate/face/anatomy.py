"""The shape of a face: contours of its parts, its relief, and the five regions, in mm.

The frame is the face's own: origin midway between the pupils, rows down, columns to the right of the picture, depth
towards the viewer. Proportions follow adult means (Farkas, Anthropometry of the Head and Face, 1994) with spread.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from uvphoto.simulate.face.canvas import Canvas, Image, bell, fill, pair_of_bells
from uvphoto.simulate.face.people import Person, Sex

Points = NDArray[np.float64]  # (N, 2): row, column in mm


@dataclass(frozen=True)
class FaceShape:
    """The measures of a face in mm; factors are relative to the adult mean."""

    pupil_distance: float
    width: float  # half, at the cheekbones
    length: float  # from the pupils to the chin
    hairline: float  # row of the hairline at the middle, negative
    jaw: float  # factor of the width of the jaw
    nose_length: float  # from the pupils to the tip
    nose_width: float  # half, at the wings
    nose_height: float
    mouth_row: float
    mouth_width: float  # half
    lips: float  # factor of their fullness
    eye_width: float  # half
    eye_opening: float  # half
    brow_row: float
    brow_height: float
    wrinkles: float  # 0-1


def draw_shape(rng: np.random.Generator, person: Person) -> FaceShape:
    """Draw the face of a person."""
    male = person.sex is Sex.MALE

    def vary(mean: float, share: float) -> float:
        return float(mean * (1.0 + share * np.clip(rng.normal(), -2.2, 2.2)))

    receding = 14.0 * rng.beta(1.2, 3.0) if male and person.age > 30 else 0.0
    return FaceShape(
        pupil_distance=vary(64.0 if male else 62.0, 0.05),
        width=vary(71.0 if male else 68.0, 0.035),
        length=vary(117.0 if male else 110.0, 0.04),
        hairline=-vary(72.0, 0.07) - receding,
        jaw=vary(1.03 if male else 0.95, 0.05),
        nose_length=vary(43.0 if male else 40.0, 0.06),
        nose_width=vary(18.0 if male else 16.5, 0.10),
        nose_height=vary(21.0 if male else 19.0, 0.12),
        mouth_row=vary(71.0 if male else 67.0, 0.03),
        mouth_width=vary(26.5 if male else 25.0, 0.07),
        lips=vary(1.0, 0.18),
        eye_width=vary(15.0, 0.05),
        eye_opening=vary(5.3, 0.13),
        brow_row=-vary(18.5 if male else 20.5, 0.08),
        brow_height=vary(4.6 if male else 3.4, 0.15),
        wrinkles=float(np.clip((person.age - 28.0) / 50.0 + 0.12 * rng.normal() + 0.2 * person.sun_history, 0.0, 1.0)),
    )


def face_contour(shape: FaceShape) -> Points:
    """Return the outline of the face from crown to chin, ears apart."""
    w, chin = shape.width, shape.length
    rows = np.array([-118.0, -104.0, -80.0, -40.0, 0.0, 22.0, 0.55 * chin, 0.80 * chin, 0.95 * chin, chin])
    halves = np.array([0.0, 0.60, 0.88, 1.0, 1.01, 0.98, 0.87 * shape.jaw, 0.62 * shape.jaw, 0.30, 0.0]) * w
    return _mirrored(rows, halves)


def hairline_contour(shape: FaceShape) -> Points:
    """Return the closed outline of the bare face, forehead below the hairline included."""
    top, w, chin = shape.hairline, shape.width, shape.length
    rows = np.array([top, top + 4, top + 16, -34.0, -10.0, 22.0, 0.55 * chin, 0.80 * chin, 0.95 * chin, chin])
    halves = np.array([0.0, 0.42, 0.68, 0.86, 0.97, 0.98, 0.87 * shape.jaw, 0.62 * shape.jaw, 0.30, 0.0]) * w
    return _mirrored(rows, halves)


def _mirrored(rows: Points, halves: Points) -> Points:
    """Close a right-hand profile of (row, half width) smoothly, top and bottom lying on the axis."""
    chord = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(rows), np.diff(halves)))])
    right = np.stack([rows, halves], axis=1)
    left = right[-2:0:-1] * [1.0, -1.0]
    around = np.concatenate([right, left, right[:1]])
    gaps = np.diff(chord)
    lengths = np.concatenate([[0.0], np.cumsum(np.concatenate([gaps, gaps[::-1]]))])
    spline = CubicSpline(lengths, around, bc_type="periodic")
    return np.asarray(spline(np.linspace(0.0, lengths[-1], 241)[:-1]))


def eye_contour(shape: FaceShape, side: int, *, grow: float = 0.0) -> Points:
    """Return the opening between the lids; ``side`` is -1 left, 1 right in the picture, ``grow`` in mm."""
    along = np.linspace(-1.0, 1.0, 33)
    a, b = shape.eye_width + grow, shape.eye_opening + grow
    upper = -b * (1 - np.abs(along) ** 2.2) * (1.05 - 0.12 * along)
    lower = 0.72 * b * (1 - np.abs(along) ** 2.6) * (1.0 + 0.15 * along)
    rows = np.concatenate([upper, lower[::-1]]) - 1.2 * np.concatenate([along, along[::-1]])
    columns = a * np.concatenate([along, along[::-1]])
    return np.stack([rows, side * (shape.pupil_distance / 2 + columns)], axis=1)


def brow_contour(shape: FaceShape, side: int) -> Points:
    """Return the outline of a brow, thin towards the temple."""
    along = np.linspace(0.0, 1.0, 25)
    arch = -5.5 * np.sin(np.pi * along**1.25) + 2.5 * along
    half = shape.brow_height * (1 - 0.75 * along**1.5) * np.minimum(1.0, 0.55 + 4 * along)
    columns = side * (11.0 + 38.0 * along)
    middle = shape.brow_row + arch
    return np.concatenate(
        [
            np.stack([middle - half, columns], axis=1),
            np.stack([middle + half * 0.8, columns], axis=1)[::-1],
        ]
    )


def lip_contours(shape: FaceShape) -> tuple[Points, Points]:
    """Return the outlines of the upper and of the lower lip."""
    along = np.linspace(-1.0, 1.0, 41)
    fullness = (1 - np.abs(along) ** 2.4) * shape.lips
    bow = 1.0 - 0.28 * np.exp(-((along / 0.12) ** 2)) + 0.12 * np.exp(-(((np.abs(along) - 0.25) / 0.12) ** 2))
    columns = shape.mouth_width * along
    seam = shape.mouth_row + 0.7 * np.cos(2 * np.pi * along) - 1.2 * along**2
    upper = np.concatenate([seam - 6.2 * fullness * bow, seam[::-1]])
    lower = np.concatenate([seam, (seam + 8.6 * fullness)[::-1]])
    both = np.concatenate([columns, columns[::-1]])
    return np.stack([upper, both], axis=1), np.stack([lower, both], axis=1)


def nostril_contour(shape: FaceShape, side: int) -> Points:
    """Return the outline of a nostril as seen from the front."""
    turn = np.linspace(0.0, 2 * np.pi, 25)[:-1]
    rows = shape.nose_length + 5.2 + 1.7 * np.sin(turn) + 0.5 * np.cos(turn)
    return np.stack([rows, side * (0.46 * shape.nose_width + 4.0 * np.cos(turn))], axis=1)


def ear_contour(shape: FaceShape, side: int) -> Points:
    """Return the outline of an ear."""
    turn = np.linspace(0.0, 2 * np.pi, 41)[:-1]
    rows = 18.0 + 29.0 * np.sin(turn)
    return np.stack([rows, side * (shape.width - 1.0 + 7.5 * np.cos(turn) - 2.5 * np.sin(turn))], axis=1)


def relief(shape: FaceShape, canvas: Canvas) -> Image:
    """Return the depth of the bare head in mm, (H, W), 0 at its rim and larger towards the viewer."""
    middle = (shape.length - 118.0) / 2
    across = canvas.columns / (shape.width + 13.0)
    down = (canvas.rows - middle) / ((shape.length + 118.0) / 2 + 12.0)
    skull = 92.0 * np.sqrt(np.maximum(1.0 - np.abs(across) ** 2.2 - np.abs(down) ** 2.6, 0.0))
    neck = 26.0 * np.exp(-((canvas.columns / 58.0) ** 4)) * np.clip((canvas.rows - 30.0) / 30.0, 0.0, 1.0)
    neck = neck * np.clip((shape.length + 48.0 - canvas.rows) / 40.0, 0.0, 1.0)
    head = fill(canvas, face_contour(shape), 2.0)
    ears = 12.0 * (fill(canvas, ear_contour(shape, -1), 2.0) + fill(canvas, ear_contour(shape, 1), 2.0))
    behind = np.maximum(neck, ears)
    tip, wing, chin = shape.nose_length, shape.nose_width, shape.length
    bumps = (
        -8.0 * pair_of_bells(canvas, -1.0, shape.pupil_distance / 2, 9.0, 13.0)
        + 4.5 * pair_of_bells(canvas, shape.brow_row, 24.0, 8.0, 20.0)
        + 5.0 * pair_of_bells(canvas, 22.0, 46.0, 20.0, 16.0)
        + 6.5 * pair_of_bells(canvas, tip + 3.0, wing - 4.5, 5.0, 4.6)
        + 6.0 * bell(canvas, shape.mouth_row, 0.0, 11.0, 22.0)
        - 2.6 * bell(canvas, shape.mouth_row + 1.0, 0.0, 1.6, 21.0)
        - 3.0 * bell(canvas, shape.mouth_row + 14.5, 0.0, 4.0, 17.0)
        + 7.0 * bell(canvas, chin - 12.0, 0.0, 11.0, 15.0)
    )
    ridge = np.interp(canvas.rows, [-16.0, -4.0, tip - 4, tip + 1, tip + 8, tip + 12], [0.0, 0.12, 0.8, 1.0, 0.25, 0.0])
    bridge = np.interp(canvas.rows, [-16.0, tip], [7.0, 8.5])
    nose = shape.nose_height * ridge * np.exp(-0.5 * (canvas.columns / bridge) ** 2)
    return (behind + head * (np.maximum(skull + bumps + nose, behind) - behind)).astype(np.float32)


REGIONS = {"forehead": 1, "left_cheek": 2, "right_cheek": 3, "nose": 4, "chin": 5}


def region_labels(shape: FaceShape, canvas: Canvas) -> NDArray[np.uint8]:
    """Return the regions of the face, (H, W) uint8 by REGIONS, 0 elsewhere; left and right are the person's own.

    Borders are straight lines between landmarks; whoever uses them keeps skin alone.
    """
    rows, columns = canvas.rows, canvas.columns
    brow, tip, mouth = shape.brow_row, shape.nose_length, shape.mouth_row
    labels = np.zeros(canvas.shape, dtype=np.uint8)
    side = np.abs(columns)
    wing = np.interp(rows, [-8.0, tip - 8, tip + 4], [7.0, 13.0, shape.nose_width + 2.0])
    cheek = (rows > 11.0) & (rows < mouth + 12.0) & (side > wing + 3.0) & (rows - 0.45 * side < mouth - 14.0)
    cheek &= side > np.interp(rows, [tip + 10.0, mouth + 12.0], [shape.nose_width + 5.0, shape.mouth_width + 9.0])
    labels[cheek & (columns > 0)] = REGIONS["left_cheek"]
    labels[cheek & (columns < 0)] = REGIONS["right_cheek"]
    labels[(rows < brow - 9.0) & (side < 0.86 * shape.width)] = REGIONS["forehead"]
    labels[(rows > -8.0) & (rows < tip + 8.0) & (side < wing)] = REGIONS["nose"]
    labels[(rows > mouth + 11.0) & (side < 24.0)] = REGIONS["chin"]
    return labels
