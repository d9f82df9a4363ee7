"""The verb share: analyses in other forms, and what it refuses."""

import json
import sys
from pathlib import Path

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


def test_what_makes_no_sense_is_refused(analysed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = ("--form", "fhir", "--out", tmp_path / "new", "--person")
    assert isinstance(share(analysed / "out", *rest, "Jane Doe").exception, SettingsError)
    assert isinstance(share(analysed / "out", *rest, "p1", "--issuer", "my clinic").exception, SettingsError)
    (tmp_path / "empty").mkdir()
    assert isinstance(share(tmp_path / "empty", *rest, "p1").exception, FileError)
    (tmp_path / "file").write_text("")
    blocked = share(analysed / "out", "--form", "fhir", "--out", tmp_path / "file", "--person", "p1")
    assert isinstance(blocked.exception, FileError)
    for name in [name for name in sys.modules if name.startswith(("fhir.", "uvphoto.analysis.interchange.fhir"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fhir.resources", None)  # as if it were not installed
    missing = share(analysed / "out", *rest, "p1").exception
    assert isinstance(missing, MissingExtraError)
    assert "pip install 'uvphoto[fhir]'" in str(missing)
    assert not (tmp_path / "new").exists()
