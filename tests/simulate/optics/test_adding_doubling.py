"""The solver of layered media, against an independent solver, closed forms and the conservation of light."""

import iadpython
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.simulate.optics import adding_doubling as ad
from uvphoto.simulate.optics.skin_optics import GLOSS, REFRACTIVE_INDEX

STREAMS = ad.Streams.for_index(REFRACTIVE_INDEX, 16)
FLUX = 2 * STREAMS.cosines * STREAMS.weights

anisotropies = st.sampled_from([0.0, 0.5, 0.8, 0.9])


def solved(albedo: float, depth: float, g: float, streams: ad.Streams = STREAMS) -> ad.Layer:
    return ad.layer(streams, np.array(depth * (1 - albedo)), np.array(depth * albedo), np.array(1.0), g)


def through_slab(slab: ad.Layer, streams: ad.Streams = STREAMS) -> tuple[float, float]:
    """Return total reflectance and transmittance of a slab in air for light along its normal, gloss included."""
    mirror = np.diag(streams.surface_reflection())
    stack = ad.lay_on(slab, mirror)
    one = np.eye(len(mirror))
    flux = 2 * streams.cosines * streams.weights
    falling = np.zeros(len(mirror))
    falling[-1] = (1 - mirror[-1, -1]) / flux[-1]
    down = np.linalg.solve(one - mirror @ stack, falling)  # just under the upper surface, all bounces summed
    at_bottom = np.linalg.solve(one - slab.r @ mirror, slab.t @ down)
    return float(ad.reflectance(streams, stack)) + GLOSS, float(flux * (1 - np.diag(mirror)) @ at_bottom)


@pytest.mark.parametrize("g", [0.0, 0.5, 0.8, 0.9])
@pytest.mark.parametrize("depth", [0.1, 1.0, 8.0, 60.0])
@pytest.mark.parametrize("albedo", [0.3, 0.9, 0.99, 0.9999])
def test_slab_agrees_with_iadpython(albedo: float, depth: float, g: float) -> None:
    theirs = iadpython.Sample(a=albedo, b=depth, g=g, n=REFRACTIVE_INDEX, n_above=1, n_below=1, quad_pts=16).rt()
    np.testing.assert_allclose(through_slab(solved(albedo, depth, g)), theirs[:2], rtol=2e-3, atol=5e-5)


def test_internal_reflection_of_the_surface_agrees_with_iadpython() -> None:
    theirs = [iadpython.fresnel_reflection(REFRACTIVE_INDEX, mu, 1) for mu in STREAMS.cosines]
    np.testing.assert_allclose(STREAMS.surface_reflection(), theirs, atol=1e-12)
    assert STREAMS.surface_reflection()[-1] == pytest.approx(GLOSS)


@pytest.mark.parametrize("count", [4, 8, 12, 24])
def test_quadrature_integrates_polynomials(count: int) -> None:
    streams = ad.Streams.for_index(REFRACTIVE_INDEX, count)
    assert streams.cosines[-1] == 1
    for degree in range(count - 1):  # Gauss holds 2 n - 1, Radau 2 n - 2 with n half of the streams
        assert streams.weights @ streams.cosines**degree == pytest.approx(1 / (degree + 1), abs=1e-10)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.02, 200), anisotropies)
def test_nothing_is_lost_without_absorption(depth: float, g: float) -> None:
    slab = solved(1.0, depth, g)
    np.testing.assert_allclose(FLUX @ (slab.r + slab.t), FLUX, rtol=1e-6)
    assert sum(through_slab(slab)) == pytest.approx(1, abs=1e-6)


def test_a_mirror_under_a_clear_layer_returns_all() -> None:
    stack = ad.lay_on(solved(1.0, 5.0, 0.8), np.eye(16))
    assert ad.reflectance(STREAMS, stack) + GLOSS == pytest.approx(1, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 0.999), st.floats(0.05, 50), st.floats(0.1, 0.9), anisotropies)
def test_two_parts_make_the_whole(albedo: float, depth: float, share: float, g: float) -> None:
    below = np.diag(STREAMS.surface_reflection())
    whole = ad.lay_on(solved(albedo, depth, g), below)
    parts = ad.lay_on(solved(albedo, share * depth, g), ad.lay_on(solved(albedo, (1 - share) * depth, g), below))
    np.testing.assert_allclose(ad.reflectance(STREAMS, parts), ad.reflectance(STREAMS, whole), rtol=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.3, 0.999), st.floats(0.05, 20), anisotropies)
def test_no_layer_makes_light(albedo: float, depth: float, g: float) -> None:
    slab = solved(albedo, depth, g)
    assert np.all(FLUX @ (slab.r + slab.t) < FLUX)


def chandrasekhar_h(albedo: float, cosine: float) -> float:
    """Return H of isotropic scattering by iterating its integral equation (Radiative Transfer, 1960, section 38)."""
    x, w = np.polynomial.legendre.leggauss(200)
    mu, w = (x + 1) / 2, w / 2
    h = np.ones_like(mu)

    def inverse(at: np.ndarray) -> np.ndarray:
        return np.sqrt(1 - albedo) + albedo / 2 * (w * mu * h) @ (1 / (mu[:, None] + at))

    for _ in range(2000):
        h = 1 / inverse(mu)
    return float(1 / inverse(np.array([cosine]))[0])


@pytest.mark.parametrize("albedo", [0.3, 0.8, 0.99])
def test_thick_layer_reaches_chandrasekhars_half_space(albedo: float) -> None:
    slab = solved(albedo, 400.0, 0.0)
    along_normal = FLUX @ slab.r[:, -1] / FLUX[-1]
    assert along_normal == pytest.approx(1 - np.sqrt(1 - albedo) * chandrasekhar_h(albedo, 1.0), abs=2e-4)


def test_unscattered_light_follows_beer() -> None:
    slab = ad.layer(STREAMS, np.array(2.0), np.array(1e-9), np.array(0.5))
    np.testing.assert_allclose(np.diag(slab.t), np.exp(-1.0 / STREAMS.cosines), atol=2e-4)


def test_layers_of_any_thickness_are_solved_at_once() -> None:
    absorption, depth = np.array([[0.1], [2.0]]), np.array([0.05, 1.0, 30.0])
    together = ad.layer(STREAMS, absorption, np.array(20.0), depth)
    assert together.r.shape == (2, 3, 16, 16)
    for i, j in np.ndindex(2, 3):
        alone = ad.layer(STREAMS, absorption[i, 0], np.array(20.0), depth[j])
        np.testing.assert_allclose(
            ad.reflectance(STREAMS, together.r)[i, j], ad.reflectance(STREAMS, alone.r), rtol=1e-3
        )
