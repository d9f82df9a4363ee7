"""What lies on the skin: sunscreen, which is black in the UV, and make-up, which evens out colours."""

from dataclasses import dataclass

import numpy as np

from uvphoto.simulate.face.canvas import Canvas, Image, texture
from uvphoto.simulate.face.people import Person, Sex
from uvphoto.simulate.optics.skin_optics import reflectance
from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum


@dataclass(frozen=True)
class Film:
    """A film of uneven thickness."""

    name: str
    cover: Image  # (H, W) 0-1
    transmission: Spectrum  # (L,) share of light that passes it twice where the cover is 1
    scattered: Spectrum  # (L,) reflectance that it adds there


def draw_films(rng: np.random.Generator, person: Person, canvas: Canvas) -> tuple[Film, ...]:
    """Draw what a person wears on a day: now and then the rest of a sunscreen, or make-up.

    That one in eight comes with sunscreen on, and one woman in six with make-up, is assumed.
    """
    films = []
    sunscreen_strength, makeup_strength = rng.uniform(0.2, 1.0), rng.uniform(0.15, 0.5)
    wears_sunscreen, wears_makeup = rng.random() < 0.12, person.sex is Sex.FEMALE and rng.random() < 0.16
    if wears_sunscreen:
        films.append(sunscreen(_patchy(rng, canvas, 14.0), float(sunscreen_strength)))
    if wears_makeup:
        films.append(make_up(_patchy(rng, canvas, 22.0), person, float(makeup_strength)))
    return tuple(films)


def sunscreen(cover: Image, strength: float) -> Film:
    """Return an organic sunscreen: its filters end at about 390 nm, it is clear in the visible.

    Args:
        cover: (H, W) 0-1.
        strength: 0 nothing - 1 a fresh layer of 2 mg/cm2, through which UV-A falls to a tenth on its two ways.

    """
    clear = 1.0 / (1.0 + np.exp(-(WAVELENGTHS - 392.0) / 6.0))
    return Film("sunscreen", cover, 1.0 - 0.9 * strength * (1.0 - clear), np.full_like(WAVELENGTHS, 0.01 * strength))


def make_up(cover: Image, person: Person, opacity: float) -> Film:
    """Return a foundation of the skin's own colour; its titanium dioxide absorbs below 390 nm.

    Args:
        cover: (H, W) 0-1.
        person: whose mean skin colour it has.
        opacity: share of the visible light that does not reach the skin.

    """
    clear = 1.0 / (1.0 + np.exp(-(WAVELENGTHS - 388.0) / 8.0))
    own = reflectance(person.skin)
    return Film("make-up", cover, np.full_like(WAVELENGTHS, 1.0 - opacity), opacity * own * (0.4 + 0.65 * clear))


def _patchy(rng: np.random.Generator, canvas: Canvas, scale_mm: float) -> Image:
    return np.clip(0.75 + 0.3 * texture(rng, canvas, scale_mm) + 0.08 * texture(rng, canvas, 1.5), 0.0, 1.0)
