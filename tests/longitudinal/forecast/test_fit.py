import numpy as np
import pytest
import torch

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.batch import collate
from uvphoto.longitudinal.forecast.fit import fit, loss_of, refit, settings_for
from uvphoto.longitudinal.forecast.history import PersonHistory
from uvphoto.longitudinal.forecast.settings import FitSettings
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.simulate.series.cohort_plan import DEVICES, REGIONS


def test_the_devices_of_the_simulator_are_found_again(model: SkinModel) -> None:
    scale = model.scale.numpy()
    for place, name in enumerate(model.settings.devices):
        facts = DEVICES[name]
        bias = model.devices.bias[place].numpy() * scale
        error = model.devices.log_error[place].exp().numpy() * scale
        # How the regions differ is told within a sitting; the level only between people, of whom there are few.
        for found, wanted, close, far in (
            (bias[:4], facts.spot_bias, 0.05, 0.3),
            (bias[4:], facts.melanin_bias, 2, 12),
        ):
            np.testing.assert_allclose(found - found.mean(), np.array(wanted) - np.mean(wanted), atol=close)
            assert found.mean() == pytest.approx(np.mean(wanted), abs=far)
        np.testing.assert_allclose(error[:4], facts.spot_error, rtol=0.4, atol=0.01)
        np.testing.assert_allclose(error[4:], facts.melanin_error, rtol=0.4, atol=0.3)


def test_fitting_makes_the_readings_likelier(cohort: list[PersonHistory], model: SkinModel) -> None:
    raw = SkinModel(model.settings)
    raw.centre.copy_(model.centre)
    raw.scale.copy_(model.scale)
    batch = collate(cohort, model.settings.devices)
    assert loss_of(model, batch) < loss_of(raw, batch) - 0.2


def test_the_same_cohort_gives_the_same_model(cohort: list[PersonHistory]) -> None:
    told: list[int] = []
    settings = settings_for(cohort, REGIONS, "clinic")
    quick = FitSettings(epochs=1, batch=20)
    one, other = (fit(cohort[:40], settings, quick, lambda epoch, _: told.append(epoch)) for _ in range(2))
    assert told == [1, 1]
    for name, tensor in one.state_dict().items():
        assert torch.equal(tensor, other.state_dict()[name]), name


def test_refits_differ_by_who_was_drawn(cohort: list[PersonHistory]) -> None:
    settings, quick = settings_for(cohort, REGIONS, "clinic"), FitSettings(epochs=1, batch=20)
    one, other = refit(cohort[:40], settings, quick, 2)
    assert not torch.equal(one.tan_in_spots, other.tan_in_spots)
    assert torch.equal(one.tan_in_spots, refit(cohort[:40], settings, quick, 1)[0].tan_in_spots)


def test_the_settings_suit_the_cohort(cohort: list[PersonHistory]) -> None:
    settings = settings_for(cohort, REGIONS, "clinic")
    assert settings.devices == ("clinic", "clinic_old", "phone", "phone_cheap")
    assert settings.hidden == 0
    assert settings_for(cohort * 20, REGIONS, "clinic").hidden == 16
    with pytest.raises(SettingsError, match="clinic, clinic_old"):
        settings_for(cohort, REGIONS, "scanner")


def test_too_few_people_are_refused(cohort: list[PersonHistory]) -> None:
    with pytest.raises(SettingsError, match="20 people"):
        fit(cohort[:5], settings_for(cohort, REGIONS, "clinic"))


@pytest.mark.parametrize("change", [{"epochs": 0}, {"learning_rate": 0.0}, {"clip": float("nan")}])
def test_settings_out_of_range_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match=next(iter(change))):
        FitSettings(**change)
