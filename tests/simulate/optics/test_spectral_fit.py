"""The optics of skin from its spectrum: planted skins and measured people are recovered."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.simulate.optics.skin_optics import GLOSS, reflectance
from uvphoto.simulate.optics.spectral_fit import FREE, Fit, Free, Prior, fit_spectra, from_scale, optics, to_scale
from uvphoto.simulate.spectra import WAVELENGTHS, on_grid

NAMES = [free.name for free in FREE]
WIDE = (WAVELENGTHS >= 350) & (WAVELENGTHS <= 700)
VISIBLE = (WAVELENGTHS >= 420) & (WAVELENGTHS <= 700)
STREAMS = 6  # the same in planting and in fitting, so few do


@pytest.fixture(scope="module")
def planted() -> np.ndarray:
    prior = Prior.from_literature()
    spread = np.array([free.sd for free in FREE])
    return prior.mean + spread * np.random.default_rng(4).uniform(-0.8, 0.8, (8, len(FREE)))


@pytest.fixture(scope="module")
def measured(planted: np.ndarray) -> np.ndarray:
    return reflectance(optics(planted), STREAMS) + GLOSS


@pytest.fixture(scope="module")
def fitted(measured: np.ndarray) -> Fit:
    return fit_spectra(measured, WIDE, streams=STREAMS)


def test_planted_spectra_are_recovered(measured: np.ndarray, fitted: Fit) -> None:
    np.testing.assert_allclose(fitted.spectra[:, WIDE], measured[:, WIDE], atol=0.003)
    np.testing.assert_allclose(reflectance(fitted.skin, STREAMS) + GLOSS, fitted.spectra, rtol=1e-9)


@pytest.mark.parametrize(("name", "within"), [("melanin", 0.25), ("blood", 0.35), ("scattering", 0.12)])
def test_planted_parameters_are_recovered(planted: np.ndarray, fitted: Fit, name: str, within: float) -> None:
    column = NAMES.index(name)
    np.testing.assert_allclose(fitted.parameters[:, column], planted[:, column], atol=within)  # of a logarithm


def test_uv_is_told_from_the_visible_for_planted_skins(measured: np.ndarray) -> None:
    told = fit_spectra(measured, VISIBLE, streams=STREAMS).spectra
    at = WAVELENGTHS == 380
    assert np.corrcoef(told[:, at].ravel(), measured[:, at].ravel())[0, 1] > 0.95


def test_without_data_the_prior_remains(measured: np.ndarray) -> None:
    nothing = np.zeros(WAVELENGTHS.size, dtype=bool)
    prior = Prior.from_literature()
    np.testing.assert_allclose(fit_spectra(measured[:2], nothing, streams=4).parameters, [prior.mean] * 2)


def test_prior_of_people_has_their_mean_and_covariance(planted: np.ndarray) -> None:
    people = np.concatenate([planted, planted[:, ::-1]])
    prior = Prior.from_people(people)
    np.testing.assert_allclose(prior.mean, people.mean(axis=0))
    np.testing.assert_allclose(prior.precision @ np.cov(people, rowvar=False), np.eye(len(FREE)), atol=1e-6)


def test_a_sure_prior_outweighs_the_data(planted: np.ndarray, measured: np.ndarray) -> None:
    sure = Prior(planted[0], np.eye(len(FREE)) * 1e9)
    np.testing.assert_allclose(
        fit_spectra(measured[:1], WIDE, prior=sure, streams=4).parameters[0], planted[0], atol=1e-3
    )


@given(st.sampled_from(FREE), st.floats(0.001, 0.999))
def test_scales_are_undone(free: Free, value: float) -> None:
    assert from_scale(free, to_scale(free, np.float64(value))) == pytest.approx(value)


def test_each_free_parameter_is_a_field_of_the_skin() -> None:
    middle = optics(Prior.from_literature().mean)
    for free in FREE:
        assert getattr(middle, free.name) == pytest.approx(free.mean)


def test_measured_people_are_fitted(nist: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    wavelengths, means, _ = nist
    people = on_grid(wavelengths, means[::20].T).T
    error = (fit_spectra(people, WIDE, streams=STREAMS).spectra - people)[:, WIDE]
    rmse = np.sqrt((error**2).mean(axis=1))
    assert np.median(rmse) < 0.007
    assert rmse.max() < 0.010


@pytest.mark.slow
def test_the_visible_tells_the_ultraviolet_of_measured_people(nist: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    wavelengths, means, _ = nist
    people = on_grid(wavelengths, means.T).T
    told = fit_spectra(people, (WAVELENGTHS >= 420) & (WAVELENGTHS <= 700)).spectra
    measured, found = (values[:, (WAVELENGTHS > 355) & (WAVELENGTHS < 375)].mean(axis=1) for values in (people, told))
    r2 = 1 - ((found - measured) ** 2).sum() / ((measured - measured.mean()) ** 2).sum()
    assert r2 > 0.83  # benchmarks/skin_spectra.py, which averages over a triangle of 20 nm: 0.855
