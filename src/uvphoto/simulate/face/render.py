"""From a head and its chromophores to the light that a camera sees: reflectance in its bands times shading."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.face.band_table import BandTable
from uvphoto.simulate.face.canvas import Image
from uvphoto.simulate.face.films import Film
from uvphoto.simulate.face.head import Head, Part
from uvphoto.simulate.face.lighting import Lighting, Surface, gloss, shading
from uvphoto.simulate.face.pose import Rotation
from uvphoto.simulate.face.skin_maps import SkinMaps

SKIN_SPREAD_MM = (
    0.25  # how far light strays sideways in skin before it comes out, in the red; less where it is absorbed
)


@dataclass(frozen=True)
class Subject:
    """All that is drawn of one person at one visit."""

    head: Head
    maps: SkinMaps
    table: BandTable
    surface: Surface
    oil: Image  # (H, W) 0-1
    films: tuple[Film, ...] = ()


def reflectance_image(subject: Subject, weights: NDArray[np.float64]) -> Image:
    """Return the reflectance of the head in the bands of a camera, without light or gloss.

    Args:
        subject: who.
        weights: (L, C), columns summing to 1.

    Returns:
        (H, W, C) float32.

    """
    canvas, head = subject.surface.canvas, subject.head
    image = np.zeros((*canvas.shape, weights.shape[1]), dtype=np.float32)
    for part in head.below:
        _lay(image, part, weights)
    skin = _skin_bands(subject, weights)
    image += head.skin[..., None] * (skin - image)
    for part in head.above:
        _lay(image, part, weights)
    return image


def lit(subject: Subject, reflectance: Image, lighting: Lighting, turn: Rotation, shine: float) -> Image:
    """Return the light that leaves the head, (H, W, C), 1 for a white diffuser that looks at the viewer.

    Args:
        subject: who.
        reflectance: (H, W, C) of :func:`reflectance_image`.
        lighting: lamps.
        turn: rotation of the head.
        shine: share of the gloss that reaches the camera, 0 behind crossed polarisers.

    """
    image = reflectance * shading(subject.surface, lighting, turn)[..., None]
    if shine > 0:
        mirrored = gloss(subject.surface, lighting, turn, subject.oil) * subject.head.shining
        image += np.float32(shine) * mirrored[..., None]
    return image


def _skin_bands(subject: Subject, weights: NDArray[np.float64]) -> Image:
    """Look the skin up where there is any, blur it by the stray light of each band, and lay films on it."""
    canvas, present = subject.surface.canvas, subject.head.skin > 0
    maps = subject.maps
    some = maps.where(present)
    image = np.zeros((*canvas.shape, weights.shape[1]), dtype=np.float32)
    bands = subject.table.bands(some, weights)
    image[:] = bands.mean(axis=0)  # beyond the skin's edge, so that the blur does not darken it
    image[present] = bands
    for c in range(weights.shape[1]):
        # Light that survives longer strays farther: about as the square root of the reflectance.
        spread = SKIN_SPREAD_MM * float(np.sqrt(bands[:, c].mean() / 0.5))
        image[..., c] = canvas.blur(np.ascontiguousarray(image[..., c]), spread)
    for film in subject.films:
        through = 1.0 - film.cover[..., None] * (1.0 - film.transmission @ weights).astype(np.float32)
        scattered = film.cover[..., None] * (film.scattered @ weights).astype(np.float32)
        image = image * through + scattered
    return image


def _lay(image: Image, part: Part, weights: NDArray[np.float64]) -> None:
    """Lay a part on the image, in place."""
    colour = (part.spectrum @ weights).astype(np.float32)
    below = image[part.box]
    if part.grain is not None:
        colour = colour * part.grain[..., None]
    target = below * colour if part.is_filter else colour
    image[part.box] = below + part.cover[..., None] * (target - below)
