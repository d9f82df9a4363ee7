import importlib.util
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.datasets.manifest import Description, PhotoRow
from uvphoto.datasets.storage import write_dataset
from uvphoto.errors import DataSetError
from uvphoto.picture import inspect, write_colour

run = CliRunner().invoke


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data set of three people without UV photos."""
    rows = []
    for person in "abc":
        write_colour(tmp_path / f"{person}.jpg", np.random.default_rng(0).random((80, 60, 3)))
        rows.append(PhotoRow(person, date(2026, 1, 31), "front", "phone", "phone", f"{person}.jpg"))
    write_dataset(tmp_path, Description("Three", "by hand", "CC0-1.0", ("phone",), ("colour",)), rows)
    return tmp_path


@pytest.mark.parametrize("name", ["page.png", "page.html"])
def test_it_says_how_many_people_it_shows(folder: Path, name: str) -> None:
    out = folder / "new" / name
    result = run(app, ["gallery", str(folder), "--out", str(out), "--people", "2", "--size", "32"])
    assert result.exit_code == 0
    assert result.stdout == f"{out}: 2 people, and 1 more person\n"
    assert out.stat().st_size > 1000


def test_size_is_the_width_of_a_photo(folder: Path) -> None:
    heights = []
    for size in ("30", "60"):
        assert run(app, ["gallery", str(folder), "--out", str(folder / "p.png"), "--size", size]).exit_code == 0
        heights.append(inspect(folder / "p.png").height)
    assert heights[1] > heights[0]
    assert run(app, ["gallery", str(folder), "--out", str(folder / "p.png"), "--size", "1"]).exit_code == 2


def test_a_folder_that_is_no_data_set_is_a_user_error(tmp_path: Path) -> None:
    result = run(app, ["gallery", str(tmp_path), "--out", str(tmp_path / "p.png")])
    assert isinstance(result.exception, DataSetError)
    assert list(tmp_path.iterdir()) == []


def test_help_loads_no_arrays_and_no_pictures() -> None:
    code = "import sys, uvphoto.cli; print([name for name in ('numpy', 'cv2', 'PIL') if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
    assert all(importlib.util.find_spec(name) for name in ("numpy", "cv2", "PIL"))
