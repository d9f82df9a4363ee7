import dataclasses

import numpy as np
import pytest

from uvphoto.simulate.series.sitting import Sitting, draw_sitting


def drawn(count: int = 2000) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    sittings = [dataclasses.astuple(draw_sitting(rng, oiliness=0.4)) for _ in range(count)]
    names = [field.name for field in dataclasses.fields(Sitting)]
    return dict(zip(names, np.array(sittings).T, strict=True))


def test_sittings_spread_as_stated() -> None:
    values = drawn()
    assert 0.08 < np.log(values["blood"]).std() < 0.15
    assert np.log(values["blood"]).mean() == pytest.approx(0, abs=0.01)
    assert values["saturation"].std() == pytest.approx(0.03, rel=0.1)
    assert np.log(values["light"]).std() == pytest.approx(0.03, rel=0.1)
    assert values["oil"].mean() == pytest.approx(0.4, abs=0.02)
    assert (values["sweat"] > 0).mean() == pytest.approx(0.1, abs=0.025)
    for angle in ("yaw", "pitch", "roll"):
        assert values[angle].std() == pytest.approx(2.0, rel=0.1)


def test_sittings_stay_possible() -> None:
    values = drawn()
    for name in ("oil", "sweat"):
        assert values[name].min() >= 0
        assert values[name].max() <= 1
    assert np.abs(values["saturation"]).max() < 0.1


def test_the_same_seed_gives_the_same_sitting() -> None:
    assert draw_sitting(np.random.default_rng(9)) == draw_sitting(np.random.default_rng(9))


def test_a_fixed_head_does_not_turn() -> None:
    sitting = draw_sitting(np.random.default_rng(1), pose=0.0)
    assert (sitting.yaw, sitting.pitch, sitting.roll) == (0, 0, 0)


@pytest.mark.parametrize("wrong", [{"oiliness": 1.0}, {"oiliness": 0.0}, {"pose": -1.0}])
def test_impossible_sittings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="oiliness lies"):
        draw_sitting(np.random.default_rng(0), **wrong)
