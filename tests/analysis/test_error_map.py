import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.analysis.error_map import FEATURES, ErrorModel, errors_at, expected_error, fit_error_model, pixel_features
from uvphoto.analysis.local_absorbance import local_absorbance
from uvphoto.errors import SettingsError
from uvphoto.simulate.camera.colorimetry import encode_srgb

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]

MM = 0.234375
SKIN = np.zeros((120, 140), bool)
SKIN[10:110, 15:125] = True


def uv_photo(seed: int) -> Pixels:
    return np.random.default_rng(seed).uniform(0.4, 0.6, SKIN.shape).astype(np.float32)


def model(**weights: float) -> ErrorModel:
    return ErrorModel(tuple(weights.get(name.replace(" ", "_"), 0.0) for name in FEATURES), 2.3)


def test_local_absorbance_is_the_logarithm_of_what_a_spot_lacks_of_light() -> None:
    light = np.full((200, 200), 0.3, np.float64)
    light[95:105, 95:105] *= 0.8
    found = local_absorbance(encode_srgb(light).astype(np.float32), np.ones((200, 200), bool), MM)
    assert found[100, 100] == pytest.approx(-np.log10(0.8), abs=0.015)
    brighter = local_absorbance(encode_srgb(2 * light).astype(np.float32), np.ones((200, 200), bool), MM)
    np.testing.assert_allclose(brighter, found, atol=1e-5)  # the exposure does not matter


def test_errors_are_those_of_the_local_absorbance() -> None:
    uv, truth = uv_photo(0), uv_photo(1)
    _, small, window = pixel_features(
        np.full((*SKIN.shape, 3), 0.5, np.float32), SKIN, uv=uv, spread=uv, mm_per_pixel=MM
    )
    found = errors_at(small, window, uv, truth, MM)
    expected = np.abs(local_absorbance(uv, SKIN, MM) - local_absorbance(truth, SKIN, MM))[SKIN]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert not errors_at(small, window, uv, uv, MM).any()


def test_the_map_is_calibrated_and_ranks() -> None:
    rng = np.random.default_rng(2)
    features = np.column_stack([np.ones(30_000), rng.normal(size=(30_000, len(FEATURES) - 1))])
    truth = np.array([-4, 0.5, 0.3, 0, 0, 0.2, 0, -0.2])
    errors = np.abs(rng.laplace(scale=np.exp(features @ truth)))
    fitted = fit_error_model(features, errors, [str(number % 30) for number in range(len(errors))])
    np.testing.assert_allclose(fitted.coefficients, truth, atol=0.04)
    assert fitted.factor == pytest.approx(np.log(10), rel=0.05)  # of a Laplace distribution
    assert (errors <= fitted.factor * fitted.predict(features)).mean() == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize("mm_per_pixel", [0.1, MM, 0.4])
def test_doubt_shows_in_the_map_at_the_photos_own_size(mm_per_pixel: float) -> None:
    spread = np.full(SKIN.shape, 0.005, np.float32)
    spread[:, 70:] = 0.02
    colour = np.full((*SKIN.shape, 3), 0.5, np.float32)
    found = expected_error(
        colour, SKIN, uv=uv_photo(0), spread=spread, mm_per_pixel=mm_per_pixel, model=model(doubt=1.0)
    )
    assert not found[~SKIN].any()
    np.testing.assert_allclose(found[20:100, 20:60], 0.0055, rtol=1e-3)
    np.testing.assert_allclose(found[20:100, 80:120], 0.0205, rtol=1e-3)


def test_no_skin_no_errors() -> None:
    nothing = np.zeros_like(SKIN)
    colour = np.full((*SKIN.shape, 3), 0.5, np.float32)
    uv = uv_photo(0)
    assert not expected_error(colour, nothing, uv=uv, spread=uv, mm_per_pixel=MM, model=model()).any()


def test_a_model_has_as_many_coefficients_as_features() -> None:
    with pytest.raises(SettingsError, match="coefficients"):
        ErrorModel((0.0,), 2.3)
    with pytest.raises(SettingsError, match="factor"):
        ErrorModel((0.0,) * len(FEATURES), 0.0)
