"""The light in which each family of phones takes its pictures."""

from collections.abc import Callable

import numpy as np

from uvphoto.simulate.camera.illuminants import (
    FluorescentKind,
    daylight,
    display,
    fluorescent,
    led,
    mix,
    planckian,
    xenon_flash,
)
from uvphoto.simulate.camera.phone_family import PhoneFamily
from uvphoto.simulate.spectra import Spectrum


def draw_light(rng: np.random.Generator, family: PhoneFamily = PhoneFamily.USUAL) -> tuple[str, Spectrum]:
    """Draw a light.

    The usual family's is of 2800-8000 K: daylight, low sun, LED, fluorescent lamp, or a mixture of lamp and window. The
    other's is none of these: shade under a blue sky (9000-15000 K), filament lamp (2200-2600 K), LED of a violet
    chip, the phone's own flash in a dim room, a display of three narrow bands.

    Returns:
        A name, which begins with "daylight" out of doors, and (L,) relative power.

    """
    return _usual(rng) if family is PhoneFamily.USUAL else _other(rng)


def _usual(rng: np.random.Generator) -> tuple[str, Spectrum]:
    kind = rng.choice(["daylight", "low sun", "led", "fluorescent", "mixed"], p=[0.35, 0.1, 0.25, 0.12, 0.18])
    if kind == "daylight":
        return _named("daylight", float(rng.uniform(4800, 8000)), daylight)
    if kind == "low sun":
        return _named("daylight of a low sun", float(rng.uniform(2800, 4500)), planckian)
    if kind == "fluorescent":
        lamps: tuple[FluorescentKind, ...] = ("warm", "cool", "triphosphor")
        lamp = lamps[rng.integers(3)]
        return f"fluorescent, {lamp}", fluorescent(lamp)
    pump, cct = float(rng.uniform(445, 460)), float(rng.choice([2800, 3000, 4000, 5000, 6500]))
    lamp_name, lamp_light = f"led, {cct:.0f} K", led(cct, pump=pump, red=float(rng.uniform(605, 630)))
    if kind == "led":
        return lamp_name, lamp_light
    share, window = float(rng.uniform(0.2, 0.8)), float(rng.uniform(5000, 8000))
    name = f"{lamp_name} with {share:.0%} of daylight, {window:.0f} K"
    return name, mix((lamp_light, 1 - share), (daylight(window), share))


def _other(rng: np.random.Generator) -> tuple[str, Spectrum]:
    kind = rng.choice(["shade", "filament", "violet led", "flash", "display"], p=[0.3, 0.15, 0.25, 0.2, 0.1])
    if kind == "shade":
        return _named("daylight in the shade", float(rng.uniform(9000, 15000)), daylight)
    if kind == "filament":
        return _named("filament", float(rng.uniform(2200, 2600)), planckian)
    if kind == "display":
        return _named("display", float(rng.uniform(6000, 9300)), display)
    if kind == "flash":
        share, room = float(rng.uniform(0.5, 0.9)), float(rng.uniform(2200, 2600))
        name = f"flash with {1 - share:.0%} of filament, {room:.0f} K"
        return name, mix((xenon_flash(), share), (planckian(room), 1 - share))
    pump, cct = float(rng.uniform(415, 425)), float(rng.choice([2700, 3500, 4500, 5700]))
    return f"violet led, {cct:.0f} K", led(cct, pump=pump, red=float(rng.uniform(605, 630)))


def _named(name: str, cct: float, light: Callable[[float], Spectrum]) -> tuple[str, Spectrum]:
    return f"{name}, {cct:.0f} K", light(cct)
