"""The verb share: analyses in other forms, and what it refuses."""

import csv
import json
import sys
from pathlib import Path

import pydicom
import pytest
from click.testing import Result
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.errors import FileError, MissingExtraError, SettingsError


def share(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["share", *map(str, arguments)])


def test_bundles_of_all_analyses_agree_with_them(analysed: Path, tmp_path: Path) -> None:
    result = share(
        analysed / "out", "--form", "fhir", "--out", tmp_path / "new", "--person", "p1", "--visit", "2026-01-31"
    )
    assert result.exit_code == 0, result.output
    files = sorted((tmp_path / "new").iterdir())
    assert len(files) == len(result.stdout.splitlines()) == 3
    ratios = set()
    for file in files:
        assert file.name.startswith("p1_2026-01-31_")
        assert str(file) in result.stdout
        entries = [entry["resource"] for entry in json.loads(file.read_text())["entry"]]
        face = next(one for one in entries if one.get("code", {}).get("text") == "Pigment spots, face")
        ratios.add(round(face["component"][0]["valueQuantity"]["value"], 4))
    records = [json.loads(path.read_text()) for path in (analysed / "out").glob("*/analysis.json")]
    assert ratios == {round(100 * one["regions"]["face"]["spot_ratio"], 4) for one in records}


def test_one_analysis_without_a_date(analysed: Path, tmp_path: Path) -> None:
    result = share(analysed / "out" / "last", "--form", "fhir", "--out", tmp_path, "--person", "p1")
    assert result.exit_code == 0, result.output
    assert len(list(tmp_path.glob("p1_????????.fhir.json"))) == 1


def test_dicom_of_all_analyses_agrees_with_them(analysed: Path, tmp_path: Path) -> None:
    """The share of spots follows from the pixels of the segments alone."""
    wanted = ("--form", "dicom", "--out", tmp_path / "new", "--person", "p1", "--visit", "2026-01-31")
    result = share(analysed / "out", *wanted, "--photos", analysed)
    assert result.exit_code == 0, result.output
    folders = sorted((tmp_path / "new").iterdir())
    assert len(folders) == len(result.stdout.splitlines()) == 3
    found = []
    for folder in folders:
        assert folder.name.startswith("p1_2026-01-31_")
        assert {path.name for path in folder.iterdir()} == {"colour.dcm", "uv.dcm", "spots.dcm", "measures.dcm"}
        spots = pydicom.dcmread(folder / "spots.dcm")
        areas = dict(
            zip((one.SegmentLabel for one in spots.SegmentSequence), spots.pixel_array.sum(axis=(1, 2)), strict=True)
        )
        ratios = {label.removeprefix("Spots, "): areas[label] / areas[label.replace("Spots", "Skin")]
                  for label in areas if label.startswith("Spots")}  # fmt: skip
        found.append({region.replace(" ", "_"): float(f"{ratio:.6g}") for region, ratio in ratios.items()})
    records = [json.loads(path.read_text()) for path in (analysed / "out").glob("*/analysis.json")]
    told = [{region: one["spot_ratio"] for region, one in record["regions"].items()} for record in records]
    assert sorted(found, key=str) == sorted(told, key=str)
    without = share(analysed / "out" / "last", *wanted[:3], tmp_path / "uv", *wanted[4:])
    assert without.exit_code == 0, without.output
    assert not list((tmp_path / "uv").glob("*/colour.dcm"))  # faces stay unless somebody asks for them


def test_tables_and_documents_agree_with_analyses(analysed: Path, tmp_path: Path) -> None:
    for form in ("csv", "json"):
        result = share(analysed / "out", "--form", form, "--out", tmp_path, "--person", "p1")
        assert result.exit_code == 0, result.output
    (table,) = tmp_path.glob("p1_????????.csv")
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    in_table = {float(row["value"]) for row in rows if (row["region"], row["measure"]) == ("face", "spot-ratio")}
    documents = [json.loads(path.read_text("utf-8")) for path in tmp_path.glob("p1_????????.json")]
    in_documents = {one["regions"]["face"]["measures"]["spot-ratio"]["value"] for one in documents}
    records = [json.loads(path.read_text()) for path in (analysed / "out").glob("*/analysis.json")]
    told = {float(f"{100 * one['regions']['face']['spot_ratio']:.6g}") for one in records}
    assert in_table == in_documents == told
    assert len(told) == len(documents) == 3


@pytest.mark.parametrize(("extra", "module"), [("fhir", "fhir.resources"), ("dicom", "pydicom")])
def test_a_missing_extra_is_named(
    analysed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: str, module: str
) -> None:
    known = (f"{module.partition('.')[0]}.", f"uvphoto.analysis.interchange.{extra}", "highdicom")
    for name in [name for name in sys.modules if name.startswith(known)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed
    rest = ("--out", tmp_path / "new", "--person", "p1", "--visit", "2026-01-31")
    missing = share(analysed / "out", "--form", extra, *rest).exception
    assert isinstance(missing, MissingExtraError)
    assert f"pip install 'uvphoto[{extra}]'" in str(missing)
    assert not (tmp_path / "new").exists()


def test_what_makes_no_sense_is_refused(analysed: Path, tmp_path: Path) -> None:
    rest = ("--form", "fhir", "--out", tmp_path / "new", "--person")
    assert isinstance(share(analysed / "out", *rest, "Jane Doe").exception, SettingsError)
    assert isinstance(share(analysed / "out", *rest, "p1", "--issuer", "my clinic").exception, SettingsError)
    (tmp_path / "empty").mkdir()
    assert isinstance(share(tmp_path / "empty", *rest, "p1").exception, FileError)
    (tmp_path / "file").write_text("")
    blocked = share(analysed / "out", "--form", "fhir", "--out", tmp_path / "file", "--person", "p1")
    assert isinstance(blocked.exception, FileError)
    assert not (tmp_path / "new").exists()
    pictures = share(analysed / "out", *rest, "p1", "--photos", analysed)
    assert isinstance(pictures.exception, SettingsError)
    assert "--form dicom" in str(pictures.exception)
    undated = share(analysed / "out", "--form", "dicom", "--out", tmp_path / "new", "--person", "p1")
    assert isinstance(undated.exception, SettingsError)
    assert "--visit" in str(undated.exception)
    assert not (tmp_path / "new").exists()
