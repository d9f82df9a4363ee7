"""A person's photos at one visit: the clinic's pair with its truth, and what phones make of the same face."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.camera.clinic import take_colour, take_uv
from uvphoto.simulate.camera.develop import develop
from uvphoto.simulate.camera.phone import Phone
from uvphoto.simulate.camera.shot import Shot, draw_shot
from uvphoto.simulate.face.canvas import Image
from uvphoto.simulate.face.lighting import RELIEF_MM, Lighting
from uvphoto.simulate.face.materials import dye
from uvphoto.simulate.face.pose import View, Warp, warp
from uvphoto.simulate.face.render import lit, reflectance_image
from uvphoto.simulate.life import Life, Visit
from uvphoto.simulate.spectra import Spectrum
from uvphoto.simulate.staging import Studio, draw_phone_lighting, draw_phone_view

UV_SHINE = 0.5  # gloss in the UV photo against the colour photo: its flash is wider (assumed)
WARP_STEP = 8  # pixels of a phone's picture per place of its warp
FINEST = 0.75  # a phone's pixels are never finer than this share of the canvas's


@dataclass(frozen=True)
class ClinicPhoto:
    """A registered pair and its truth, all (S, S) of one size."""

    view: View
    colour: Image  # (S, S, 3) float32 in [0, 1], sRGB-encoded
    uv: Image  # float32 in [0, 1]
    skin_mask: NDArray[np.bool_]
    regions: NDArray[np.uint8]
    melanin: Image  # volume fraction of melanosomes in the epidermis, 0 where no skin is
    dermal_melanin: Image
    haemoglobin: Image  # volume fraction of blood in the dermis
    spots: NDArray[np.uint16]  # number of the mark, 0 none


@dataclass(frozen=True)
class PhonePhoto:
    """One phone's picture, and the same frame's truth, which no device took."""

    view: View
    shot: Shot
    colour: Image  # (H, W, 3)
    uv: Image  # (H, W) what the clinic's UV camera would have seen in this frame
    skin_mask: NDArray[np.bool_]
    regions: NDArray[np.uint8]
    spots: NDArray[np.uint16]
    to_clinic: Image  # (h, w, 2) row and column in the clinic's photo, of every WARP_STEP-th pixel


@dataclass(frozen=True)
class Occasion:
    """How and where a phone takes a picture."""

    shot: Shot
    view: View
    lighting: Lighting
    backdrop: Spectrum  # (L,) reflectance


def clinic_photo(life: Life, visited: Visit, studio: Studio) -> ClinicPhoto:
    """Take the pair of a visit in a clinic's studio."""
    view, camera = studio.view(visited.sitting), studio.camera
    seen = warp(view, life.canvas, life.surface.depth, RELIEF_MM)
    rng = life.stream("clinic", visited.index)
    weights = np.column_stack([camera.colour_weights, camera.uv_weights])
    bare = reflectance_image(visited.subject, weights)
    backdrop = studio.backdrop @ weights
    flashes = _Setting(studio.lighting, view.rotation, camera.specular, backdrop[:3])
    colour = _scene(life, visited, seen, bare[..., :3], flashes)
    flashes = replace(flashes, shine=UV_SHINE * camera.specular, backdrop=backdrop[3:])
    uv = _scene(life, visited, seen, bare[..., 3:], flashes)
    level = np.float32(visited.sitting.light)
    truth = visited.subject.maps
    on_skin = seen.picture(life.head.shining) > 0.5
    return ClinicPhoto(
        view=view,
        colour=take_colour(camera, colour * level, view.mm_per_pixel, rng),
        uv=take_uv(camera, uv[..., 0] * level, view.mm_per_pixel, rng),
        skin_mask=_skin_mask(life, seen),
        regions=np.asarray(seen.labels(life.head.regions), dtype=np.uint8),
        melanin=np.where(on_skin, seen.picture(truth.melanin), 0).clip(0, None),
        dermal_melanin=np.where(on_skin, seen.picture(truth.dermal_melanin), 0).clip(0, None),
        haemoglobin=np.where(on_skin, seen.picture(truth.blood), 0).clip(0, None),
        spots=_spots(life, visited, seen),
    )


def phone_photo(life: Life, visited: Visit, phone: Phone, number: int, studio: Studio) -> PhonePhoto:
    """Take a phone's picture of a person at a visit.

    Args:
        life: whose.
        visited: the visit.
        phone: what takes it.
        number: of the phone among those of this person.
        studio: the clinic's, for the UV photo of the same frame and for the way back to the clinic's photo.

    """
    rng = life.stream("phone", number, "visit", visited.index)
    return take_with_phone(life, visited, phone, draw_occasion(rng, life, phone), studio, rng=rng)


