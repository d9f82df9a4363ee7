from dataclasses import replace

import numpy as np
import pytest

from uvphoto.simulate.series.cohort import (
    CohortKind,
    CohortMember,
    CohortSettings,
    Exposure,
    simulate_cohort,
    simulate_member,
)
from uvphoto.simulate.series.cohort_plan import DEVICES, REGIONS

KINDS = list(CohortKind)


@pytest.fixture(scope="module")
def assumed() -> list[CohortMember]:
    return list(simulate_cohort(CohortSettings(250, 3)))


@pytest.fixture(scope="module")
def misspecified() -> list[CohortMember]:
    return list(simulate_cohort(CohortSettings(100, 3, CohortKind.MISSPECIFIED)))


def everything(member: CohortMember) -> bytes:
    parts = (member.days, member.spots, member.melanin, member.dose.dose, member.truth.spots, member.truth.melanin)
    return b"".join(part.tobytes() for part in parts) + repr((member.age, member.devices, member.laser)).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_gives_the_same_bytes_however_many_people_are_asked_for(kind: CohortKind) -> None:
    many = [everything(member) for member in simulate_cohort(CohortSettings(4, 9, kind))]
    few = [everything(member) for member in simulate_cohort(CohortSettings(2, 9, kind))]
    other = [everything(member) for member in simulate_cohort(CohortSettings(2, 10, kind))]
    assert many[:2] == few
    assert not set(other) & set(many)


@pytest.mark.parametrize("kind", KINDS)
def test_people_come_at_irregular_times_with_devices_and_gaps(kind: CohortKind) -> None:
    for member in simulate_cohort(CohortSettings(20, 5, kind)):
        visits = member.days.size
        assert 3 <= visits <= 30
        assert member.days[0] == 0
        assert (np.diff(member.days) >= 7).all()
        assert member.spots.shape == member.melanin.shape == member.truth.spots.shape == (visits, len(REGIONS))
        assert len(member.devices) == visits
        assert set(member.devices) <= set(DEVICES)
        assert member.dose.last_day >= member.days[-1] + 730


def test_the_share_of_missing_values_is_the_one_asked_for() -> None:
    for share in (0.0, 0.3):
        members = simulate_cohort(CohortSettings(60, 2, missing=share))
        there = np.concatenate([np.isfinite(member.spots).reshape(-1) for member in members])
        assert 1 - there.mean() == pytest.approx(share, abs=0.03)


def test_spots_grow_by_a_few_per_cent_a_year(assumed: list[CohortMember]) -> None:
    long = [member for member in assumed if member.days[-1] > 700]
    yearly = [np.mean(m.truth.spots[-1] - m.truth.spots[0]) / m.days[-1] * 365 for m in long]
    assert 0.01 < np.median(yearly) < 0.06


def test_more_sun_on_record_goes_with_more_melanin_within_a_person(assumed: list[CohortMember]) -> None:
    slopes = []
    for member in assumed:
        memory = np.sqrt(member.dose.memory(member.days, 45.0))
        if np.ptp(memory) > 0.5:
            slopes.append(np.polyfit(memory, member.truth.melanin[:, 0], 1)[0])
    assert len(slopes) > 30
    assert 5 < np.median(slopes) < 12  # 9 of the melanin index for a summer (forehead 168 to 177)


@pytest.mark.parametrize("device", list(DEVICES))
def test_devices_err_as_they_are_said_to(assumed: list[CohortMember], device: str) -> None:
    """The readings of all people against the truth: bias and whole spread."""
    facts = DEVICES[device]
    errors = np.concatenate(
        [(m.spots - m.truth.spots)[[name == device for name in m.devices]] for m in assumed]
    )  # (visits, 4)
    people = sum(device in member.devices for member in assumed)
    spread = np.sqrt(facts.spot_error**2 + facts.spot_sitting**2 + facts.spot_person**2)
    np.testing.assert_allclose(np.nanmean(errors, axis=0), facts.spot_bias, atol=4 * spread / np.sqrt(people))
    np.testing.assert_allclose(np.nanstd(errors, axis=0), spread, rtol=0.2)


