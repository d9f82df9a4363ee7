"""The verb analyse: the files of a photo agree with one another, and nothing is lost."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.errors import FileError, PictureError, SettingsError
from uvphoto.picture import inspect, read_colour, read_labels, read_mask, read_uv, write_colour, write_mask, write_uv
from uvphoto.simulate.photography import ClinicPhoto

FILES = {
    "analysis.json", "measures.csv", "spots.csv", "report.html", "report.png", "skin_mask.png", "regions.png",
    "spots.png", "spots_on_colour.jpg", "spots_on_uv.jpg", "face_uv.png",
}  # fmt: skip


def analyse(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["analyse", "--threads", "1", "--backend", "onnxruntime", *arguments])


@pytest.fixture(scope="module")
def done(clinic_face: ClinicPhoto, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a photo and its analysis in ``out``."""
    folder = tmp_path_factory.mktemp("analyse")
    write_colour(folder / "face.png", clinic_face.colour)
    result = analyse(str(folder / "face.png"), "--out", str(folder / "out"))
    assert result.exit_code == 0, result.output
    assert "% of the skin of the cheeks" in result.output
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_all_files_are_there_and_agree(done: Path) -> None:
    folder = done / "out" / "face"
    assert {path.name for path in folder.iterdir()} == FILES
    record = json.loads((folder / "analysis.json").read_text("utf-8"))
    labels, skin = read_labels(folder / "spots.png"), read_mask(folder / "skin_mask.png")
    spots = rows(folder / "spots.csv")
    assert record["spots"] == len(spots) == labels.max()
    assert record["regions"]["face"]["spot_ratio"] == pytest.approx((labels > 0).sum() / skin.sum(), rel=1e-3)
    area = sum(float(spot["area_mm2"]) for spot in spots)
    assert area == pytest.approx((labels > 0).sum() * record["mm_per_pixel"] ** 2, rel=1e-3)
    by_region = {row["region"]: row for row in rows(folder / "measures.csv")}
    assert float(by_region["chin"]["spot_ratio"]) == pytest.approx(record["regions"]["chin"]["spot_ratio"])
    assert read_uv(folder / "face_uv.png").pixels.shape == skin.shape
    assert inspect(folder / "face_uv.png").is_synthetic


def test_the_report_says_what_it_is(done: Path) -> None:
    page = (done / "out" / "face" / "report.html").read_text("utf-8")
    assert "not a medical device" in page
    assert "synthetic UV photo" in page
    assert page.count("data:image/jpeg;base64,") >= 3
    assert "http" not in page.split("</style>")[1].replace("http://www.w3.org", "")
    assert inspect(done / "out" / "face" / "report.png").is_synthetic
    height, width = read_colour(done / "out" / "face" / "report.png").pixels.shape[:2]
    assert min(height, width) > 700


def test_what_is_there_is_left_alone_until_something_else_is_asked(done: Path) -> None:
    record = done / "out" / "face" / "analysis.json"
    before = record.stat().st_mtime_ns
    again = analyse(str(done / "face.png"), "--out", str(done / "out"))
    assert "there already" in again.output
    assert record.stat().st_mtime_ns == before
    table = rows(done / "out" / "measures.csv")
    assert [row["region"] for row in table][-2:] == ["cheeks", "face"]
    assert {row["photo"] for row in table} == {"face.png"}


def test_masks_and_uv_photos_of_the_user(done: Path, clinic_face: ClinicPhoto, tmp_path: Path) -> None:
    write_mask(tmp_path / "mask.png", clinic_face.skin_mask)
    write_uv(tmp_path / "uv.png", clinic_face.uv)
    words = ["--skin-mask", str(tmp_path / "mask.png"), "--uv", str(tmp_path / "uv.png"), "--out", str(tmp_path / "o")]
    result = analyse(str(done / "face.png"), *words)
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "o" / "face" / "analysis.json").read_text("utf-8"))
    assert record["skin_mask_from"] == "supplied by the user"
    assert record["spots_found_in"] == "UV photo taken by a camera"
    assert not (tmp_path / "o" / "face" / "face_uv.png").exists()
    small = np.ones((9, 9), bool)
    write_mask(tmp_path / "small.png", small)
    wrong = analyse(str(done / "face.png"), "--skin-mask", str(tmp_path / "small.png"), "--out", str(tmp_path / "p"))
    assert wrong.exit_code == 2
    assert "has 9 x 9 pixels, the photo 512 x 512" in wrong.output.replace("\n", " ")
    assert not (tmp_path / "p" / "face").exists()


def test_photos_that_fail_or_are_refused_end_with_code_2_and_the_others_go_on(
    done: Path, clinic_face: ClinicPhoto, tmp_path: Path
) -> None:
    write_colour(tmp_path / "wall.png", np.full((200, 200, 3), 0.5, np.float32))
    write_colour(tmp_path / "night.png", (clinic_face.colour * 0.08).astype(np.float32))
    write_mask(tmp_path / "mask.png", clinic_face.skin_mask)
    result = analyse(str(tmp_path / "wall.png"), str(done / "face.png"), "--out", str(tmp_path / "o"))
    assert result.exit_code == 2
    assert "wall.png: shows no face" in result.output
    assert "1 analysed" in result.output
    night = analyse(
        str(tmp_path / "night.png"), "--skin-mask", str(tmp_path / "mask.png"), "--mm-per-pixel", "0.47",
        "--out", str(tmp_path / "o"),
    )  # fmt: skip
    assert night.exit_code == 2
    record = json.loads((tmp_path / "o" / "night" / "analysis.json").read_text("utf-8"))
    assert record["is_refused"]
    assert record["regions"]["face"]["spot_ratio"] is None
    assert rows(tmp_path / "o" / "night" / "spots.csv") == []


def test_nothing_of_others_is_overwritten(done: Path, tmp_path: Path) -> None:
    (tmp_path / "face").mkdir()
    (tmp_path / "face" / "letter.txt").write_text("keep", encoding="utf-8")
    result = analyse(str(done / "face.png"), "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "holds no analysis" in result.output.replace("\n", " ")
    assert (tmp_path / "face" / "letter.txt").read_text("utf-8") == "keep"
    assert not list(tmp_path.glob(".*.part"))


def test_wishes_that_cannot_be_met_are_explained(done: Path, tmp_path: Path) -> None:
    write_colour(tmp_path / "face.png", np.zeros((9, 9, 3), np.float32))
    two = (str(done / "face.png"), str(tmp_path / "face.png"))
    assert isinstance(analyse(*two, "--out", str(tmp_path / "o")).exception, PictureError)
    assert isinstance(analyse(*two, "--uv", two[0], "--out", str(tmp_path / "o")).exception, SettingsError)
    settings = tmp_path / "s.toml"
    settings.write_text("nonsense = 1\n", encoding="utf-8")
    one = analyse(two[0], "--settings", str(settings), "--out", str(tmp_path / "o"))
    assert isinstance(one.exception, SettingsError | FileError)
    assert "nonsense" in str(one.exception)
