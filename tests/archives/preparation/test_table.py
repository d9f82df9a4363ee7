"""A table of pairs."""

from pathlib import Path, PurePosixPath

import pytest

from uvphoto.archives.preparation.table import read_partners
from uvphoto.errors import DataSetError

PICTURES = [PurePosixPath(name) for name in ("a/1.jpg", "a/2.png", "Mu\u0308ller.jpg", "u.png", "left.png")]


def write(folder: Path, text: str) -> Path:
    table = folder / "pairs.csv"
    table.write_text(text, encoding="utf-8")
    return table


def test_pairs_and_what_is_told_of_them(tmp_path: Path) -> None:
    text = "colour;uv;person;visit;remark\na/1.jpg;a/2.png;Ann;2024-01-31;seen by us\nMüller.jpg; u.png ;Bo;;\n"
    pairs, others = read_partners(write(tmp_path, text), PICTURES)
    assert [(str(one.pair.colour), str(one.pair.uv)) for one in pairs] == [
        ("a/1.jpg", "a/2.png"),
        ("Mu\u0308ller.jpg", "u.png"),
    ]
    assert [dict(one.told) for one in pairs] == [{"person": "Ann", "visit": "2024-01-31"}, {"person": "Bo"}]
    assert others == ((PurePosixPath("left.png"), "is not in pairs.csv"),)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("colour,uv\na/1.jpg,a/2.png\n", "lacks the column 'person'"),
        ("colour,uv,person\na/1.jpg,a/2.png,\n", "row 2 has no person"),
        ("colour,uv,person\na/1.jpg,a/3.png,Ann\n", "row 2: 'a/3.png' is no picture in the archive"),
        ("colour,uv,person\n../1.jpg,a/2.png,Ann\n", "leads out"),
        ("colour,uv,person\na/1.jpg,a/2.png,Ann\nu.png,a/2.png,Bo\n", "row 3: 'a/2.png' stands on row 2 already"),
        ("colour,uv,person\na/1.jpg,a/1.jpg,Ann\n", "is both colour and UV photo"),
        ("colour,uv,person\n", "holds no photo"),
    ],
)
def test_faults_are_named_by_row(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DataSetError, match=problem):
        read_partners(write(tmp_path, text), PICTURES)


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="cannot be read"):
        read_partners(tmp_path / "none.csv", PICTURES)
