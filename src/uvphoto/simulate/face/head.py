"""The whole head as covers that lie on each other: hair, neck, ears, face, eyes, lips, brows, beard, glasses, clothes.

Each part is a cover (0-1) and the spectrum of what it is made of; bare skin is looked up elsewhere. Parts are drawn in
their order, the first lowest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.face import materials
from uvphoto.simulate.face.anatomy import (
    FaceShape,
    Points,
    brow_contour,
    ear_contour,
    eye_contour,
    face_contour,
    hairline_contour,
    lip_contours,
    nostril_contour,
    region_labels,
)
from uvphoto.simulate.face.canvas import Canvas, Image, bell, fill, texture
from uvphoto.simulate.face.people import Person, Sex
from uvphoto.simulate.spectra import Spectrum

Box = tuple[slice, slice]

HAIR_GAPS_MM = {"brow": 0.8, "fringe": 0.8, "beard": 3.0}  # width over which gaps between hairs do not count as skin


@dataclass(frozen=True)
class Part:
    """One thing on the head."""

    name: str
    box: Box  # where its cover lies on the canvas
    cover: Image  # (h, w) 0-1
    spectrum: Spectrum  # (L,) reflectance; of a filter: what it lets through twice
    grain: Image | None = None  # (h, w) factor on its reflectance: the strands of hair
    is_filter: bool = False  # it colours what lies below instead of hiding it


@dataclass(frozen=True)
class Head:
    """A head on its canvas."""

    below: tuple[Part, ...]  # behind the skin
    skin: Image  # (H, W) cover of bare skin: face, ears and neck
    above: tuple[Part, ...]  # on the skin
    shining: Image  # (H, W) cover of the skin that nothing lies on
    outline: Image  # (H, W) cover of all together: what hides the background
    skin_mask: NDArray[np.bool_]  # (H, W) bare skin of the face: what spots are looked for on
    regions: NDArray[np.uint8]  # (H, W) by anatomy.REGIONS, on the skin mask alone


def draw_head(rng: np.random.Generator, person: Person, shape: FaceShape, canvas: Canvas) -> Head:
    """Draw a person's head."""
    strands = texture(rng, canvas, 0.7, stretch=25.0)
    face = fill(canvas, hairline_contour(shape), 0.3)
    ears = [fill(canvas, ear_contour(shape, side), 0.4) for side in (-1, 1)]
    neck = fill(canvas, _neck_contour(shape), 0.5)
    skin = np.maximum(np.maximum(face, neck), np.maximum(*ears))
    scalp = _hair(shape, canvas, person.long_hair, strands)
    strand_light = np.exp(0.35 * strands)
    fringe = _fringe(rng, person, shape, canvas, strands) * scalp
    below = (_part("hair", scalp, materials.hair(person.hair_melanin), grain=strand_light),)
    above = (
        _part("clothes", _clothes(rng, shape, canvas), materials.dye(rng)),
        *_eyes(shape, canvas, person),
        *(_part("nostril", fill(canvas, nostril_contour(shape, s), 0.7) * 0.85, materials.black()) for s in (-1, 1)),
        _part("mouth", _mouth_seam(shape, canvas), materials.mouth_seam()),
        *_facial_hair(rng, person, shape, canvas),
        _part("fringe", fringe, materials.hair(person.hair_melanin), grain=strand_light),
        *(_glasses(shape, canvas) if person.glasses else ()),
    )
    outline = np.maximum(skin, _union(canvas, (*below, *above)))
    shining = skin * (1.0 - _union(canvas, tuple(part for part in above if not part.is_filter)))
    mask = _skin_mask(shape, canvas, face, above)
    regions = np.where(mask, region_labels(shape, canvas), 0).astype(np.uint8)
    return Head(below, skin, above, shining, outline, mask, regions)


def _part(name: str, cover: Image, spectrum: Spectrum, *, grain: Image | None = None, is_filter: bool = False) -> Part:
    """Cut a cover down to where there is any."""
    rows, columns = (np.flatnonzero(cover.max(axis=axis) > 0.002) for axis in (1, 0))
    if not rows.size:
        empty = slice(0, 0)
        return Part(name, (empty, empty), cover[:0, :0], spectrum)
    box = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    return Part(name, box, cover[box].astype(np.float32), spectrum, None if grain is None else grain[box], is_filter)


def _union(canvas: Canvas, parts: tuple[Part, ...]) -> Image:
    cover = np.zeros(canvas.shape, dtype=np.float32)
    for part in parts:
        cover[part.box] = np.maximum(cover[part.box], part.cover)
    return cover


