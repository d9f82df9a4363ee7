"""The verb that forecasts: a person in the record, numbers, charts and a page out."""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.errors import FileError, MissingExtraError, RecordError, SettingsError, UvphotoError
from uvphoto.longitudinal.record.entries import NewPhoto, NewResult
from uvphoto.longitudinal.record.place import find_place
from uvphoto.longitudinal.record.record import Record
from uvphoto.picture import inspect, read_labels, read_map, read_mask, read_uv, write_colour
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import measure_regions

FIRST = date(2024, 4, 2)


def document(name: str, share: float) -> dict[str, object]:
    regions = ("forehead", "left_cheek", "right_cheek", "nose", "chin")
    measures = {"spot_ratio": share, "spot_ratio_90_low": 0.8 * share, "spot_ratio_90_high": 1.3 * share}
    return {
        "format_version": 1,
        "made_by": "uvphoto 1.0",
        "photo": name,
        "spots_found_in": "synthetic UV photo",
        "weights": {"name": "compact", "sha256": "ab" * 32},
        "algorithm": "uvphoto-spots 1",
        "white_balance": {"asked": "none"},
        "is_refused": False,
        "regions": {region: measures | {"skin_mm2": 2500.0} for region in regions},
    }


@pytest.fixture
def followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put somebody into a record who came four times, and somebody who came once."""
    monkeypatch.setenv("UVPHOTO_RECORD", str(tmp_path / "record"))
    monkeypatch.delenv("UVPHOTO_RECORD_PHOTOS", raising=False)
    kept = Record.create(find_place(None, None))
    photos = []
    for number, day in enumerate((0, 100, 210, 330)):
        path = tmp_path / f"{number}.png"
        write_colour(path, np.full((8, 8, 3), 0.1 * number, np.float32))
        result = NewResult(document(path.name, 0.05 + 0.001 * number))
        photos.append(NewPhoto(path, FIRST + timedelta(days=day), "clinic", "clinic", results=(result,)))
    kept.add("p0001", photos)
    kept.add("p0002", photos[:1])


def forecast(*arguments: object) -> str:
    result = CliRunner().invoke(app, ["forecast", *map(str, arguments)])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def refused(kind: type[UvphotoError], *arguments: object) -> str:
    result = CliRunner().invoke(app, ["forecast", *map(str, arguments)])
    assert isinstance(result.exception, kind), (result.output, result.exception)
    return str(result.exception)


@pytest.mark.usefixtures("followed")
def test_a_person_is_forecast(tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = forecast("p0001", "--latitude", 35.7, "--born", 1970, "--skin-type", 3, "--out", out)
    lines = told.splitlines()
    assert lines[0].startswith("p0001: spots in % of the skin; synthetic UV photo, weights compact abababab")
    assert "in 6 months (80 %)" in lines[1]
    assert "in 24 months (80 %)" in lines[1]
    assert lines[2].split()[:2] == ["forehead", "5.30"]
    assert "twice the time outdoors" in told
    assert "not effects" in told
    names = {"forecast.html", "forecast.json", "forecast.png", "forecast.svg"}
    assert {path.name for path in out.iterdir()} == names
    record = json.loads((out / "forecast.json").read_text("utf-8"))
    assert len(record["forecast"]["regions"]["nose"]["mean"]) == 24
    page = (out / "forecast.html").read_text("utf-8")
    assert "simulated courses, not from patients" in page
    again = forecast("p0001", "--latitude", 35.7, "--born", 1970, "--skin-type", 3, "--out", out)
    assert again == told
    assert (out / "forecast.html").read_text("utf-8") == page


@pytest.mark.usefixtures("followed")
def test_too_few_visits_are_told_and_their_chart_drawn(tmp_path: Path) -> None:
    told = forecast("p0002", "--latitude", 35.7, "--out", tmp_path / "out")
    assert "No forecast: not enough visits: 1 with readings, 3 are needed." in told
    assert "not enough visits" in (tmp_path / "out" / "forecast.html").read_text("utf-8")


@pytest.mark.usefixtures("followed")
def test_the_sun_day_by_day_and_scenarios_of_ones_own(tmp_path: Path) -> None:
    days = np.arange("2019-01-01", "2024-12-31", dtype="datetime64[D]")
    rows = [f"{day};{3000 + 2000 * np.sin(number / 58):.0f}" for number, day in enumerate(days)]
    table = tmp_path / "sun.csv"
    table.write_text("\n".join(["date;uvdef", *rows]), "utf-8")
    options = ("--outdoors", 2, "--spf", 30, "--worn", 0.5, "--scenario", "a hat=0.6", "--months", 9)
    told = forecast("p0001", "--uv", table, *options)
    assert "in 9 months (80 %)" in told
    assert "a hat" in told
    assert "twice the time" not in told


@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("p0001",), SettingsError, "--latitude"),
        (("p0001", "--latitude", 35, "--uv", "a.csv"), SettingsError, "one of both"),
        (("p0001", "--latitude", 5), SettingsError, "20 to 55 degrees"),
        (("p0001", "--latitude", 35, "--scenario", "hat"), SettingsError, "no NAME=FACTOR"),
        (("p0001", "--latitude", 35, "--scenario", "=2"), SettingsError, "no NAME=FACTOR"),
        (("p0001", "--latitude", 35, "--outdoors", 40), SettingsError, "--outdoors 40 makes no sense"),
        (("p0001", "--latitude", 35, "--view", "left"), SettingsError, "view 'left'"),
        (("p0001", "--uv", "missing.csv"), FileError, "missing.csv"),
        (("p0001", "--latitude", 35, "--parameters", "none.safetensors"), FileError, "none.safetensors"),
        (("nobody", "--latitude", 35), RecordError, "nobody"),
    ],
)
def test_what_makes_no_sense_is_told(arguments: tuple[object, ...], kind: type[UvphotoError], words: str) -> None:
    assert words in refused(kind, *arguments)


@pytest.mark.usefixtures("followed")
def test_what_else_lies_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter").write_text("dear", "utf-8")
    assert "holds no forecast" in refused(FileError, "p0001", "--latitude", 35, "--out", tmp_path / "letters")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["letter"]


@pytest.mark.usefixtures("followed")
def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("uvphoto.longitudinal.forecast.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert "uvphoto[forecast]" in refused(MissingExtraError, "p0001", "--latitude", 35)


def test_the_uv_photo_itself_is_forecast(analysed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UVPHOTO_RECORD", str(tmp_path / "record"))
    for name, day in (("before", "2024-01-31"), ("later", "2024-08-31"), ("last", "2025-02-28")):
        words = ("record", "add", "p1", analysed / f"{name}.png", "--visit", day, "--analysis", analysed / "out")
        assert CliRunner().invoke(app, list(map(str, words))).exit_code == 0
    told = forecast("p1", "--latitude", 35.7, "--picture", "--months", 12, "--out", tmp_path / "out")
    assert "forecast_uv.png" in told
    record = json.loads((tmp_path / "out" / "forecast.json").read_text("utf-8"))
    expected = read_uv(tmp_path / "out" / "forecast_uv.png")
    assert inspect(tmp_path / "out" / "forecast_uv.png").is_synthetic
    stored = json.loads((analysed / "out" / "last" / "analysis.json").read_text("utf-8"))
    skin = read_mask(analysed / "out" / "last" / "skin_mask.png")
    regions = read_labels(analysed / "out" / "last" / "regions.png")
    measured = measure_regions(detect_spots(expected.pixels, skin, stored["mm_per_pixel"]), regions, skin)
    for region, fan in record["forecast"]["regions"].items():
        assert measured[region].spot_ratio == pytest.approx(fan["mean"][-1], rel=0.03, abs=0.001), region
    likely = read_map(tmp_path / "out" / "forecast_probability.png")
    assert 0 < likely[skin].mean() < 1
    assert likely[~skin].max() == 0
    assert read_map(tmp_path / "out" / "forecast_sd.png")[skin].min() > 0
    assert "Forecast: the UV photo that is expected 12 months later" in (tmp_path / "out" / "forecast.html").read_text()


@pytest.mark.usefixtures("followed")
def test_pictures_want_a_place_and_enough_visits(tmp_path: Path) -> None:
    assert "--out" in refused(SettingsError, "p0001", "--latitude", 35.7, "--picture")
    forecast("p0002", "--latitude", 35.7, "--picture", "--out", tmp_path / "out")
    assert "No picture: not enough visits" in (tmp_path / "out" / "forecast.html").read_text("utf-8")
