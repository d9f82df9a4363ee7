"""Who is simulated: age, sex, skin, sun history and looks, drawn from a stated population."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.optics.skin_optics import SkinOptics
from uvphoto.simulate.optics.spectral_fit import optics

Array = NDArray[np.float64]

# Mean, SD and correlation of the fitted parameters of 100 measured people (Cooksey, Tsai, Allen, J. Res. NIST 122, 26,
# 2017), in the order and on the scales of spectral_fit.FREE. `benchmarks/skin_spectra.py` prints them anew.
FITTED_MEAN: Array = np.array([-4.22, -0.57, 1.15, -3.83, 0.67, -5.12, -3.57, 1.88, -1.99, 0.41])
FITTED_SD: Array = np.array([0.64, 0.66, 0.44, 0.39, 0.35, 0.37, 0.52, 0.13, 0.35, 0.18])
FITTED_CORRELATION: Array = np.array([
    [1.00, 0.67, 0.59, 0.07, -0.14, 0.87, -0.05, -0.13, -0.14, -0.09],
    [0.67, 1.00, 0.84, 0.11, 0.15, 0.80, -0.35, -0.07, -0.74, -0.48],
    [0.59, 0.84, 1.00, -0.08, -0.01, 0.68, -0.57, -0.27, -0.69, -0.16],
    [0.07, 0.11, -0.08, 1.00, -0.04, 0.28, 0.28, -0.06, -0.10, -0.27],
    [-0.14, 0.15, -0.01, -0.04, 1.00, 0.06, 0.31, 0.71, -0.15, -0.65],
    [0.87, 0.80, 0.68, 0.28, 0.06, 1.00, -0.13, -0.08, -0.36, -0.27],
    [-0.05, -0.35, -0.57, 0.28, 0.31, -0.13, 1.00, 0.51, 0.51, -0.36],
    [-0.13, -0.07, -0.27, -0.06, 0.71, -0.08, 0.51, 1.00, 0.15, -0.57],
    [-0.14, -0.74, -0.69, -0.10, -0.15, -0.36, 0.51, 0.15, 1.00, 0.51],
    [-0.09, -0.48, -0.16, -0.27, -0.65, -0.27, -0.36, -0.57, 0.51, 1.00],
])  # fmt: skip


class Sex(StrEnum):
    """Sex, as far as it shapes a face and its hair."""

    FEMALE = "female"
    MALE = "male"


class SkinType(StrEnum):
    """A group of constitutive skin colours, by its melanin."""

    VERY_LIGHT = "very_light"
    LIGHT = "light"
    EAST_ASIAN = "east_asian"
    MEDIUM = "medium"
    BROWN = "brown"
    DARK = "dark"


# Median and spread (of the logarithm) of the melanosome fraction in the epidermis, chosen so that the mixes below span
# the measured range of ITA; the six-step scale of ITA is Chardon's (1991).
MELANIN = {
    SkinType.VERY_LIGHT: (0.0072, 0.22),
    SkinType.LIGHT: (0.0105, 0.25),
    SkinType.EAST_ASIAN: (0.0175, 0.25),
    SkinType.MEDIUM: (0.0250, 0.27),
    SkinType.BROWN: (0.0410, 0.30),
    SkinType.DARK: (0.0820, 0.38),
}


class Population(StrEnum):
    """A mix of skin types."""

    EAST_ASIAN_CLINIC = "east-asian-clinic"
    GLOBAL = "global"

    @property
    def shares(self) -> dict[SkinType, float]:
        """The share of each skin type, summing to 1."""
        if self is Population.EAST_ASIAN_CLINIC:
            return {SkinType.LIGHT: 0.15, SkinType.EAST_ASIAN: 0.65, SkinType.MEDIUM: 0.20}
        return {
            SkinType.VERY_LIGHT: 0.15,
            SkinType.LIGHT: 0.22,
            SkinType.EAST_ASIAN: 0.25,
            SkinType.MEDIUM: 0.16,
            SkinType.BROWN: 0.13,
            SkinType.DARK: 0.09,
        }


@dataclass(frozen=True)
class Person:
    """One simulated person."""

    age: float  # years at the first visit
    sex: Sex
    skin_type: SkinType
    skin: SkinOptics  # without tan, marks and the greater blood of a face; numbers, not arrays
    sun_history: float  # 0 sheltered - 1 outdoors unprotected all life
    freckling: float  # 0-1, the inborn tendency to freckles
    acne: float  # 0-1
    oiliness: float  # 0-1
    hair_melanin: float  # 0 white - 1 black
    iris_melanin: float  # 0 blue - 1 dark brown
    long_hair: bool
    beard: float  # 0 none, up to 0.5 stubble, above it a full beard
    glasses: bool


def draw_person(rng: np.random.Generator, population: Population = Population.GLOBAL) -> Person:
    """Draw a person of 18 to 85 years."""
    shares = population.shares
    kind = list(shares)[rng.choice(len(shares), p=list(shares.values()))]
    age = float(np.clip(rng.normal(45.0, 16.0), 18.0, 85.0))
    sex = Sex.FEMALE if rng.random() < 0.55 else Sex.MALE
    lightness = {SkinType.VERY_LIGHT: 1.0, SkinType.LIGHT: 0.6, SkinType.EAST_ASIAN: 0.25}.get(kind, 0.05)
    fair = kind in {SkinType.VERY_LIGHT, SkinType.LIGHT}
    greying = float(np.clip((age - rng.normal(50.0, 8.0)) / 30.0, 0.0, 0.9))
    return Person(
        age=round(age, 1),
        sex=sex,
        skin_type=kind,
        skin=draw_skin(rng, kind),
        sun_history=float(rng.beta(2.0, 3.0)),
        freckling=float(rng.beta(1.0, 2.0) * lightness),
        acne=float(rng.beta(1.0, 4.0) * np.clip(1.6 - age / 40.0, 0.15, 1.0)),
        oiliness=float(rng.beta(2.0, 2.5)),
        hair_melanin=float((rng.uniform(0.25, 0.8) if fair else rng.uniform(0.85, 1.0)) * (1.0 - greying)),
        iris_melanin=float(rng.beta(1.0, 1.2) if fair else rng.uniform(0.75, 1.0)),
        long_hair=bool(rng.random() < (0.7 if sex is Sex.FEMALE else 0.06)),
        beard=0.0 if sex is Sex.FEMALE else _draw_beard(rng),
        glasses=bool(rng.random() < 0.06),
    )


def draw_skin(rng: np.random.Generator, kind: SkinType) -> SkinOptics:
    """Draw a person's own optics: melanin by type, the rest given melanin as in the measured people."""
    median, spread = MELANIN[kind]
    log_melanin = np.log(median) + spread * rng.normal()
    score = np.clip((log_melanin - FITTED_MEAN[0]) / FITTED_SD[0], -2.0, 2.5)  # no wider than was measured
    given = FITTED_CORRELATION[1:, 0]
    conditional = FITTED_CORRELATION[1:, 1:] - np.outer(given, given)
    others = given * score + np.clip(_draw_normal(rng, conditional), -2.0, 2.0)
    parameters = np.append(log_melanin, FITTED_MEAN[1:] + FITTED_SD[1:] * others)
    return optics(parameters).changed(
        upper_share=float(rng.uniform(0.15, 0.35) + 0.1 * np.clip(score, 0.0, 1.0)),
        epidermis_mm=float(rng.uniform(0.065, 0.095)),
        papilla_mm=float(rng.uniform(0.15, 0.23)),
    )


def _draw_normal(rng: np.random.Generator, covariance: Array) -> Array:
    """Draw from a normal distribution whose covariance, being rounded, may be slightly indefinite."""
    values, vectors = np.linalg.eigh(covariance)
    return vectors @ (np.sqrt(np.maximum(values, 0.0)) * rng.normal(size=len(values)))


def _draw_beard(rng: np.random.Generator) -> float:
    style = rng.random()
    if style < 0.45:
        return float(rng.uniform(0.0, 0.12))
    return float(rng.uniform(0.12, 0.5) if style < 0.85 else rng.uniform(0.6, 1.0))