def _skin_mask(shape: FaceShape, canvas: Canvas, face: Image, above: tuple[Part, ...]) -> NDArray[np.bool_]:
    """Return the bare skin of the face: eyes with their rims, lips, brows, nostrils, beard and glasses cut out."""
    free = face.copy()
    for part in above:
        gaps = HAIR_GAPS_MM.get(part.name)
        hiding = part.cover if gaps is None else np.minimum(2.0 * canvas.blur(part.cover, gaps), 1.0)
        free[part.box] = np.minimum(free[part.box], 1.0 - hiding)
    for contour in (*lip_contours(shape), *(eye_contour(shape, s, grow=2.0) for s in (-1, 1))):
        free = np.minimum(free, 1.0 - fill(canvas, contour, 0.4))
    return free > 0.6


def _neck_contour(shape: FaceShape) -> Points:
    wide, chin = 0.72 * shape.width, shape.length
    rows = [20.0, chin + 22.0, chin + 40.0, 185.0, 185.0, chin + 40.0, chin + 22.0, 20.0]
    columns = [wide, wide * 0.98, wide * 1.2, 135.0, -135.0, -wide * 1.2, -wide * 0.98, -wide]
    return np.stack([rows, columns], axis=1)


def _clothes(rng: np.random.Generator, shape: FaceShape, canvas: Canvas) -> Image:
    """Return shoulders in cloth, with a neckline."""
    collar = shape.length + rng.uniform(24.0, 36.0)
    reach = 0.72 * shape.width + rng.uniform(0.0, 12.0)
    across = np.linspace(-1.0, 1.0, 41)
    neckline = collar + rng.uniform(10.0, 40.0) * (1 - np.abs(across) ** rng.uniform(1.0, 2.5))
    rows = np.concatenate([[185.0, collar + 22.0], neckline, [collar + 22.0, 185.0]])
    columns = np.concatenate([[-150.0, -150.0], reach * across, [150.0, 150.0]])
    return fill(canvas, np.stack([rows, columns], axis=1), 0.5)


def _hair(shape: FaceShape, canvas: Canvas, long: bool, strands: Image) -> Image:
    """Return the hair of the scalp behind the face."""
    around = face_contour(shape)
    bulge = 1.0 + np.interp(around[:, 0], [-118.0, -20.0, 30.0, 60.0], [0.09, 0.07, 0.02, -0.1])
    hair = fill(canvas, around * bulge[:, None], 1.0)
    if long:
        wide = shape.width * 1.14
        rows = [-100.0, -60.0, 0.0, 60.0, 120.0, 150.0, 150.0, 120.0, 60.0, 0.0, -60.0, -100.0]
        columns = wide * np.array([0.5, 0.95, 1.05, 1.1, 1.15, 1.05, -1.05, -1.15, -1.1, -1.05, -0.95, -0.5])
        hair = np.maximum(hair, fill(canvas, np.stack([rows, columns], axis=1), 4.0))
    return np.clip((hair - 0.5) * 3.0 + 0.5 + 0.25 * strands, 0.0, 1.0) * (hair > 0.05)


def _eyes(shape: FaceShape, canvas: Canvas, person: Person) -> tuple[Part, ...]:
    parts = []
    for side in (-1, 1):
        opening = fill(canvas, eye_contour(shape, side), 0.25)
        middle = side * shape.pupil_distance / 2
        distance = np.hypot(canvas.rows + 0.6, canvas.columns - middle)
        lash = np.maximum(fill(canvas, eye_contour(shape, side, grow=1.0), 0.3) - opening, 0.0)
        lash = lash * np.where(canvas.rows < -1.0, 0.85, 0.25).astype(np.float32)
        parts += [
            _part("sclera", opening, materials.sclera()),
            _part("iris", opening * _disc(canvas, distance, 5.9), materials.iris(person.iris_melanin)),
            _part("pupil", opening * _disc(canvas, distance, 2.0), materials.black()),
            _part("lashes", lash, materials.hair(max(person.hair_melanin, 0.8))),
        ]
    return tuple(parts)


def _disc(canvas: Canvas, distance: NDArray[np.float32], radius: float) -> Image:
    return np.clip((radius - distance) / max(canvas.mm_per_pixel, 0.3) + 0.5, 0.0, 1.0)


def _mouth_seam(shape: FaceShape, canvas: Canvas) -> Image:
    upper, lower = (fill(canvas, contour, 0.45) for contour in lip_contours(shape))
    return np.clip(1.6 * np.minimum(upper, lower), 0.0, 0.8)


