"""The optics of a person's skin from a measured reflectance spectrum.

Penalised least squares with a Gaussian prior on transformed parameters (a maximum a posteriori estimate), solved for
all spectra at once by Levenberg and Marquardt's method with a numerical Jacobian.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from uvphoto.simulate.optics.skin_optics import GLOSS, SkinOptics, reflectance

Array = NDArray[np.float64]
Scale = Literal["log", "logit", "plain"]


@dataclass(frozen=True)
class Free:
    """A field of SkinOptics that is fitted: the scale on which it is, and its prior mean and SD on that scale."""

    name: str
    scale: Scale
    mean: float  # in the field's own unit
    sd: float  # on the scale


# Prior means and spreads from the ranges in the literature that chromophores.py cites; wide, so that data decide.
FREE = (
    Free("melanin", "log", 0.025, 1.0),
    Free("pheomelanin_share", "logit", 0.2, 0.8),
    Free("uv_tail", "log", 4.0, 0.5),
    Free("blood", "log", 0.015, 0.8),
    Free("saturation", "logit", 0.65, 0.6),
    Free("vessel_radius_mm", "log", 0.01, 0.5),
    Free("yellow", "log", 0.05, 1.0),
    Free("scattering", "log", 5.5, 0.25),
    Free("rayleigh_share", "logit", 0.2, 0.7),
    Free("mie_power", "plain", 0.7, 0.3),
)


def to_scale(free: Free, value: Array) -> Array:
    """Bring a parameter from its own unit onto the scale on which it is fitted."""
    if free.scale == "log":
        return np.log(value)
    return np.log(value / (1.0 - value)) if free.scale == "logit" else value


def from_scale(free: Free, value: Array) -> Array:
    """Bring a parameter back into its own unit."""
    if free.scale == "log":
        return np.exp(value)
    return 1.0 / (1.0 + np.exp(-value)) if free.scale == "logit" else value


def optics(parameters: Array) -> SkinOptics:
    """Return the skin of fitted parameters, (..., P) in the order and on the scales of FREE."""
    return SkinOptics(**{free.name: from_scale(free, parameters[..., i]) for i, free in enumerate(FREE)})


@dataclass(frozen=True)
class Prior:
    """What is known of the parameters before a spectrum is seen: a normal distribution on the scales of FREE."""

    mean: Array  # (P,)
    precision: Array  # (P, P), the inverse of the covariance

    @classmethod
    def from_literature(cls) -> "Prior":
        """Return the wide prior of FREE, which takes the parameters for independent."""
        mean = np.array([float(to_scale(free, np.asarray(free.mean))) for free in FREE])
        return cls(mean, np.diag([free.sd**-2 for free in FREE]))

    @classmethod
    def from_people(cls, parameters: Array) -> "Prior":
        """Return the distribution of parameters fitted to other people, (S, P) with S well above P."""
        return cls(parameters.mean(axis=0), np.asarray(np.linalg.inv(np.cov(parameters.T)), np.float64))


@dataclass(frozen=True)
class Fit:
    """What was found: parameters (S, P) on the scales of FREE, and the spectra (S, L) that they give, with gloss."""

    parameters: Array
    spectra: Array

    @property
    def skin(self) -> SkinOptics:
        """The optics, with fields of shape (S,)."""
        return optics(self.parameters)


def fit_spectra(
    measured: Array, used: NDArray[np.bool_], *, prior: Prior | None = None, iterations: int = 12, streams: int = 10
) -> Fit:
    """Fit the optics of skin to spectra.

    Args:
        measured: (S, L) reflectance factors on WAVELENGTHS, gloss included as an integrating sphere sees it.
        used: (L,) which wavelengths count.
        prior: what is known before; by default that of the literature.
        iterations: steps of the solver; 12 suffice from the prior mean.
        streams: directions of the adding-doubling solver; 6 take a third of the time and are 2-9 % too
            bright in the ultraviolet, on very dark skin up to 23 %.

    """
    problem = _Problem.of(measured, used, prior or Prior.from_literature(), streams)
    p = np.tile(problem.prior.mean, (len(measured), 1))
    spectra = problem.model(p)
    lowest, damping = problem.cost(p, spectra), np.full(len(measured), 1e-2)
    for _ in range(iterations):
        tried = p + np.clip(problem.marquardt_step(p, spectra, damping), -1.0, 1.0)
        tried_spectra = problem.model(tried)
        reached = problem.cost(tried, tried_spectra)
        better = reached < lowest
        p = np.where(better[:, None], tried, p)
        spectra = np.where(better[:, None], tried_spectra, spectra)
        lowest, damping = np.where(better, reached, lowest), np.where(better, damping / 5, damping * 5)
    return Fit(p, spectra)


@dataclass(frozen=True)
class _Problem:
    measured: Array  # (S, U) at the wavelengths used
    used: NDArray[np.bool_]  # (L,)
    sigma: Array  # (S, U) error of model and instrument together
    prior: Prior
    streams: int

    @classmethod
    def of(cls, measured: Array, used: NDArray[np.bool_], prior: Prior, streams: int) -> "_Problem":
        return cls(measured[:, used], used, 0.003 + 0.02 * measured[:, used], prior, streams)

    def model(self, p: Array) -> Array:
        return reflectance(optics(p), self.streams) + GLOSS

    def cost(self, p: Array, spectra: Array) -> Array:
        misfit = (spectra[:, self.used] - self.measured) / self.sigma
        away = p - self.prior.mean
        return (misfit**2).sum(axis=1) + ((away @ self.prior.precision) * away).sum(axis=1)

    def marquardt_step(self, p: Array, spectra: Array, damping: Array) -> Array:
        """Solve (J'J + C^-1 + damping diag) step = J'r - C^-1 (p - mean) for each spectrum."""
        h = 1e-3
        moved = self.model(p[:, None] + h * np.eye(p.shape[1]))  # (S, P, L)
        jacobian = ((moved - spectra[:, None]) / h)[:, :, self.used] / self.sigma[:, None]
        residual = (self.measured - spectra[:, self.used]) / self.sigma
        normal = jacobian @ jacobian.transpose(0, 2, 1) + self.prior.precision
        gradient = (jacobian @ residual[..., None])[..., 0] - (p - self.prior.mean) @ self.prior.precision
        damped = normal + damping[:, None, None] * np.eye(p.shape[1]) * normal
        return np.asarray(np.linalg.solve(damped, gradient[..., None])[..., 0], dtype=np.float64)
