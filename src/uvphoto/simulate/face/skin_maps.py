"""The chromophores of a face, pixel by pixel: its own slow variation, its marks, tan and the state of the day."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.face.anatomy import FaceShape, ear_contour, eye_contour, lip_contours
from uvphoto.simulate.face.canvas import Canvas, Image, bell, fill, fractal, pair_of_bells, texture
from uvphoto.simulate.face.mark_drawing import MarkMaps
from uvphoto.simulate.face.people import Person

MOST_MELANIN = 0.7  # volume fraction of melanosomes: more does not fit into a cell (assumed)
FACE_BLOOD = 1.3  # blood of a cheek against the forearm on which the spectra were measured (assumed)


@dataclass(frozen=True)
class SkinTexture:
    """What stays the same on a face from visit to visit: factors on melanin and on blood, (H, W), about 1."""

    melanin: Image
    blood: Image


@dataclass(frozen=True)
class SkinMaps:
    """The chromophores of a face, each (H, W); the truth of a simulated photo."""

    melanin: Image  # volume fraction of melanosomes in the epidermis
    dermal_melanin: Image  # the same in the papillary dermis
    blood: Image  # volume fraction of blood in the reticular dermis
    upper_share: Image  # of the epidermal melanin in the upper half of the epidermis

    def where(self, chosen: NDArray[np.bool_]) -> "SkinMaps":
        """Return the chosen pixels, (N,) each."""
        return SkinMaps(*(getattr(self, field.name)[chosen] for field in fields(self)))


def draw_texture(rng: np.random.Generator, person: Person, shape: FaceShape, canvas: Canvas) -> SkinTexture:
    """Draw a face's own variation: blotches, region by region differences, and a fine grain."""
    melanin_grain = fractal(rng, canvas, (30.0, 9.0, 3.0)) * np.float32(0.05 + 0.05 * person.sun_history)
    melanin_grain += texture(rng, canvas, 0.8) * np.float32(0.03)
    blood_grain = fractal(rng, canvas, (24.0, 8.0, 2.5)) * np.float32(0.14)
    blood_grain += texture(rng, canvas, 1.0) * np.float32(0.06)
    lids = pair_of_bells(canvas, 3.0, shape.pupil_distance / 2, 9.0, 15.0)
    forehead = bell(canvas, -50.0, 0.0, 20.0, 55.0)
    nose = bell(canvas, shape.nose_length - 6.0, 0.0, 16.0, 13.0)
    cheeks = pair_of_bells(canvas, 28.0, 44.0, 18.0, 17.0)
    tanned = np.float32(0.12 * person.sun_history)
    circles, flush = np.float32(rng.uniform(0.05, 0.3)), np.float32(rng.uniform(0.1, 0.6))
    melanin = 1.0 + 0.06 * forehead + circles * lids - 0.05 * nose + tanned * (cheeks + forehead)
    blood = 1.0 + flush * cheeks + (0.2 + 0.5 * flush) * nose + 0.15 * lids
    lips = np.maximum(*(fill(canvas, lip, 0.6) for lip in lip_contours(shape)))
    ears = fill(canvas, ear_contour(shape, -1), 1.5) + fill(canvas, ear_contour(shape, 1), 1.5)
    rims = sum(fill(canvas, eye_contour(shape, s, grow=1.2), 0.5) for s in (-1, 1))
    blood = blood * (1.0 + 1.9 * lips + 0.4 * ears + 0.9 * rims)
    melanin = melanin * (1.0 - 0.15 * lips)
    return SkinTexture(
        melanin=(melanin * np.exp(melanin_grain)).astype(np.float32),
        blood=(blood * np.exp(blood_grain)).astype(np.float32),
    )


def skin_maps(
    person: Person, skin_texture: SkinTexture, marks: MarkMaps, *, tan: float = 1.0, blood: float = 1.0
) -> SkinMaps:
    """Put a face's chromophores together.

    Args:
        person: whose optics give the level.
        skin_texture: the face's own variation.
        marks: what its marks add.
        tan: melanin of the day against the constitutive one.
        blood: blood of the day against the usual.

    """
    base_melanin = np.float32(float(np.asarray(person.skin.melanin)) * tan)
    base_blood = np.float32(float(np.asarray(person.skin.blood)) * FACE_BLOOD * blood)
    factor = np.maximum(1.0 + marks.melanin, np.float32(0.15))
    own_share = np.float32(float(np.asarray(person.skin.upper_share)))
    return SkinMaps(
        melanin=np.minimum(base_melanin * skin_texture.melanin * factor, np.float32(MOST_MELANIN)),
        dermal_melanin=marks.dermal_melanin,
        blood=base_blood * skin_texture.blood * np.maximum(1.0 + marks.blood, np.float32(0.2)),
        upper_share=np.clip((own_share + marks.upper_melanin) / factor, 0.0, 1.0),
    )
