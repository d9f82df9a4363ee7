import numpy as np
import pytest

from uvphoto.simulate.face import materials
from uvphoto.simulate.spectra import WAVELENGTHS, Spectrum


def mean(spectrum: Spectrum, low: float, high: float) -> float:
    return float(spectrum[(low <= WAVELENGTHS) & (high >= WAVELENGTHS)].mean())


@pytest.mark.parametrize(
    "spectrum",
    [
        *(materials.hair(amount) for amount in (0.0, 0.4, 1.0)),
        *(materials.iris(amount) for amount in (0.0, 1.0)),
        materials.sclera(),
        materials.black(),
        materials.mouth_seam(),
        materials.lens_transmission(),
        *(materials.dye(np.random.default_rng(seed)) for seed in range(20)),
    ],
)
def test_reflectance_is_a_share_of_the_light(spectrum: Spectrum) -> None:
    assert spectrum.shape == WAVELENGTHS.shape
    assert spectrum.min() >= 0
    assert spectrum.max() <= 1


def test_hair_darkens_with_melanin_and_brown_hair_is_reddish() -> None:
    levels = [mean(materials.hair(amount), 500, 600) for amount in (0.0, 0.3, 0.6, 1.0)]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] < 0.03
    brown = materials.hair(0.4)
    assert mean(brown, 600, 700) > 1.5 * mean(brown, 420, 480)


def test_eyes_are_blue_without_melanin_and_brown_with_it() -> None:
    blue, brown = materials.iris(0.0), materials.iris(1.0)
    assert mean(blue, 430, 480) > 1.5 * mean(blue, 600, 700)
    assert mean(brown, 600, 700) > 1.5 * mean(brown, 430, 480)
    assert mean(materials.sclera(), 350, 380) < 0.5 * mean(materials.sclera(), 450, 700)


def test_lenses_stop_uv_and_let_light_through() -> None:
    lens = materials.lens_transmission()
    assert mean(lens, 340, 390) < 0.01
    assert mean(lens, 430, 720) > 0.85


def test_cloth_is_of_many_shades_and_darker_in_uv() -> None:
    dyes = [materials.dye(np.random.default_rng(seed)) for seed in range(60)]
    levels = np.array([mean(one, 420, 700) for one in dyes])
    assert levels.std() > 0.1
    assert np.mean([mean(one, 350, 380) <= mean(one, 430, 460) + 0.02 for one in dyes]) > 0.95
