"""The table of analyses, read by csv and pandas."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.analysis.interchange.measures import INTERVALS, MEASURES, SPOT_RATIO
from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject, name_together
from uvphoto.analysis.interchange.table import COLUMNS, table_rows, write_table
from uvphoto.errors import FileError

Make = Callable[..., SharedAnalysis]


def test_it_reads_in_one_line_and_says_whose_it_is(make: Make, tmp_path: Path) -> None:
    first, second = make(), make(made_by="uvphoto 1.3", is_refused=True)
    path = tmp_path / "new" / "table.csv"
    write_table(path, [first, second])
    assert path.read_bytes().startswith(b"\xef\xbb\xbfperson,")
    assert b"Jane" not in path.read_bytes()
    table = pd.read_csv(path, parse_dates=["visit"])
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 2 * 2 * len(MEASURES)
    assert set(table.person) == {"p0001"}
    assert set(table.visit.dt.date) == {date(2026, 1, 31)}
    assert table.groupby("analysis").is_refused.first().to_list().count("yes") == 1
    cheek = table[(table.region == "left_cheek") & (table.is_refused == "no")].set_index("measure")
    assert cheek.value["spot-ratio"] == pytest.approx(7.42444, rel=1e-12)
    assert cheek.high_90["spot-ratio"] == pytest.approx(12.1444, rel=1e-12)
    assert cheek.low_50.drop("spot-ratio").isna().all()
    assert cheek.unit["spot-density"] == "/cm2"
    assert cheek.findings.unique().tolist() == ["noisy"]


def test_files_are_named_after_what_they_hold(make: Make) -> None:
    first, second = make(), make(made_by="uvphoto 1.3")
    assert name_together([first]) == first.name
    assert name_together([first, second]) == name_together([second, first])
    assert len({name_together([first, second]), first.name, second.name}) == 3
    assert name_together([first, second]).startswith("p0001_2026-01-31_")


def test_a_place_that_takes_no_file_is_told(make: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        write_table(tmp_path / "file" / "table.csv", [make()])


VALUES = st.one_of(st.none(), st.floats(0, 1e6).map(lambda value: float(f"{value:.6g}")))
ENDS = [key for interval in INTERVALS for key in interval.keys]


@given(values=st.tuples(*[VALUES] * (len(MEASURES) + len(ENDS))))
def test_values_come_back_to_the_last_digit(
    tmp_path_factory: pytest.TempPathFactory, values: tuple[float | None, ...]
) -> None:
    written = dict(zip([*(one.key for one in MEASURES), *ENDS], values, strict=True))
    document = {"algorithm": "a", "spots_found_in": "b", "is_refused": False, "findings": [], "weights": None,
                "made_by": "uvphoto", "photo": "", "regions": {"chin": written}}  # fmt: skip
    path = tmp_path_factory.getbasetemp() / "table.csv"
    write_table(path, [SharedAnalysis(Path(), document, "", Subject("p"))])
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["measure"]: row for row in csv.DictReader(file)}

    def read(row: str, column: str) -> float | None:
        measure = next(one for one in MEASURES if one.code == row)
        return measure.inside(Decimal(rows[row][column])) if rows[row][column] else None

    got = {one.key: read(one.code, "value") for one in MEASURES}
    for interval in INTERVALS:
        columns = (f"low_{interval.percent}", f"high_{interval.percent}")
        got |= dict(zip(interval.keys, (read(SPOT_RATIO.code, column) for column in columns), strict=True))
    assert got == written


def test_rows_have_all_columns_but_those_that_are_empty(make: Make) -> None:
    for row in table_rows([make()]):
        assert set(row) <= set(COLUMNS)
        assert set(COLUMNS) - set(row) <= {"low_50", "high_50", "low_90", "high_90"}
