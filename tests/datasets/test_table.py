import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.manifest import DOMAINS, REQUIRED_COLUMNS, SPLITS, VIEWS, PhotoRow
from uvphoto.datasets.table import TableRow, format_rows, parse_table, path_problem, row_faults, to_photo

HEADING = ",".join(REQUIRED_COLUMNS)
SOUND = "p1,2026-01-31,front,camera,clinic,c.jpg,u.png,,train"

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=9)
stripped = words.map(str.strip).filter(bool)
paths = words.map(lambda name: f"photos/{name.replace(chr(92), '')}.jpg").filter(lambda path: not path_problem(path))
rows = st.builds(
    PhotoRow,
    person=stripped,
    visit=st.none() | st.dates(),
    view=st.sampled_from(VIEWS),
    device=stripped,
    domain=st.sampled_from(DOMAINS),
    colour=paths,
    uv=st.just("") | paths,
    split=st.sampled_from(["", *SPLITS]),
    melanin=st.just("") | paths,
    mm_per_pixel=st.none() | st.floats(1e-6, 1e6),
    extra=st.fixed_dictionaries({"sitting note": words}),
)


@given(st.lists(rows, min_size=1, max_size=5))
def test_what_is_written_is_read_back(photos: list[PhotoRow]) -> None:
    table, faults = parse_table(format_rows(photos).encode())
    assert faults == []
    assert [row_faults(row) for row in table] == [[]] * len(photos)
    assert [to_photo(row) for row in table] == photos


def test_columns_that_nobody_fills_are_left_out() -> None:
    photo = PhotoRow("p1", date(2026, 1, 31), "front", "camera", "clinic", "c.jpg", "u.png", split="train")
    assert format_rows([photo]) == f"\ufeff{HEADING}\r\n{SOUND}\r\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_whatever_a_spreadsheet_saves_is_read(separator: str, line_end: str, mark: str) -> None:
    text = mark + f"{HEADING}\n{SOUND}\n".replace(",", separator).replace("\n", line_end)
    table, faults = parse_table(text.encode())
    assert faults == []
    assert to_photo(table[0]).colour == "c.jpg"


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    quoted = '"p\n2",,left,camera,clinic,d.jpg,,,'
    text = f"{HEADING}\n\n{SOUND}\n,,,,,,,,\n{quoted}\n{SOUND}\n"
    table, faults = parse_table(text.encode())
    assert faults == []
    assert [row.number for row in table] == [3, 5, 6]
    assert list(csv.reader(io.StringIO(text)))[4][0] == table[1].cell("person") == "p\n2"


@pytest.mark.parametrize(
    ("data", "row", "problem"),
    [
        (b"", 1, "lacks the column 'person'"),
        (HEADING.encode(), None, "holds no photo"),
        (f"{HEADING}\nJos\u00e9".encode("latin-1"), None, "is not UTF-8"),
        (f'{HEADING}\n"p1"x,'.encode(), None, "is no table of cells"),
        (f"{HEADING}\n{SOUND},more\n".encode(), 2, "has 10 cells where the heading has 9"),
        (f"{HEADING}\np1,,front\n".encode(), 2, "has 3 cells where the heading has 9"),
        (f"{HEADING},split\n{SOUND},\n".encode(), 1, "has the column 'split' twice"),
        (f"{HEADING},,note\n{SOUND},,x\n".encode(), 1, "has no heading over column 10"),
        (f"{HEADING.removesuffix(',split')}\n{SOUND.removesuffix(',train')}\n".encode(), 1, "lacks the column 'split'"),
    ],
)
def test_a_broken_table_says_what_is_wrong(data: bytes, row: int | None, problem: str) -> None:
    _, faults = parse_table(data)
    assert any(fault.row == row and problem in fault.problem for fault in faults), faults


def test_empty_columns_at_the_end_do_no_harm() -> None:
    table, faults = parse_table(f"{HEADING},,\n{SOUND},,\n".encode())
    assert faults == []
    assert dict(table[0].cells) == dict(zip(HEADING.split(","), SOUND.split(","), strict=True))


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("person", "", "is empty"),
        ("person", " p1", "begins or ends with a space"),
        ("device", "", "is empty"),
        ("colour", "", "is empty"),
        ("visit", "31/01/2026", "is no date"),
        ("visit", "2026-02-30", "is no date"),
        ("visit", "20260131", "is no date"),
        ("view", "Front", "is none of: front, left, right"),
        ("domain", "", "is none of: clinic, phone"),
        ("split", "training", "is none of: train, validation, test"),
        ("mm_per_pixel", "0,1", "is no positive number"),
        ("mm_per_pixel", "nan", "is no positive number"),
        ("mm_per_pixel", "-1", "is no positive number"),
        ("uv", "/home/uv.png", "absolute"),
        ("uv", "C:/uv.png", "absolute"),
        ("uv", "uv\\1.png", "backslashes"),
        ("skin_mask", "../uv.png", "leads out"),
        ("colour", "a/../../uv.png", "leads out"),
    ],
)
def test_a_bad_cell_says_what_is_wrong(column: str, cell: str, problem: str) -> None:
    cells = {**dict(zip(HEADING.split(","), SOUND.split(","), strict=True)), column: cell}
    (found,) = row_faults(TableRow(2, cells))
    assert found.row == 2
    assert found.problem.startswith(f"({column}) ")
    assert problem in found.problem
