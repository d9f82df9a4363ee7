"""Sensors against measured ones: two phone sensors, and the UV channels of 11 converted cameras."""

import csv
import itertools
from pathlib import Path

import numpy as np
import pytest

from uvphoto.simulate.camera import sensors
from uvphoto.simulate.camera.bands import band_weights, realistic_reflectances, smooth_reflectances
from uvphoto.simulate.camera.illuminants import D65, uv_flash
from uvphoto.simulate.camera.measured_sensors import measured_sensors
from uvphoto.simulate.spectra import WAVELENGTHS, on_grid


def measured_channels(path: Path) -> dict[str, np.ndarray]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    wavelengths = np.array([float(value) for value in rows[0][1:] if value])
    table = {row[0]: np.array([float(value or 0) for value in row[1 : wavelengths.size + 1]]) for row in rows[1:]}
    return {name: on_grid(wavelengths, values) for name, values in table.items()}


@pytest.mark.parametrize(
    ("file", "sensor"),
    [("IMX219.csv", sensors.imx219()), ("OV5647_QE.csv", sensors.ov5647())],
    ids=["imx219", "ov5647"],
)
def test_typed_sensors_are_the_measured_ones(reference_data: Path, file: str, sensor: sensors.ColourSensor) -> None:
    table = np.loadtxt(reference_data / "spectra" / "phone_cameras" / file, delimiter=",", skiprows=2)
    bare = on_grid(table[:, 0], table[:, 1:] / 100)
    inside = (WAVELENGTHS >= 440) & (WAVELENGTHS <= 620)  # where the filter passes nearly everything
    np.testing.assert_allclose(sensor.sensitivities[inside], bare[inside], rtol=0.02, atol=0.001)


@pytest.mark.parametrize(
    ("number", "file"),
    [
        (0, "Canon 600D 18 to 55mm"),
        (1, "Nikon D80 Nikkor AF 60mm"),
        (2, "Olympus PEN E-PL5 Olympus 60mm"),
        (3, "Samsung NX1000 Novoflex 35mm"),
        (4, "Sony A7 28 to 70mm"),
    ],
)
def test_typed_cameras_are_the_measured_ones(reference_data: Path, number: int, file: str) -> None:
    sensor = measured_sensors()[number]
    assert len({*sensor.name.split()} & {*file.split()}) >= 2
    folder = reference_data / "spectra" / "uv_cameras" / "Cameras"
    measured = np.stack(list(measured_channels(folder / f"{file} 400-700.csv").values())[:3], axis=-1)
    inside = (WAVELENGTHS >= 400) & (WAVELENGTHS <= 700)
    ratio = sensor.sensitivities[inside].sum(axis=0) / measured[inside].sum(axis=0)
    np.testing.assert_allclose(ratio, ratio[0], rtol=0.01)  # the channels keep their proportion
    np.testing.assert_allclose(sensor.sensitivities[inside], ratio[0] * measured[inside], atol=0.004)
    assert sensor.sensitivities[~inside].max() == 0


def drawn_responses(reflectances: np.ndarray, count: int = 250) -> np.ndarray:
    rng = np.random.default_rng(3)
    family = [sensors.draw_sensor(rng).sensitivities for _ in range(count)]
    return np.array([reflectances @ band_weights(D65, sensitivities) for sensitivities in family])  # (S, N, 3)


@pytest.mark.parametrize(
    "reflectances", [smooth_reflectances(np.random.default_rng(2), 60), realistic_reflectances(40)]
)
@pytest.mark.parametrize("sensor", [sensors.imx219(), sensors.ov5647()], ids=["imx219", "ov5647"])
def test_family_spans_the_measured_phone_sensors(sensor: sensors.ColourSensor, reflectances: np.ndarray) -> None:
    spread = drawn_responses(reflectances)
    measured = reflectances @ band_weights(D65, sensor.sensitivities)
    assert np.all(measured > spread.min(axis=0) - 0.01)
    assert np.all(measured < spread.max(axis=0) + 0.01)


def test_family_spans_measured_cameras(reference_data: Path) -> None:
    reflectances = smooth_reflectances(np.random.default_rng(2), 60)
    spread = drawn_responses(reflectances)
    files = sorted((reference_data / "spectra" / "uv_cameras" / "Cameras").glob("*.csv"))
    assert len(files) == 28
    for file in files:
        red, green, blue, *_ = measured_channels(file).values()
        table = np.stack([red, green, blue], axis=-1) * (WAVELENGTHS >= 395)[:, None]
        measured = reflectances @ band_weights(D65, table)
        outside = np.maximum(spread.min(axis=0) - measured, measured - spread.max(axis=0))
        assert outside.max() < 0.025, file.name


def test_a_seed_gives_its_sensor_again_and_another_gives_another() -> None:
    first, again, other = (sensors.draw_sensor(np.random.default_rng(seed)).sensitivities for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.05


def test_drawn_sensors_see_no_ultraviolet_and_no_infrared() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        sensitivities = sensors.draw_sensor(rng).sensitivities
        np.testing.assert_array_equal(np.argsort(WAVELENGTHS[sensitivities.argmax(axis=0)]), [2, 1, 0])
        assert sensitivities[WAVELENGTHS <= 370].max() < 0.02
        assert sensitivities[-1].max() < 0.05


def test_uv_sensitivity_can_be_each_measured_uv_channel(reference_data: Path) -> None:
    files = sorted((reference_data / "spectra" / "uv_cameras" / "Cameras").glob("*300-700.csv"))
    grid = itertools.product(range(345, 386, 3), range(20, 80, 5), range(320, 371, 10))
    candidates = np.array([sensors.uv_sensitivity(*setting) for setting in grid])  # (K, L)
    assert len(files) == 11
    for file in files:
        channel = measured_channels(file)["uR"]
        channel /= channel.max()
        best = candidates[np.abs(candidates - channel).mean(axis=1).argmin()]
        assert np.corrcoef(best, channel)[0, 1] > 0.99
        centroids = [band_weights(uv_flash(), curve) @ WAVELENGTHS for curve in (best, channel)]
        assert centroids[0] == pytest.approx(centroids[1], abs=1.5)


def test_uv_sensitivity_is_blind_to_the_visible() -> None:
    curve = sensors.uv_sensitivity()
    assert curve.max() == 1
    assert curve[WAVELENGTHS >= 420].max() < 1e-6


@pytest.mark.parametrize(("centre", "width"), [(450, 50), (365, 0), (300, 40)])
def test_a_filter_outside_the_ultraviolet_is_refused(centre: float, width: float) -> None:
    with pytest.raises(ValueError, match="UV-pass"):
        sensors.uv_sensitivity(centre, width)


@pytest.mark.parametrize("wrong", [np.ones((5, 3)), np.zeros((WAVELENGTHS.size, 3)), -np.ones((WAVELENGTHS.size, 3))])
def test_what_is_no_sensor_is_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="sensitivities"):
        sensors.ColourSensor("wrong", wrong)
