"""Reflectance of a stack of plane scattering layers by adding-doubling.

A layer is its pair of operators: ``r`` and ``t``, (..., N, N), turn the radiance that falls on it at N directions into
the radiance that it sends back and lets through. Layers here are homogeneous, so both faces are alike. Scattering is
Henyey-Greenstein with the forward peak cut off (delta-M). All arguments broadcast: thousands of layers are solved at
once.

References:
    S. A. Prahl, M. J. C. van Gemert, A. J. Welch, Determining the optical properties of turbid media by using the
    adding-doubling method, Applied Optics 32, 559 (1993).
    W. J. Wiscombe, On initialization, error and flux conservation in the doubling method, JQSRT 16, 637 (1976).
    W. J. Wiscombe, The delta-M method, J. Atmos. Sci. 34, 1408 (1977).

"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

Array = NDArray[np.float64]

THINNEST = 0.05  # optical thickness of the first sublayer; the diamond scheme's error is of its third power


class Layer(NamedTuple):
    """Reflection and transmission of a layer, (..., N, N) each."""

    r: Array
    t: Array


@dataclass(frozen=True)
class Streams:
    """The directions in which light is followed: cosines against the normal, and their weights over (0, 1].

    Half of them lie beyond the critical angle of the surface, where nothing escapes, half within it; the last is the
    normal itself.
    """

    cosines: Array  # (N,)
    weights: Array  # (N,)
    refractive_index: float

    @classmethod
    def for_index(cls, refractive_index: float = 1.4, count: int = 8) -> "Streams":
        """Return ``count`` streams (even, >= 4) for a medium under air."""
        critical = np.sqrt(1.0 - refractive_index**-2)
        half = count // 2
        x, w = legendre.leggauss(half)
        y, v = _radau_with_upper_end(half)
        cosines = np.concatenate([critical * (x + 1) / 2, critical + (1 - critical) * (y + 1) / 2])
        weights = np.concatenate([critical * w / 2, (1 - critical) * v / 2])
        return cls(cosines, weights, refractive_index)

    def surface_reflection(self) -> Array:
        """Return Fresnel's reflectance for unpolarised light that meets the surface from within, (N,)."""
        n, cos_in = self.refractive_index, self.cosines
        cos_out = np.sqrt(np.maximum(1.0 - n**2 * (1.0 - cos_in**2), 0.0))
        s = ((n * cos_in - cos_out) / (n * cos_in + cos_out)) ** 2
        p = ((n * cos_out - cos_in) / (n * cos_out + cos_in)) ** 2
        return (s + p) / 2.0


def _radau_with_upper_end(count: int) -> tuple[Array, Array]:
    """Return nodes and weights of Radau's quadrature on [-1, 1] with a node at 1."""
    # The nodes below 1 are the roots of (P_{n-1}(x) - P_n(x)) / (1 - x), mirrored from the rule that holds -1.
    difference = legendre.Legendre.basis(count - 1) - legendre.Legendre.basis(count)
    quotient, _ = legendre.legdiv(difference.coef, legendre.Legendre.fromroots([1.0]).coef)
    inner = np.sort(legendre.legroots(quotient).real)  # all roots are real; NumPy 2.5 gives them as complex numbers
    weights = (1.0 + inner) / (count * legendre.legval(inner, legendre.Legendre.basis(count - 1).coef)) ** 2
    return np.append(inner, 1.0), np.append(weights, 2.0 / count**2)


def _phase(streams: Streams, anisotropy: float) -> tuple[Array, Array]:
    """Return the delta-M phase function averaged over azimuth, forward and backward, (N, N) each."""
    order = len(streams.cosines)
    moments = anisotropy ** np.arange(order)
    cut = anisotropy**order
    coefficients = (2 * np.arange(order) + 1) * (moments - cut) / (1 - cut)
    values = legendre.legvander(streams.cosines, order - 1)  # (N, order)
    signs = (-1.0) ** np.arange(order)
    return (values * coefficients) @ values.T, (values * coefficients * signs) @ values.T


def layer(streams: Streams, absorption: Array, scattering: Array, thickness: Array, anisotropy: float = 0.8) -> Layer:
    """Solve homogeneous layers by doubling.

    Args:
        streams: the directions.
        absorption: (...,) mu_a in 1/mm.
        scattering: (...,) mu_s (not reduced) in 1/mm.
        thickness: (...,) in mm.
        anisotropy: g of Henyey and Greenstein, the same for all.

    """
    cut = anisotropy ** len(streams.cosines)
    scattering = scattering * (1.0 - cut)
    tau = (absorption + scattering) * thickness
    albedo = (scattering / (absorption + scattering))[..., None, None]
    doublings = max(int(np.ceil(np.log2(np.max(tau) / THINNEST))), 0)
    sublayer = (tau / 2.0**doublings)[..., None, None]
    result = _diamond(streams, albedo, sublayer, anisotropy)
    for _ in range(doublings):
        result = _double(result)
    return result


def _diamond(streams: Streams, albedo: Array, tau: Array, anisotropy: float) -> Layer:
    """Solve a thin layer by Wiscombe's diamond initialisation."""
    forward, backward = _phase(streams, anisotropy)
    identity = np.eye(len(streams.cosines))
    per_cosine = tau / (2.0 * streams.cosines[:, None])
    a = per_cosine * (identity - albedo / 2.0 * forward * streams.weights)
    b = per_cosine * (albedo / 2.0 * backward * streams.weights)
    inner = np.linalg.solve(identity + a, b)
    g = np.linalg.inv(identity + a - b @ inner)
    return Layer(r=2.0 * g @ b @ np.linalg.inv(identity + a), t=2.0 * g - identity)


def _double(one: Layer) -> Layer:
    """Lay a layer on its like: r + t r (1 - r r)^-1 t and t (1 - r r)^-1 t."""
    between = np.linalg.solve(np.eye(one.r.shape[-1]) - one.r @ one.r, one.t)
    return Layer(r=one.r + one.t @ one.r @ between, t=one.t @ between)


def lay_on(top: Layer, below: Array) -> Array:
    """Return the reflection, (..., N, N), of a layer on something that reflects as ``below``, (..., N, N)."""
    between = np.linalg.solve(np.eye(below.shape[-1]) - top.r @ below, top.t)
    return top.r + top.t @ below @ between


def reflectance(streams: Streams, stack: Array) -> Array:
    """Return the share of light along the normal that comes back through the surface, (...,), without its own gloss.

    Args:
        streams: the directions.
        stack: (..., N, N) reflection of all that lies under the surface, see :func:`lay_on`.

    The gloss, Fresnel's reflection of the surface itself, is ((n - 1) / (n + 1))^2 more for a flat one.

    """
    flux = 2.0 * streams.cosines * streams.weights
    inward = streams.surface_reflection()
    falling = np.zeros_like(streams.cosines)
    falling[-1] = (1.0 - inward[-1]) / flux[-1]
    rising = np.linalg.solve(np.eye(len(falling)) - stack * inward, stack @ falling[:, None])[..., 0]
    return rising @ (flux * (1.0 - inward))
