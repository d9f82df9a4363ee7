from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from uvphoto.errors import WeightsError
from uvphoto.longitudinal.forecast.batch import Future
from uvphoto.longitudinal.forecast.forecaster import Forecast, forecast, predict
from uvphoto.longitudinal.forecast.history import PersonHistory
from uvphoto.longitudinal.forecast.parameters import (
    INFO_KEY,
    Fitted,
    bundled_parameters,
    cohort_parameters,
    load_parameters,
    save_parameters,
)
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.simulate.series.cohort_plan import REGIONS


def test_a_model_comes_back_as_it_was(tmp_path: Path, model: SkinModel, cohort: list[PersonHistory]) -> None:
    path = tmp_path / "model.safetensors"
    other = SkinModel(model.settings)
    save_parameters(path, model, [other], {"cohort": "assumed", "seed": 21}, {"WIS": 0.07})
    fitted = load_parameters(path)
    loaded, info = fitted.model, fitted.info
    assert len(fitted.refits) == 1
    torch.testing.assert_close(fitted.refits[0].state_dict(), other.state_dict())
    assert info.settings == loaded.settings == model.settings
    assert info.provenance == {"cohort": "assumed", "seed": 21}
    assert info.figures == {"WIS": 0.07}
    future = [Future(cohort[0].days[-1] + np.array([100.0]), ("phone",))]
    np.testing.assert_array_equal(
        predict(loaded, cohort[:1], future)[0].mean, predict(model, cohort[:1], future)[0].mean
    )


@pytest.mark.parametrize(
    ("bundled", "device", "least"),
    [(cohort_parameters, "clinic", 0.93), (bundled_parameters, "synthetic UV, phone", 0.85)],
)
def test_bundled_parameters_forecast_with_what_they_say_of_themselves(
    cohort: list[PersonHistory], bundled: Callable[[], Fitted], device: str, least: float
) -> None:
    fitted = bundled()
    assert fitted.info.settings.regions == REGIONS
    assert "simulated people only" in fitted.info.provenance["data"]
    assert least < fitted.info.figures["covered 0.95"] < 0.98
    assert len(fitted.refits) >= 2
    person = next(one for one in cohort if one.days.size >= 5)
    for name in (device, "mine"):
        read = replace(person, devices=(name,) * person.days.size)
        assert isinstance(forecast(fitted.model, read, [30.0, 365.0], device=name), Forecast)
    assert device in fitted.info.settings.devices


def test_what_holds_no_parameters_is_refused(tmp_path: Path, model: SkinModel) -> None:
    path = tmp_path / "model.safetensors"
    with pytest.raises(WeightsError, match="cannot be read"):
        load_parameters(path)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(WeightsError, match="holds no parameters"):
        load_parameters(path)
    save_file({"weight": torch.zeros(1)}, path)
    with pytest.raises(WeightsError, match="holds no forecast"):
        load_parameters(path)
    for record in ("{}", "[]", '{"format_version": 1, "settings": {"regions": []}}'):
        save_file({"weight": torch.zeros(1)}, path, {INFO_KEY: record})
        with pytest.raises(WeightsError, match="makes no sense"):
            load_parameters(path)
    save_file({"weight": torch.zeros(1)}, path, {INFO_KEY: '{"format_version": 9}'})
    with pytest.raises(WeightsError, match="format 9"):
        load_parameters(path)
    save_parameters(path, model, [], {})
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'\\"hidden\\": 0', b'\\"hidden\\": 7'))
    with pytest.raises(WeightsError, match="model of its settings"):
        load_parameters(path)
    with pytest.raises(WeightsError, match="cannot be written"):
        save_parameters(tmp_path / "no" / "model.safetensors", model, [], {})
