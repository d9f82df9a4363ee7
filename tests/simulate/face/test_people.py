"""Who is simulated: every value in its range, the mixes as stated, and colours within those of measured people."""

from dataclasses import astuple, fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.simulate.camera.colorimetry import individual_typology_angle, lab
from uvphoto.simulate.face.people import (
    FITTED_CORRELATION,
    FITTED_MEAN,
    FITTED_SD,
    MELANIN,
    Person,
    Population,
    Sex,
    SkinType,
    draw_person,
    draw_skin,
)
from uvphoto.simulate.optics.skin_optics import GLOSS, SkinOptics, reflectance
from uvphoto.simulate.optics.spectral_fit import FREE
from uvphoto.simulate.spectra import WAVELENGTHS

seeds = st.integers(0, 2**32 - 1)
mixes = st.sampled_from(list(Population))


def draw(mix: Population, count: int = 500) -> list[Person]:
    rng = np.random.default_rng(1)
    return [draw_person(rng, mix) for _ in range(count)]


def together(skins: list[SkinOptics]) -> SkinOptics:
    return SkinOptics(
        **{f.name: np.array([float(getattr(skin, f.name)) for skin in skins]) for f in fields(SkinOptics)}
    )


@pytest.fixture(scope="module")
def spectra() -> dict[Population, np.ndarray]:
    """Return what a spectrophotometer would read on 500 people of each mix, (500, L)."""
    return {mix: reflectance(together([p.skin for p in draw(mix)]), streams=8) + GLOSS for mix in Population}


@settings(max_examples=200)
@given(seeds, mixes)
def test_every_drawn_value_lies_in_its_range(seed: int, mix: Population) -> None:
    person = draw_person(np.random.default_rng(seed), mix)
    assert 18 <= person.age <= 85
    assert person.skin_type in mix.shares
    for name in ("sun_history", "freckling", "acne", "oiliness", "hair_melanin", "iris_melanin", "beard"):
        assert 0 <= getattr(person, name) <= 1, name
    assert person.sex is Sex.MALE or person.beard == 0


@settings(max_examples=200)
@given(seeds, st.sampled_from(SkinType))
def test_every_skin_is_physical(seed: int, kind: SkinType) -> None:
    skin = draw_skin(np.random.default_rng(seed), kind)
    assert all(np.ndim(value) == 0 for value in astuple(skin))
    assert 0.002 < skin.melanin < 0.6
    for name in ("upper_share", "pheomelanin_share", "saturation", "rayleigh_share"):
        assert 0 < getattr(skin, name) < 1, name
    assert 0.055 <= skin.epidermis_mm <= 0.105
    assert 0.15 <= skin.papilla_mm <= 0.23
    assert 0.002 < skin.blood < 0.08
    assert 0.001 < skin.vessel_radius_mm < 0.05
    assert 3 < skin.scattering < 12
    assert skin.dermal_melanin == 0


@given(seeds, mixes)
def test_the_same_seed_gives_the_same_person(seed: int, mix: Population) -> None:
    assert draw_person(np.random.default_rng(seed), mix) == draw_person(np.random.default_rng(seed), mix)


@pytest.mark.parametrize("mix", list(Population))
def test_mix_has_the_stated_shares(mix: Population) -> None:
    assert sum(mix.shares.values()) == pytest.approx(1)
    people = draw(mix, 2000)
    for kind, share in mix.shares.items():
        found = np.mean([person.skin_type is kind for person in people])
        assert found == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 2000))


def test_skin_types_have_their_median_of_melanin() -> None:
    rng = np.random.default_rng(3)
    for kind, (median, spread) in MELANIN.items():
        logarithms = np.log([draw_skin(rng, kind).melanin for _ in range(300)])
        assert np.median(logarithms) == pytest.approx(np.log(median), abs=4 * spread / np.sqrt(300))
        assert logarithms.std() == pytest.approx(spread, rel=0.25)


def test_constants_belong_to_the_fitted_parameters() -> None:
    assert FITTED_MEAN.shape == FITTED_SD.shape == (len(FREE),)
    np.testing.assert_array_equal(FITTED_CORRELATION, FITTED_CORRELATION.T)
    np.testing.assert_array_equal(np.diag(FITTED_CORRELATION), 1)
    assert np.linalg.eigvalsh(FITTED_CORRELATION).min() > -0.03  # two decimals


@pytest.mark.parametrize(
    ("mix", "least", "most", "span"),
    [(Population.GLOBAL, (-60, -20), (60, 70), 47), (Population.EAST_ASIAN_CLINIC, (0, 25), (55, 70), 20)],
)
def test_typology_angles_lie_about_those_of_measured_people(
    spectra: dict[Population, np.ndarray], mix: Population, least: tuple[int, int], most: tuple[int, int], span: int
) -> None:
    found = individual_typology_angle(lab(spectra[mix]))  # 100 people of NIST: -21 to 63 degrees, 5-95 % 11 to 58
    assert least[0] < found.min() < least[1]
    assert most[0] < found.max() < most[1]
    assert np.subtract(*np.percentile(found, (95, 5))) > span


def test_uv_reflectance_lies_about_that_of_measured_people(spectra: dict[Population, np.ndarray]) -> None:
    uv = spectra[Population.GLOBAL][:, (WAVELENGTHS > 355) & (WAVELENGTHS < 375)].mean(axis=1)
    assert 0.03 < uv.min() < 0.06  # 0.047 to 0.269, mean 0.149, in 100 people of NIST, few of them dark
    assert 0.22 < uv.max() < 0.32
    assert 0.10 < uv.mean() < 0.17


def test_blood_and_saturation_do_not_follow_from_melanin_alone() -> None:
    skin = together([person.skin for person in draw(Population.GLOBAL)])
    logarithm = np.log(skin.melanin)
    assert abs(np.corrcoef(logarithm, np.log(skin.blood))[0, 1]) < 0.35
    assert np.corrcoef(logarithm, np.log(skin.vessel_radius_mm))[0, 1] == pytest.approx(
        FITTED_CORRELATION[0, 5], abs=0.15
    )