def _facial_hair(rng: np.random.Generator, person: Person, shape: FaceShape, canvas: Canvas) -> tuple[Part, ...]:
    colour = materials.hair(person.hair_melanin)
    hairs = 1.0 / (1.0 + np.exp(-3.0 * texture(rng, canvas, 0.5, stretch=5.0)))
    brows = [fill(canvas, brow_contour(shape, s), 1.1) * (0.25 + 0.75 * hairs) * 0.9 for s in (-1, 1)]
    parts = [_part("brow", brow, materials.hair(max(person.hair_melanin, 0.45))) for brow in brows]
    if person.beard > 0:
        zone = _beard_zone(shape, canvas)
        cover = (
            zone * hairs * min(person.beard * 1.2, 1.0) if person.beard > 0.5 else _stubble(rng, person, zone, canvas)
        )
        parts.append(_part("beard" if person.beard > 0.5 else "stubble", cover, colour))
    return tuple(parts)


def _fringe(rng: np.random.Generator, person: Person, shape: FaceShape, canvas: Canvas, strands: Image) -> Image:
    """Return the hair that falls over the edge of the forehead, now and then over the forehead itself."""
    bare = fill(canvas, hairline_contour(shape), 5.0)
    depth = 0.55 - bare + 0.12 * strands  # 0 a little inside the hairline, rising outwards
    above = np.clip((-5.0 - canvas.rows) / 20.0, 0.0, 1.0)
    edge = np.clip(depth * 5.0, 0.0, 1.0) * above
    if person.sex is Sex.FEMALE and rng.random() < 0.2:
        end = shape.brow_row - rng.uniform(6.0, 26.0) + 3.0 * strands
        fall = np.clip((end - canvas.rows) / 5.0, 0.0, 1.0) * np.clip(0.75 + 0.35 * strands, 0.0, 1.0)
        edge = np.maximum(edge, fall * (bare > 0.2))
    return edge.astype(np.float32)


def _beard_zone(shape: FaceShape, canvas: Canvas) -> Image:
    """Return where a beard grows, 0-1."""
    jaw = fill(canvas, hairline_contour(shape), 2.0)
    along = shape.mouth_row - 16.0 - 0.35 * (np.abs(canvas.columns) - 25.0)
    jaw = jaw * np.clip((canvas.rows - np.maximum(along, 24.0)) / 12.0, 0.0, 1.0)
    moustache = bell(canvas, shape.mouth_row - 11.0, 0.0, 4.0, 20.0)
    below_nose = np.clip((canvas.rows - shape.nose_length - 8.0) / 4.0, 0.0, 1.0)
    zone = np.maximum(jaw * below_nose, np.clip(1.4 * moustache, 0.0, 1.0) * below_nose)
    for lip in lip_contours(shape):
        zone = zone * (1.0 - fill(canvas, lip, 0.8))
    return zone.astype(np.float32)


def _stubble(rng: np.random.Generator, person: Person, zone: Image, canvas: Canvas) -> Image:
    """Return shaven hairs as dots of 0.15 mm, about one to two a square millimetre."""
    count = int(30000 * (0.5 + person.beard))
    places = rng.uniform([canvas.top_mm, -canvas.half_width_mm], [canvas.bottom_mm, canvas.half_width_mm], (count, 2))
    sizes = rng.uniform(0.02, 0.06, count) * person.beard * 2  # mm2 hidden by each
    pixels = np.round(canvas.to_pixels(places)).astype(int)
    inside = ((pixels >= 0) & (pixels < canvas.shape)).all(axis=1)
    rows, columns = pixels[inside].T
    cover = np.zeros(canvas.shape, dtype=np.float32)
    np.add.at(cover, (rows, columns), sizes[inside] / canvas.mm_per_pixel**2)
    shadow = np.float32(0.12 * person.beard)  # hairs below the surface shine through
    return np.clip(canvas.blur(np.minimum(cover, 0.9), 0.12) + shadow, 0.0, 1.0) * zone


def _glasses(shape: FaceShape, canvas: Canvas) -> tuple[Part, ...]:
    parts = []
    rims = np.zeros(canvas.shape, dtype=np.float32)
    for side in (-1, 1):
        turn = np.linspace(0, 2 * np.pi, 65)[:-1]
        squareness = np.maximum(np.abs(np.cos(turn)), np.abs(np.sin(turn))) ** -0.45
        outline = np.stack([5.0 + 19.0 * squareness * np.sin(turn), 25.0 * squareness * np.cos(turn)], axis=1)
        centre = np.array([0.0, side * (shape.pupil_distance / 2 + 2.0)])
        lens = fill(canvas, centre + outline * 0.94, 0.2)
        rims = np.maximum(rims, fill(canvas, centre + outline, 0.2) - lens)
        parts.append(_part("lens", lens, materials.lens_transmission(), is_filter=True))
    bridge = fill(canvas, np.array([[-3.0, -9.0], [-3.0, 9.0], [-0.5, 9.0], [-0.5, -9.0]]), 0.3)
    return (*parts, _part("frame", np.maximum(rims, bridge), materials.black()))
