"""The verb prepare: what it says, and how it fails."""

import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.errors import DataSetError, SettingsError
from uvphoto.picture import write_colour, write_uv
from uvphoto.simulate.photography import ClinicPhoto

run = CliRunner().invoke


def test_an_archive_is_prepared_and_what_became_of_it_is_said(clinic_face: ClinicPhoto, tmp_path: Path) -> None:
    source = tmp_path / "archive"
    source.mkdir()
    write_colour(source / "ann.png", clinic_face.colour)
    write_uv(source / "ann_fluo.png", np.roll(clinic_face.uv, (4, -3), (0, 1)))
    (source / "notes.txt").write_text("x")
    options = ["--uv-mark", "fluo", "--device", "visia", "--processes", "1", "--licence", "ours"]
    result = run(app, ["prepare", str(source), "--out", str(tmp_path / "faces"), *options])
    assert result.exit_code == 0, result.output
    assert "left out  notes.txt  does not end like a picture" in result.output
    assert "Look at this: Nothing tells the person of a photo" in result.output
    assert "1 pair of 1 person taken, 0 pairs refused, 1 other file left out" in result.output
    lay, lie = re.search("UV photos lay (.*) pixels off .* lie within (.*) now", result.output).groups()
    assert float(lay) == pytest.approx(5, abs=0.3)
    assert float(lie) < 0.5
    assert "ours" in (tmp_path / "faces" / "dataset.json").read_text()
    assert ",visia," in (tmp_path / "faces" / "photos.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("options", "error", "problem"),
    [
        (["--pattern", "(?P<who>x)"], SettingsError, "needs a group"),
        (["--uv-mark", "rgb"], SettingsError, "cannot tell both"),
        (["--uv-mark", "a b"], SettingsError, "no word"),
        (["--mm-per-pixel", "-1"], SettingsError, "positive"),
        (["--margin-mm", "-1"], SettingsError, "0 mm or more"),
        (["--table", "none.csv"], DataSetError, "cannot be read"),
    ],
)
def test_what_makes_no_sense_leaves_nothing_behind(
    tmp_path: Path, options: list[str], error: type[Exception], problem: str
) -> None:
    source = tmp_path / "archive"
    source.mkdir()
    result = run(app, ["prepare", str(source), "--out", str(tmp_path / "faces"), *options])
    assert isinstance(result.exception, error)
    assert problem in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]
