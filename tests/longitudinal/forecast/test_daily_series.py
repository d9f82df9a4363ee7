from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from uvphoto.errors import FileError
from uvphoto.longitudinal.forecast.daily_series import read_daily_series
from uvphoto.longitudinal.forecast.dose import doses_of
from uvphoto.simulate.series.dose import Habits


def written(folder: Path, text: str) -> Path:
    path = folder / "series.csv"
    path.write_text(text, encoding="utf-8")
    return path


def a_year(dose: float = 2000.0) -> str:
    days = (date(2021, 1, 1) + timedelta(day) for day in range(365))
    return "date,uvdef\n" + "".join(f"{day},{dose + day.day}\n" for day in days)


def test_a_measured_series_gives_each_day_its_own_dose(reference_data: Path) -> None:
    path = reference_data / "uv_index" / "TEMIS_UVI_Acarau.csv"
    series = read_daily_series(path)
    line = next(row for row in path.read_text().splitlines() if "1999-08-17" in row)
    wanted = float(line.split(";")[5]) / 1000
    sky = series.since(date(1998, 12, 3))
    assert sky.ambient([365 + 228])[0] == pytest.approx(wanted)  # 17 August 1999
    history = doses_of(sky, Habits(summer_blocked=0.5), date(1998, 12, 3), 400)
    day = (date(1999, 8, 17) - date(1998, 12, 3)).days
    assert history.dose[day - history.first_day] == pytest.approx(wanted / 0.1 * 0.034 * 0.5)


def test_days_without_a_measurement_have_the_mean_years(tmp_path: Path) -> None:
    series = read_daily_series(written(tmp_path, a_year().replace("2021-03-05,2005.0", "2021-03-05,-9")))
    sky = series.since(date(2021, 1, 1))
    assert sky.ambient(63)[()] == series.climate.ambient(63)
    assert sky.ambient(64)[()] == pytest.approx(2.006)
    np.testing.assert_array_equal(sky.ambient([400, -40]), series.climate.ambient([400, -40]))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no column 'date'"),
        ("date;uvief\n2020-01-01;3\n", "no column 'uvdef'"),
        ("date,uvdef\n2020-13-01,3\n", "line 2"),
        ("date,uvdef\n2020-01-01,much\n", "line 2"),
        ("date,uvdef\n2020-01-01,30000\n", "line 2 has 30000"),
        ("date,uvdef\n2020-01-01,3000\n", "month 2"),
        ("date,uvdef\n2020-01-01,3000\n2020-01-01,3000\n", "more than once"),
        ("date,uvdef\n", "month 1"),
        ("date,uvdef\n2020-01-01\n", "month 1"),
    ],
)
def test_what_is_no_series_is_refused_with_the_place_and_the_remedy(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileError, match=problem) as caught:
        read_daily_series(written(tmp_path, text))
    assert "series.csv" in str(caught.value)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_daily_series(tmp_path / "none.csv")
    (tmp_path / "picture.csv").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(FileError, match="UTF-8"):
        read_daily_series(tmp_path / "picture.csv")