@pytest.mark.parametrize("kind", KINDS)
def test_another_sun_changes_nothing_before_it_begins_and_less_of_it_brings_less(kind: CohortKind) -> None:
    settings = CohortSettings(20, 6, kind)
    differences = []
    for index in range(settings.people):
        usual = simulate_member(settings, index)
        since = float(usual.days[usual.days.size // 2])
        less = simulate_member(settings, index, Exposure(since, 0.2))
        shared = min(usual.days.size, less.days.size)
        before = usual.days[:shared] <= since
        for name in ("spots", "melanin"):
            there, here = getattr(usual.truth, name)[:shared], getattr(less.truth, name)[:shared]
            np.testing.assert_allclose(there[before], here[before], atol=1e-12)
        differences.append(usual.truth.melanin[:shared][-1].mean() - less.truth.melanin[:shared][-1].mean())
    assert np.mean(differences) > 0
    assert np.mean(np.array(differences) >= 0) > 0.9


def test_a_laser_clears_most_of_the_spots(misspecified: list[CohortMember]) -> None:
    drops = []
    for member in misspecified:
        if member.laser and member.days[-1] > member.laser:
            after = int(np.searchsorted(member.days, member.laser))
            share = 1 / (1 + np.exp(-member.truth.spots))
            drops.append(share[after].mean() / share[after - 1].mean())
    assert len(drops) > 5
    assert np.median(drops) < 0.6
    assert not [member for member in simulate_cohort(CohortSettings(20, 3)) if member.laser]


def test_make_up_hides_spots(misspecified: list[CohortMember]) -> None:
    hidden = np.concatenate([(m.spots - m.truth.spots)[m.has_make_up].reshape(-1) for m in misspecified])
    bare = np.concatenate([(m.spots - m.truth.spots)[~m.has_make_up].reshape(-1) for m in misspecified])
    assert hidden.size > 100
    assert np.nanmean(hidden) < np.nanmean(bare) - 0.3


def test_errors_have_heavy_tails_where_the_model_thinks_them_normal(misspecified: list[CohortMember]) -> None:
    def kurtosis(members: list[CohortMember]) -> float:
        errors = [
            (m.melanin - m.truth.melanin)[~m.has_make_up & np.array([name == "clinic" for name in m.devices])]
            for m in members
        ]
        values = np.concatenate(errors).reshape(-1)
        values = values[np.isfinite(values)]
        return float(np.mean((values - values.mean()) ** 4) / np.var(values) ** 2)

    assert kurtosis(misspecified) > 3.6
    assert kurtosis(list(simulate_cohort(CohortSettings(80, 4)))) < 3.4


def test_people_who_drop_out_come_less_often() -> None:
    visits = {
        kind: np.mean([member.days.size for member in simulate_cohort(CohortSettings(40, 8, kind))]) for kind in KINDS
    }
    assert visits[CohortKind.MISSPECIFIED] < visits[CohortKind.ASSUMED]


def test_shares_of_spots_rise_by_jumps_when_spots_are_born() -> None:
    """Without a laser, region by region, few steps hold most of the rise."""
    settings = CohortSettings(25, 12, CohortKind.MISSPECIFIED)
    concentrations = []
    for member in simulate_cohort(settings):
        steps = np.diff(member.truth.spots[:, 1])
        rises = np.sort(np.maximum(steps, 0))[::-1]
        if member.laser is None and steps.size >= 8 and rises.any():
            concentrations.append(rises[: steps.size // 4].sum() / rises.sum())
    assert np.median(concentrations) > 0.5


@pytest.mark.parametrize("change", [{"people": -1}, {"seed": -1}, {"most_visits": 2}, {"missing": 1.0}])
def test_settings_that_make_no_cohort_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no cohort"):
        replace(CohortSettings(1, 1), **change)
