"""Looked-up band reflectances against solving every pixel."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import ArrayLike

from uvphoto.simulate.face.band_table import BLOOD, DERMAL_FULL, MELANIN, BandTable
from uvphoto.simulate.face.people import Population, SkinType, draw_person, draw_skin
from uvphoto.simulate.face.skin_maps import SkinMaps
from uvphoto.simulate.optics.skin_optics import SkinOptics, reflectance
from uvphoto.simulate.spectra import WAVELENGTHS

CENTRES = np.array([365.0, 450.0, 540.0, 620.0])
BANDS = np.exp(-0.5 * ((WAVELENGTHS[:, None] - CENTRES) / 18) ** 2)
WEIGHTS = BANDS / BANDS.sum(axis=0)  # (L, 4)


def draw_maps(rng: np.random.Generator, count: int, upper_share: ArrayLike) -> SkinMaps:
    """Draw chromophores of faces: wide in melanin and blood, a third of the pixels with melanin in the dermis."""
    dermal = np.where(rng.random(count) < 1 / 3, rng.uniform(0, 0.04, count), 0.0)
    return SkinMaps(
        melanin=np.exp(rng.uniform(np.log(0.003), np.log(0.4), count)).astype(np.float32),
        dermal_melanin=dermal.astype(np.float32),
        blood=np.exp(rng.uniform(np.log(0.004), np.log(0.2), count)).astype(np.float32),
        upper_share=np.broadcast_to(upper_share, count).astype(np.float32),
    )


def direct(skin: SkinOptics, maps: SkinMaps) -> np.ndarray:
    changed = skin.changed(
        melanin=maps.melanin, blood=maps.blood, dermal_melanin=maps.dermal_melanin, upper_share=maps.upper_share
    )
    return reflectance(changed) @ WEIGHTS


@pytest.mark.parametrize("seed", [0, 3, 4])
def test_table_agrees_with_solving_each_pixel(seed: int) -> None:
    rng = np.random.default_rng(seed)
    skin = draw_person(rng, Population.GLOBAL).skin
    maps = draw_maps(rng, 200, skin.upper_share)
    error = np.abs(BandTable.of(skin).bands(maps, WEIGHTS) / direct(skin, maps) - 1)
    assert error[maps.melanin < 0.3].max() < 0.02
    assert error.max() < 0.03  # the splines bend at the dark end of the grid
    assert error.mean() < 0.004


@pytest.mark.parametrize("kind", [SkinType.VERY_LIGHT, SkinType.MEDIUM, SkinType.DARK])
def test_table_follows_marks_through_the_depth_of_the_epidermis(kind: SkinType) -> None:
    """Marks that add up to twice the skin's own melanin, anywhere from above to the base."""
    rng = np.random.default_rng(5)
    skin = draw_skin(rng, kind)
    own, share = float(np.asarray(skin.melanin)), float(np.asarray(skin.upper_share))
    added = rng.uniform(0.0, 2.0, 200)
    maps = replace(
        draw_maps(rng, 200, (share + added * rng.random(200)) / (1.0 + added)),
        melanin=np.minimum(own * (1.0 + added), 0.5).astype(np.float32),
        blood=rng.uniform(0.01, 0.1, 200).astype(np.float32),
    )
    maps = replace(maps, dermal_melanin=maps.dermal_melanin / 4)
    error = np.abs(BandTable.of(skin).bands(maps, WEIGHTS) / direct(skin, maps) - 1)
    assert error.max() < 0.05
    assert np.percentile(error, 95) < 0.02
    assert error.mean() < 0.006


def test_maps_keep_their_shape_and_kind() -> None:
    one = np.full((3, 5), 0.03, dtype=np.float32)
    bands = BandTable.of(SkinOptics()).bands(SkinMaps(one, one * 0, one, one * 0 + 0.25), WEIGHTS)
    assert bands.shape == (3, 5, 4)
    assert bands.dtype == np.float32


def test_values_beyond_the_grid_are_taken_at_its_edge() -> None:
    table = BandTable.of(SkinOptics())

    def look_up(melanin: float, dermal: float, blood: float) -> np.ndarray:
        maps = SkinMaps(*(np.array([value], dtype=np.float32) for value in (melanin, dermal, blood, 0.25)))
        return table.bands(maps, WEIGHTS)[0]

    lowest, highest = look_up(MELANIN[0], 0, BLOOD[0]), look_up(MELANIN[-1], DERMAL_FULL, BLOOD[-1])
    np.testing.assert_allclose(look_up(1e-9, 0, 1e-9), lowest, rtol=1e-4)
    np.testing.assert_allclose(look_up(1.0, 1.0, 1.0), highest, rtol=1e-4)
