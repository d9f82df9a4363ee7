"""From nothing to pictures by the command line alone, as a user does it."""

import subprocess
import sys
from pathlib import Path

import pytest

from uvphoto.picture import inspect


def uvphoto(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "uvphoto", *arguments], capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("job") / "faces"
    options = ("--people", "2", "--size", "256", "--phones", "1", "--visits", "2", "--processes", "2")
    printed = uvphoto("simulate", str(folder), *options).stdout
    assert printed.startswith("simulated faces, seed 0: 2 people, 4 visits, 4 pairs, 4 phone photos")
    return folder


def test_the_check_finds_no_fault(faces: Path) -> None:
    assert uvphoto("dataset", "check", str(faces)).stdout.rstrip().endswith("no faults")


def test_split_gives_the_same_people_other_splits(faces: Path) -> None:
    printed = uvphoto("dataset", "split", str(faces), "--shares", "0.5", "0", "0.5").stdout
    assert "train 1, validation 0, test 1" in printed
    assert uvphoto("dataset", "check", str(faces)).stdout.rstrip().endswith("no faults")


def test_the_gallery_is_a_picture(faces: Path, tmp_path: Path) -> None:
    out = tmp_path / "faces.png"
    assert uvphoto("gallery", str(faces), "--out", str(out), "--size", "128").stdout == f"{out}: 2 people\n"
    picture = inspect(out)
    assert min(picture.height, picture.width) > 256


def test_the_gallery_is_a_page_that_needs_nothing_else(faces: Path, tmp_path: Path) -> None:
    out = tmp_path / "faces.html"
    uvphoto("gallery", str(faces), "--out", str(out), "--size", "128")
    page = out.read_text(encoding="utf-8")
    assert page.count("data:image/") >= 8
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