def draw_occasion(rng: np.random.Generator, life: Life, phone: Phone) -> Occasion:
    """Draw how and where a phone takes a picture of a person."""
    shot = draw_shot(rng, phone)
    view = draw_phone_view(rng, phone.megapixels, FINEST * life.canvas.mm_per_pixel)
    return Occasion(shot, view, draw_phone_lighting(rng), dye(rng))


def take_with_phone(
    life: Life, visited: Visit, phone: Phone, occasion: Occasion, studio: Studio, *, rng: np.random.Generator
) -> PhonePhoto:
    """Take a phone's picture of a person on an occasion, which may be another one than chance would draw.

    Args:
        life: whose.
        visited: the visit.
        phone: what takes it.
        occasion: how and where.
        studio: the clinic's, for the UV photo of the same frame and for the way back to the clinic's photo.
        rng: of the noise.

    """
    shot, view = occasion.shot, occasion.view
    seen = warp(view, life.canvas, life.surface.depth, RELIEF_MM)
    weights = phone.weights(shot.light)
    bare = reflectance_image(visited.subject, weights)
    setting = _Setting(occasion.lighting, view.rotation, 1.0, occasion.backdrop @ weights)
    scene = _scene(life, visited, seen, bare, setting)
    clinic = studio.view(visited.sitting)
    uv_weights = studio.camera.uv_weights[:, None]
    uv_bare = reflectance_image(visited.subject, uv_weights)
    flashes = _Setting(
        studio.lighting, clinic.rotation, UV_SHINE * studio.camera.specular, studio.backdrop @ uv_weights
    )
    uv = _scene(life, visited, seen, uv_bare, flashes)
    return PhonePhoto(
        view=view,
        shot=shot,
        colour=develop(phone, shot, scene, rng),
        uv=take_uv(studio.camera, uv[..., 0], view.mm_per_pixel, rng),
        skin_mask=_skin_mask(life, seen),
        regions=np.asarray(seen.labels(life.head.regions), dtype=np.uint8),
        spots=_spots(life, visited, seen),
        to_clinic=_to_clinic(life, clinic, seen),
    )


@dataclass(frozen=True)
class _Setting:
    lighting: Lighting
    turn: NDArray[np.float64]  # (3, 3) rotation of the head
    shine: float  # share of the gloss that reaches the camera
    backdrop: NDArray[np.float64]  # (C,) reflectance


def _scene(life: Life, visited: Visit, seen: Warp, bare: Image, setting: _Setting) -> Image:
    """Light the head, warp it into the view, and put it before a backdrop that falls off to its corners."""
    head = seen.picture(lit(visited.subject, bare, setting.lighting, setting.turn, setting.shine))
    cover = np.clip(seen.picture(life.head.outline), 0.0, 1.0)[..., None]
    rows, columns = (np.linspace(-1, 1, size, dtype=np.float32) for size in head.shape[:2])
    fall = (0.8 - 0.15 * (rows[:, None] ** 2 + columns**2) - 0.1 * rows[:, None])[..., None]
    head = head.reshape(*cover.shape[:2], -1)
    return np.maximum(head * cover + (1 - cover) * fall * setting.backdrop.astype(np.float32), 0.0)


def _skin_mask(life: Life, seen: Warp) -> NDArray[np.bool_]:
    return np.asarray(seen.labels(life.head.skin_mask.astype(np.uint8)) > 0)


def _spots(life: Life, visited: Visit, seen: Warp) -> NDArray[np.uint16]:
    """Return the marks on the bare skin of the face."""
    on_face = np.where(life.head.skin_mask, visited.added.labels, 0).astype(np.uint16)
    return np.asarray(seen.labels(on_face), dtype=np.uint16)


def _to_clinic(life: Life, clinic: View, seen: Warp) -> Image:
    """Return where in the clinic's photo a thinned grid of a phone's pixels lies, (h, w, 2) row and column."""
    step = slice(WARP_STEP // 2, None, WARP_STEP)
    pixels = np.stack([seen.rows[step, step], seen.columns[step, step]], axis=-1)
    places = life.canvas.to_millimetres(pixels.reshape(-1, 2))
    found = clinic.seen_at(places, life.canvas, life.surface.depth, RELIEF_MM)
    return found.reshape(pixels.shape).astype(np.float32)
