from dataclasses import replace

import numpy as np
import pytest

from uvphoto.simulate.face.canvas import Canvas
from uvphoto.simulate.face.films import draw_films, make_up, sunscreen
from uvphoto.simulate.face.people import Person, Sex
from uvphoto.simulate.optics.skin_optics import reflectance
from uvphoto.simulate.spectra import WAVELENGTHS

UV, VISIBLE = WAVELENGTHS <= 380, WAVELENGTHS >= 420
SMALL = Canvas(4.0)
COVER = np.ones(SMALL.shape, dtype=np.float32)


def test_a_fresh_sunscreen_takes_nine_tenths_of_the_uv_and_none_of_the_light() -> None:
    film = sunscreen(COVER, 1.0)
    assert film.transmission[UV].max() < 0.25
    assert film.transmission[WAVELENGTHS <= 365].max() == pytest.approx(0.1, abs=0.02)
    assert film.transmission[VISIBLE].min() > 0.98
    assert film.scattered.max() <= 0.02
    half = sunscreen(COVER, 0.5)
    assert half.transmission[0] == pytest.approx(0.55, abs=0.02)


def test_no_sunscreen_is_nothing() -> None:
    film = sunscreen(COVER, 0.0)
    np.testing.assert_array_equal(film.transmission, 1.0)
    np.testing.assert_array_equal(film.scattered, 0.0)


@pytest.mark.parametrize("opacity", [0.15, 0.5, 1.0])
def test_make_up_has_the_skins_colour_and_absorbs_uv(person: Person, opacity: float) -> None:
    film, own = make_up(COVER, person, opacity), reflectance(person.skin)
    over = own * film.transmission + film.scattered
    np.testing.assert_allclose(over[VISIBLE], own[VISIBLE], rtol=0.06)
    assert (over[UV] < own[UV]).all()
    assert over.max() < 1


def test_some_wear_sunscreen_and_some_women_make_up(person: Person) -> None:
    worn = {sex: [] for sex in Sex}
    for sex in Sex:
        for seed in range(150):
            films = draw_films(np.random.default_rng(seed), replace(person, sex=sex), SMALL)
            worn[sex] += [film.name for film in films]
            assert all(0 <= film.cover.min() <= film.cover.max() <= 1 for film in films)
    assert 8 <= worn[Sex.FEMALE].count("sunscreen") <= 30
    assert 10 <= worn[Sex.FEMALE].count("make-up") <= 40
    assert worn[Sex.MALE].count("make-up") == 0
    assert worn[Sex.MALE].count("sunscreen") > 0


def test_whether_someone_wears_a_film_does_not_hang_on_the_resolution(person: Person) -> None:
    for seed in range(40):
        names = [
            [film.name for film in draw_films(np.random.default_rng(seed), person, Canvas(step))] for step in (2.0, 6.0)
        ]
        assert names[0] == names[1]
