import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.analysis.intervals import (
    FEWEST_PEOPLE,
    LEVELS,
    RegionCases,
    RegionFeatures,
    RegionIntervals,
    conformal_quantile,
    fit_region,
)
from uvphoto.errors import SettingsError


def features(expected_error: float = 0.01, blur_mm: float = 0.2) -> RegionFeatures:
    return RegionFeatures(expected_error, 0.5, 3000.0, blur_mm, 1.0)


def draw(people: int, photos: int, seed: int) -> RegionCases:
    """Draw photos whose error of the root grows with their expected error, shared by a person's photos in part."""
    rng = np.random.default_rng(seed)
    persons, found, true, known = [], [], [], []
    for person in range(people):
        ratio, own = rng.uniform(0.05, 0.3), rng.normal()
        for _ in range(photos):
            doubt = rng.choice([0.005, 0.02])
            off = 1.5 * doubt * (own + rng.normal())
            persons.append(f"p{person}")
            true.append(ratio)
            found.append(max(math.sqrt(ratio) - off - 0.005, 0) ** 2)
            known.append(features(doubt))
    return RegionCases("cheeks", tuple(persons), tuple(found), tuple(true), tuple(known))


def share_held(intervals: RegionIntervals, cases: RegionCases, level: float, doubt: float | None = None) -> float:
    held = [
        low <= true <= high
        for found, true, known in zip(cases.found, cases.true, cases.features, strict=True)
        if doubt is None or known.expected_error == doubt
        for low, high in [intervals.interval(found, known, level)]
    ]
    return np.mean(held)


def test_new_people_are_held_as_often_as_promised() -> None:
    new = draw(600, 1, seed=1)
    fitted = [fit_region(draw(60, 3, seed)) for seed in range(10, 16)]
    for level in LEVELS:
        assert np.mean([share_held(one, new, level) for one in fitted]) == pytest.approx(level, abs=0.05)


def test_doubtful_photos_get_wider_intervals_and_both_kinds_are_held() -> None:
    intervals, new = fit_region(draw(120, 3, seed=2)), draw(600, 1, seed=3)
    low, high = intervals.interval(0.05, features(0.005), 0.9)
    low_2, high_2 = intervals.interval(0.05, features(0.02), 0.9)
    assert high_2 - low_2 > 2 * (high - low)
    for doubt in (0.005, 0.02):
        assert share_held(intervals, new, 0.9, doubt) == pytest.approx(0.9, abs=0.06)


@given(
    ratio=st.floats(0, 1), error=st.floats(1e-5, 1), blur=st.floats(0.01, 5), level=st.sampled_from(LEVELS),
)  # fmt: skip
def test_intervals_hold_the_ratio_and_stay_shares(ratio: float, error: float, blur: float, level: float) -> None:
    intervals = RegionIntervals("nose", (0.01,) * 7, (-3.0, 0.1, 0.5, 0, 0, 0.1, 0.1), (0.7, 1.5, 2.1, 3.0))
    low, high = intervals.interval(ratio, features(error, blur), level)
    assert 0 <= low <= ratio <= high <= 1


def test_levels_are_nested() -> None:
    intervals = fit_region(draw(40, 2, seed=4))
    lows, highs = zip(*(intervals.interval(0.05, features(), level) for level in LEVELS), strict=True)
    assert list(lows) == sorted(lows, reverse=True)
    assert list(highs) == sorted(highs)


def test_no_ratio_gives_no_interval() -> None:
    assert all(math.isnan(end) for end in fit_region(draw(30, 1, seed=5)).interval(math.nan, features(), 0.9))


def test_an_unknown_level_is_named() -> None:
    with pytest.raises(ValueError, match=r"0\.7"):
        fit_region(draw(30, 1, seed=5)).interval(0.1, features(), 0.7)


def test_unknown_blur_counts_as_usual() -> None:
    intervals = fit_region(draw(30, 1, seed=5))
    assert intervals.interval(0.1, features(blur_mm=math.nan), 0.9) == intervals.interval(0.1, features(), 0.9)


def test_twenty_people_suffice_for_bounded_intervals_and_fewer_are_refused() -> None:
    factors = fit_region(draw(FEWEST_PEOPLE, 2, seed=6)).factors
    assert all(map(math.isfinite, factors))
    with pytest.raises(SettingsError, match="19 people"):
        fit_region(draw(FEWEST_PEOPLE - 1, 2, seed=6))


def test_with_one_photo_a_person_the_quantile_is_that_of_split_conformal_prediction() -> None:
    scores = np.random.default_rng(0).permutation(np.arange(1.0, 40.0))  # 39 people
    persons = [str(number) for number in range(39)]
    for level in LEVELS:  # the ceil((n + 1) level)-th smallest
        assert conformal_quantile(scores, persons, level) == math.ceil(40 * level)


def test_many_photos_of_one_person_weigh_as_one_person() -> None:
    scores = np.concatenate([np.full(1000, 9.0), np.arange(1.0, 39.0)])
    persons = ["often"] * 1000 + [str(number) for number in range(38)]
    assert conformal_quantile(scores, persons, 0.5) == 19  # one person at 9, nineteen up to 19: half of 40


def test_too_few_people_for_a_level_bound_nothing() -> None:
    assert conformal_quantile(np.arange(5.0), list("abcde"), 0.9) == math.inf


def test_as_many_factors_as_levels() -> None:
    with pytest.raises(SettingsError, match="factors"):
        RegionIntervals("nose", (0.0,) * 7, (0.0,) * 7, (1.0,))
