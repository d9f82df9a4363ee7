"""The verbs on the record: a person comes, is shown, exported, and goes."""

import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.datasets.checks import check
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import FileError, MissingExtraError, PictureError, RecordError, SettingsError
from uvphoto.longitudinal.record.place import find_place
from uvphoto.longitudinal.record.record import Record
from uvphoto.picture import write_colour, write_mask, write_uv
from uvphoto.simulate.photography import ClinicPhoto


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the record, which is not there yet."""
    monkeypatch.setenv("UVPHOTO_RECORD", str(tmp_path / "record"))
    monkeypatch.delenv("UVPHOTO_RECORD_PHOTOS", raising=False)
    return tmp_path / "record"


@pytest.fixture
def face(tmp_path: Path) -> Callable[[str], Path]:
    """Return a maker of small colour photos."""

    def make(name: str) -> Path:
        pixels = np.random.default_rng(len(name)).uniform(0, 1, (24, 16, 3)).astype(np.float32)
        write_colour(tmp_path / name, pixels)
        return tmp_path / name

    return make


def analysed(photo: Path, out: Path, share: float = 0.0579, size: tuple[int, int] = (24, 16)) -> Path:
    """Write what an analysis of a photo leaves; the tests of analyses hold them to the same form."""
    place = out / photo.stem
    place.mkdir(parents=True)
    write_mask(place / "skin_mask.png", np.ones(size, bool))
    write_uv(place / f"{photo.stem}_uv.png", np.full(size, 0.5, np.float32))
    document = {
        "format_version": 1,
        "made_by": "uvphoto 1.0",
        "photo": photo.name,
        "spots_found_in": "synthetic UV",
        "weights": {"name": "compact", "sha256": "ab" * 32},
        "algorithm": "absorbance 3",
        "white_balance": {"asked": "none"},
        "is_refused": False,
        "findings": [],
        "regions": {"cheeks": {"spot_ratio": share, "spot_ratio_90_low": 0.02, "spot_ratio_90_high": 0.13}},
    }
    (place / "analysis.json").write_text(json.dumps(document), "utf-8")
    return out


def record(*arguments: object, **more: object) -> Result:
    return CliRunner().invoke(app, ["record", *map(str, arguments)], **more)


def done(*arguments: object, **more: object) -> str:
    result = record(*arguments, **more)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def test_a_person_is_added_shown_and_listed(folder: Path, face: Callable[[str], Path], tmp_path: Path) -> None:
    photo = face("me.jpg")
    results = analysed(photo, tmp_path / "results")
    arguments = ("add", "p0001", photo, "--visit", "2026-01-31", "--analysis", results)
    assert done(*arguments) == f"p0001: added 1 visit, 1 photo, 1 result; {folder}\n"
    assert done(*arguments) == f"p0001: all there already; {folder}\n"
    more = ("--visit", "2026-02-28", "--domain", "phone", "--device", "pixel", "--treatment", "laser")
    assert "added 1 visit, 2 photos" in done("add", "p0001", face("a.png"), face("ab.png"), *more)

    shown = done("show", "p0001").splitlines()
    for words in ("2026-01-31  front  clinic  clinic  5.79 %", "2.00-13.00 %  compact abababab  absorbance 3"):
        assert words in shown[1]
    assert "2026-02-28  front  pixel   phone   -" in shown[2]
    assert shown[4] == "before 2026-02-28: laser"
    assert Path(shown[1].split()[-1]).read_bytes() == photo.read_bytes()
    error = record("show", "p0001", "--region", "nose").exception
    assert isinstance(error, SettingsError)
    assert "may be: cheeks" in str(error)
    told = json.loads(done("show", "p0001", "--json"))
    assert told["visits"][0]["photos"][0]["results"][0]["document"]["regions"]["cheeks"]["spot_ratio"] == 0.0579

    listed = done("list", "--check").splitlines()
    assert listed[1].split() == ["p0001", "2", "3", "1", "2026-01-31", "2026-02-28", "clinic,", "pixel"]
    assert listed[2:] == [f"1 person in {folder}", "Every file is there, and as it was stored."]


def test_the_folder_of_one_analysis_will_do(folder: Path, face: Callable[[str], Path], tmp_path: Path) -> None:
    analysed(photo := face("me.jpg"), tmp_path / "results")
    done("add", "p1", photo, "--visit", "2026-01-31", "--analysis", tmp_path / "results" / "me")
    assert len(Record.open(find_place(folder)).history("p1").sittings) == 1


def test_export_and_back_gives_the_same(folder: Path, face: Callable[[str], Path], tmp_path: Path) -> None:
    photo = face("me.jpg")
    results = analysed(photo, tmp_path / "results")
    done("add", "p1", photo, "--visit", "2026-01-31", "--treatment", "laser", "--analysis", results)
    done("add", "p1", face("b2.png"), face("b33.png"), "--visit", "2026-01-31")  # three shots by one device
    done("add", "p2", face("c222.png"), "--visit", "2026-03-01", "--domain", "phone")
    assert "2 people, 2 visits, 0 pairs, 1 phone photo" in done("export", tmp_path / "all")
    assert check(tmp_path / "all") == []
    done("add", "--data", tmp_path / "all", "--record", tmp_path / "second")
    first, second = Record.open(find_place(folder)), Record.open(find_place(tmp_path / "second"))
    assert first.people() == second.people()
    assert first.history("p1") == second.history("p1")
    assert [one.document for one in first.person("p1").visits[0].photos[0].results] == [
        one.document for one in second.person("p1").visits[0].photos[0].results
    ]
    assert "all there already" in done("add", "--data", tmp_path / "all", "--record", tmp_path / "second")

    done("export", tmp_path / "p1.zip", "--person", "p1", "--name", "what we keep")
    with zipfile.ZipFile(tmp_path / "p1.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "unpacked")
    dataset = read_dataset(tmp_path / "unpacked" / "p1")
    assert (dataset.description.name, dataset.persons) == ("what we keep", ("p1",))
    assert check(dataset.folder) == []
    assert (dataset.folder / dataset.photos[0].colour).read_bytes() == photo.read_bytes()


def test_a_deleted_person_is_gone(folder: Path, face: Callable[[str], Path]) -> None:
    done("add", "p1", face("me.jpg"), "--visit", "2026-01-31")
    done("add", "p1", face("b.png"), "--visit", "2026-02-28")
    assert "Nothing was removed" in done("delete", "p1", input="n\n")
    assert isinstance(record("delete", "p1", input="").exception, SettingsError)
    assert "removed 1 visit, 1 photo, 0 results; 1 file of" in done("delete", "p1", "--visit", "2026-02-28", "--yes")
    assert "p1: removed 1 visit, 1 photo, 0 results" in done("delete", "p1", input="y\n")
    assert "0 people" in done("list")
    assert not list((folder / "photos").glob("[0-9a-f]*"))
    assert isinstance(record("delete", "p1", "--yes").exception, RecordError)


def test_what_makes_no_sense_is_refused_before_anything_is_written(
    folder: Path, face: Callable[[str], Path], tmp_path: Path
) -> None:
    photo, other, cut = face("me.jpg"), face("other.jpg"), tmp_path / "cut.jpg"
    cut.write_bytes(photo.read_bytes()[:-100])
    write_uv(tmp_path / "grey.png", np.full((24, 16), 0.5, np.float32))
    results = analysed(photo, tmp_path / "results")
    date = ("--visit", "2026-01-31")
    for kind, arguments in (
        (SettingsError, ("add",)),
        (SettingsError, ("add", "p1", *date)),
        (SettingsError, ("add", "Ann Smith", photo, *date)),
        (SettingsError, ("add", "p1", photo, *date, "--view", "back")),
        (SettingsError, ("add", "p1", photo, *date, "--domain", "home")),
        (SettingsError, ("add", "p1", photo, "--data", tmp_path)),
        (SettingsError, ("add", "p1", photo, *date, "--record", "mysql://x/y")),
        (SettingsError, ("add", "p1", photo, *date, "--photos", tmp_path)),
        (PictureError, ("add", "p1", photo)),  # which tells no date
        (PictureError, ("add", "p1", photo, tmp_path / "missing.jpg", *date)),
        (PictureError, ("add", "p1", photo, cut, *date)),
        (PictureError, ("add", "p1", photo, tmp_path / "grey.png", *date)),
        (FileError, ("add", "p1", photo, other, *date, "--analysis", results)),
        (RecordError, ("list",)),
        (RecordError, ("show", "p1")),
        (RecordError, ("export", tmp_path / "out")),
        (FileError, ("add", "--data", tmp_path)),
    ):
        result = record(*arguments)
        assert isinstance(result.exception, kind), (arguments, result.exception)
        assert not folder.exists()
    assert record("add", "p1", photo, "--visit", "31.1.2026").exit_code == 2
    assert not folder.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"format_version": 2},
        {"regions": {"cheeks": {"spot_ratio": "much"}}},
        {"regions": {"cheeks": {}}},
        {"weights": "compact"},
        {"white_balance": {}},
        {"algorithm": None},
        {"is_refused": float("nan")},
    ],
)
def test_an_analysis_that_is_broken_is_refused(
    folder: Path, face: Callable[[str], Path], tmp_path: Path, change: dict[str, object]
) -> None:
    results = analysed(photo := face("me.jpg"), tmp_path / "results")
    path = results / "me" / "analysis.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    result = record("add", "p1", photo, "--visit", "2026-01-31", "--analysis", results)
    assert isinstance(result.exception, FileError)
    assert "no analysis that can be used" in str(result.exception)
    assert not folder.exists()


def test_an_analysis_of_another_photo_is_refused(folder: Path, face: Callable[[str], Path], tmp_path: Path) -> None:
    results = analysed(photo := face("me.jpg"), tmp_path / "results", size=(48, 32))
    result = record("add", "p1", photo, "--visit", "2026-01-31", "--analysis", results)
    assert "is of a photo of 32 x 48 pixels" in str(result.exception)
    assert not folder.exists()


def test_files_that_were_altered_are_told(folder: Path, face: Callable[[str], Path]) -> None:
    done("add", "p1", face("me.jpg"), "--visit", "2026-01-31")
    (stored,) = (folder / "photos").glob("[0-9a-f]*/*.jpg")
    stored.write_bytes(b"rubbish")
    result = record("list", "--check")
    assert result.exit_code == 2
    assert "has been altered" in result.stderr


def test_without_the_extra_its_name_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("uvphoto.longitudinal.record.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    error = record("list").exception
    assert isinstance(error, MissingExtraError)
    assert "uvphoto[record]" in str(error)
    assert not folder.exists()


def test_the_uv_photo_is_taken_and_not_the_drawing_beside_it(
    folder: Path, face: Callable[[str], Path], tmp_path: Path
) -> None:
    photo = face("zoe.jpg")
    place = analysed(photo, tmp_path / "results") / "zoe"
    (place / "spots_on_uv.jpg").write_bytes(b"a drawing")
    done("add", "p1", photo, "--visit", "2026-01-31", "--analysis", tmp_path / "results")
    kept = Record.open(find_place(folder))
    (result,) = kept.person("p1").visits[0].photos[0].results
    assert kept.path(result.files["uv"]).read_bytes() == (place / "zoe_uv.png").read_bytes()
    (place / "zoe_uv.png").unlink()  # as where a camera took it
    again = tmp_path / "another"
    done("add", "p1", photo, "--visit", "2026-01-31", "--analysis", tmp_path / "results", "--record", again)
    (result,) = Record.open(find_place(again)).person("p1").visits[0].photos[0].results
    assert "uv" not in result.files


def test_what_the_verb_analyse_writes_goes_in(folder: Path, clinic_face: ClinicPhoto, tmp_path: Path) -> None:
    photo = tmp_path / "face.png"
    write_colour(photo, clinic_face.colour)
    words = ["analyse", str(photo), "--out", str(tmp_path / "out"), "--threads", "1", "--backend", "onnxruntime"]
    assert CliRunner().invoke(app, words).exit_code == 0
    document = json.loads((tmp_path / "out" / "face" / "analysis.json").read_text("utf-8"))
    done("add", "p1", photo, "--visit", "2026-01-31", "--analysis", tmp_path / "out")
    (sitting,) = Record.open(find_place(folder)).history("p1").sittings
    assert sitting.regions == document["regions"]
    assert sitting.weights_sha256 == document["weights"]["sha256"]
    assert sitting.algorithm == document["algorithm"]
    (stored,) = Record.open(find_place(folder)).person("p1").visits[0].photos[0].results
    assert stored.document == document
    assert stored.files.keys() == {"uv", "skin_mask", "regions", "spots", "spot_table"}
    assert f"{100 * document['regions']['cheeks']['spot_ratio']:.2f} %" in done("show", "p1")
    done("export", tmp_path / "set")
    done("add", "--data", tmp_path / "set", "--record", tmp_path / "second")
    assert Record.open(find_place(tmp_path / "second")).person("p1") == Record.open(find_place(folder)).person("p1")
