from dataclasses import replace

import numpy as np
import pytest

from uvphoto.simulate.marks import Mark, MarkKind
from uvphoto.simulate.series.births import draw_spot
from uvphoto.simulate.series.treatments import Laser, Topical, hits

RNG = np.random.default_rng(7)
SPOTS = tuple(draw_spot(MarkKind.LENTIGO, 0.0, 0.0, RNG) for _ in range(400))


def of_kind(kind: MarkKind) -> Mark:
    return replace(SPOTS[0], kind=kind)


def test_a_laser_treats_its_share_of_spots_and_always_the_same_ones() -> None:
    laser = Laser(100.0, treated=0.7)
    treated = [hits(laser, 0, mark, None) for mark in SPOTS]
    assert np.mean(treated) == pytest.approx(0.7, abs=0.09)
    assert treated == [hits(laser, 0, mark, None) for mark in SPOTS]
    assert treated != [hits(laser, 1, mark, None) for mark in SPOTS]  # another sitting, other spots


def test_a_laser_leaves_alone_what_it_is_not_for_and_what_is_not_yet_there() -> None:
    laser = Laser(100.0, treated=1.0)
    reached = {kind for kind in MarkKind if hits(laser, 0, of_kind(kind), None)}
    assert reached == {MarkKind.LENTIGO, MarkKind.FRECKLE, MarkKind.FAINT}
    assert hits(laser, 0, SPOTS[0], 99.0)
    assert not hits(laser, 0, SPOTS[0], 101.0)


def test_a_laser_works_at_once_and_its_effect_comes_back_in_part() -> None:
    laser = Laser(100.0, remaining=0.1, rebound=0.3, rebound_time=180.0)
    assert laser.share_left(99.9) == 1.0
    assert laser.share_left(100.0) == pytest.approx(0.1)
    assert laser.share_left(280.0) == pytest.approx(0.1 + 0.9 * 0.3 * (1 - np.exp(-1)))
    assert laser.share_left(1e5) == pytest.approx(0.37)


def test_a_cream_lightens_slowly_and_its_effect_wears_off() -> None:
    cream = Topical(50.0, length=60.0, floor=0.7, onset=60.0, offset=120.0)
    lowest = 1 - 0.3 * (1 - np.exp(-1))
    assert cream.share_left(0.0) == cream.share_left(50.0) == 1.0
    assert cream.share_left(110.0) == pytest.approx(lowest)
    assert cream.share_left(230.0) == pytest.approx(1 - (1 - lowest) * np.exp(-1))
    course = [cream.share_left(day) for day in np.linspace(0, 600, 601)]
    assert min(course) == pytest.approx(lowest)
    assert np.abs(np.diff(course)).max() < 0.3 / 60


def test_a_cream_reaches_all_superficial_pigment() -> None:
    cream = Topical(50.0)
    reached = {kind for kind in MarkKind if hits(cream, 0, of_kind(kind), 400.0)}
    assert reached == {
        MarkKind.LENTIGO,
        MarkKind.FRECKLE,
        MarkKind.FAINT,
        MarkKind.MELASMA,
        MarkKind.POST_INFLAMMATORY,
    }


@pytest.mark.parametrize("wrong", [{"day": 0.0}, {"treated": 1.1}, {"rebound_time": 0.0}])
def test_impossible_lasers_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="laser needs"):
        Laser(**{"day": 10.0, **wrong})


@pytest.mark.parametrize("wrong", [{"day": -1.0}, {"length": 0.0}, {"floor": 1.5}])
def test_impossible_creams_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="cream needs"):
        Topical(**{"day": 10.0, **wrong})
