"""What absorbs and scatters, against the published tables and closed forms."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import curve_fit

from uvphoto.simulate.optics import chromophores as ch
from uvphoto.simulate.spectra import WAVELENGTHS


def table(reference_data: Path, name: str) -> np.ndarray:
    return np.loadtxt(reference_data / "spectra" / "chromophores" / name, skiprows=1)


def by_triangle(wavelengths: np.ndarray, values: np.ndarray) -> np.ndarray:
    weights = np.maximum(1 - np.abs(wavelengths - WAVELENGTHS[:, None]) / 10, 0)
    return weights @ values / weights.sum(axis=1)


@pytest.mark.parametrize(("column", "ours"), [(1, ch.OXYHAEMOGLOBIN), (2, ch.DEOXYHAEMOGLOBIN)])
def test_haemoglobin_is_prahls_table(reference_data: Path, column: int, ours: np.ndarray) -> None:
    prahl = table(reference_data, "ext_and_molarext_oxy_and_deo_Prahl.txt")
    np.testing.assert_allclose(ours, by_triangle(prahl[:, 0], prahl[:, column]), rtol=0.02)


def at(wavelength: float, spectrum: np.ndarray) -> float:
    return float(spectrum[..., wavelength == WAVELENGTHS].item())


def test_melanosome_has_the_level_of_jacques() -> None:
    assert at(500, ch.eumelanosome_absorption()) == pytest.approx(6.6e11 * 500**-3.33 / 10)
    assert at(400, ch.pheomelanosome_absorption()) == pytest.approx(at(400, ch.eumelanosome_absorption()))


def test_pheomelanin_falls_more_steeply_by_about_as_much_as_was_measured(reference_data: Path) -> None:
    def power(wavelengths: np.ndarray, values: np.ndarray) -> float:
        chosen = (wavelengths >= 400) & (wavelengths <= 700)
        return float(np.polyfit(np.log(wavelengths[chosen]), np.log(values[chosen]), 1)[0])

    measured = [table(reference_data, f"ext_and_molarext_{kind}_Sarna.txt") for kind in ("eum", "phe")]
    eumelanin, pheomelanin = (power(one[:, 0], one[:, 1]) for one in measured)
    assert power(WAVELENGTHS, ch.eumelanosome_absorption()) == pytest.approx(eumelanin, abs=0.4)
    assert power(WAVELENGTHS, ch.pheomelanosome_absorption()) == pytest.approx(pheomelanin, abs=0.6)


def test_blood_spread_evenly_has_the_absorption_of_its_haemoglobin() -> None:
    blood = ch.blood_absorption([0.0, 1.0], 1e-9)
    per_molar = np.log(10) * 150 / 64500 / 10
    np.testing.assert_allclose(blood[0], per_molar * ch.DEOXYHAEMOGLOBIN, rtol=1e-6)
    np.testing.assert_allclose(blood[1], per_molar * ch.OXYHAEMOGLOBIN, rtol=1e-6)
    assert 26 < at(540, blood[1]) < 29  # 1/mm, the level often quoted for whole blood


@given(st.floats(0, 1), st.floats(1e-4, 0.1))
def test_packing_into_vessels_weakens_most_where_blood_absorbs_most(saturation: float, radius: float) -> None:
    spread, packed = ch.blood_absorption(saturation, 1e-9), ch.blood_absorption(saturation, radius)
    assert np.all(packed <= spread * (1 + 1e-6))
    order = np.argsort(spread)
    assert np.all(np.diff((packed / spread)[order]) <= 1e-6)


def test_thick_vessels_absorb_by_their_width_alone() -> None:
    soret = ch.blood_absorption(0.7, 0.5)[WAVELENGTHS == 420]
    assert soret == pytest.approx(1 / (2 * 0.5), rel=1e-3)


def test_blood_broadcasts() -> None:
    saturation, radius = np.array([[0.2], [0.9]]), np.array([0.001, 0.01, 0.1])
    together = ch.blood_absorption(saturation, radius)
    assert together.shape == (2, 3, WAVELENGTHS.size)
    np.testing.assert_array_equal(together[1, 2], ch.blood_absorption(0.9, 0.1))


def test_tissue_falls_to_its_floor() -> None:
    tissue = ch.tissue_absorption()
    assert np.all(np.diff(tissue) < 0)
    assert at(340, tissue) == pytest.approx((0.244 + 85.3 * np.exp(-186 / 66.2)) / 10)
    assert tissue[-1] == pytest.approx(0.0244, rel=0.1)


def test_epidermal_tail_is_gone_by_400_nm() -> None:
    tail = ch.epidermal_uv_tail()
    assert tail[0] == 1
    assert np.all(tail[WAVELENGTHS >= 400] < 0.02)


def test_yellow_pigment_covers_bilirubin(reference_data: Path) -> None:
    bilirubin = table(reference_data, "molarext_bil_Li.txt")
    measured = np.interp(WAVELENGTHS, bilirubin[:, 0], bilirubin[:, 1])
    assert np.corrcoef(measured, ch.yellow_pigment())[0, 1] > 0.9
    assert ch.yellow_pigment().max() == pytest.approx(1, abs=0.1)


def test_scattering_takes_the_form_of_measured_dermis(reference_data: Path) -> None:
    dermis = table(reference_data, "DE_Salomatina.txt")

    def form(wavelength: np.ndarray, a: float, f: float, b: float) -> np.ndarray:
        return np.interp(wavelength, WAVELENGTHS, ch.reduced_scattering(a, f, b))

    chosen = dermis[:, 0] <= 720
    measured = dermis[chosen, 3]
    best, _ = curve_fit(form, dermis[chosen, 0], measured, p0=(5, 0.2, 0.8), bounds=([1, 0, 0], [20, 1, 3]))
    np.testing.assert_allclose(form(dermis[chosen, 0], *best), measured, rtol=0.06)


@given(st.floats(1, 10), st.floats(0, 1), st.floats(0, 3))
def test_scattering_is_stated_at_500_nm_and_falls(a: float, f: float, b: float) -> None:
    scattering = ch.reduced_scattering(a, f, b)
    assert at(500, scattering) == pytest.approx(a)
    assert np.all(np.diff(scattering) <= 1e-12)
