"""Whole runs: stopped and gone on with, with other wishes, with a table, with colours brought together."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from uvphoto.archives.colour import read_corrections
from uvphoto.archives.preparation import run as running
from uvphoto.archives.preparation.calibration import CORRECTIONS
from uvphoto.archives.preparation.places import Places
from uvphoto.archives.preparation.report import REPORT
from uvphoto.archives.preparation.run import prepare
from uvphoto.archives.preparation.settings import PrepareSettings
from uvphoto.archives.preparation.wishes import Wishes
from uvphoto.datasets.checks import check
from uvphoto.errors import DataSetError, SettingsError
from uvphoto.picture import read_colour, read_mask, write_colour, write_uv
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.white_balance.card_colours import reference_colours
from uvphoto.skin.white_balance.lab import to_lab

PATTERN = r"(?P<person>\w+)-(?P<visit>[\d-]+)"


@pytest.fixture(scope="module")
def source(faulty: ModuleType, clinic_face: ClinicPhoto, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive of three visits of two people, one of whom is not seen in the UV photo."""
    folder = tmp_path_factory.mktemp("source")
    for number, name in enumerate(("ann-2024-01-31", "ann-2024-07-31", "bo-2024-02-01")):
        write_colour(folder / f"{name}.png", clinic_face.colour * np.float32(1 - 0.01 * number))
        uv = faulty.moved(clinic_face.uv, 3.0 * number, 2.0) if number < 2 else np.full((99, 99), 0.5, np.float32)
        write_uv(folder / f"{name}_uv.png", uv)
    return folder


def settings(**wishes: object) -> Wishes:
    return Wishes(PrepareSettings(pattern=PATTERN, **wishes))


@pytest.fixture(scope="module")
def here(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Return where the archive has been prepared to."""
    here = Places.of(source, tmp_path_factory.mktemp("there") / "faces", None, None)
    prepare(here, settings())
    return here


def files(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_visits_of_a_person_stay_together(here: Places) -> None:
    prepared = prepare(here, settings())
    rows = prepared.dataset.photos
    assert [str(row.visit) for row in rows] == ["2024-01-31", "2024-07-31"]
    assert len({(row.person, row.split) for row in rows}) == 1
    assert rows[0].person.startswith("p")
    assert check(here.out) == []
    assert (here.private.stat().st_mode & 0o777, here.key.stat().st_mode & 0o777) == (0o700, 0o600)


def test_what_is_done_is_not_done_again(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(here.pairs)

    def refuse(*_: object) -> None:
        raise AssertionError("a pair was worked on again")

    monkeypatch.setattr(running, "_job", refuse)
    prepare(here, settings(keep_names=True))
    assert files(here.pairs) == before
    assert "ann" in (here.out / "photos.csv").read_text("utf-8-sig")
    prepare(here, settings())
    assert "ann" not in (here.out / "photos.csv").read_text("utf-8-sig")


def test_a_pair_that_a_killed_run_left_is_done_again(source: Path, here: Places, tmp_path: Path) -> None:
    there = Places.of(source, tmp_path / "faces", None, here.key)
    stopped = 0

    class Killed(BaseException):
        pass

    def kill(done: int, of: int) -> None:
        nonlocal stopped
        assert of == 3
        stopped = done
        if done == 1:
            raise Killed

    with pytest.raises(Killed):
        prepare(there, settings(), kill)
    assert stopped == 1
    assert not (there.out / "dataset.json").exists()
    (there.pairs / ".half").mkdir()
    counts: list[int] = []
    prepared = prepare(there, settings(), lambda done, _: counts.append(done))
    assert counts[0] >= 1
    assert len(prepared.taken) == 2
    assert sorted(path.name for path in there.pairs.iterdir()) == sorted(one.name for _, one in prepared.taken)
    assert {row.person for row in prepared.dataset.photos} < set(
        here.key.read_text("utf-8-sig").replace(",", "\n").split()
    )


def test_a_table_goes_before_names(source: Path, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text("colour,uv,person,device\nann-2024-01-31.png,ann-2024-01-31_uv.png,Ann M.,visia\n")
    there = Places.of(source, tmp_path / "faces", None, None)
    prepared = prepare(there, Wishes(PrepareSettings(keep_names=True), table))
    (row,) = prepared.dataset.photos
    assert (row.person, row.device, row.visit) == ("Ann M.", "visia", None)
    assert {one.reason for one in prepared.left_out} == {"is not in pairs.csv"}
    assert any("no date" in caution for caution in prepared.plan.cautions)


def test_no_pair_at_all(source: Path, tmp_path: Path) -> None:
    there = Places.of(source, tmp_path / "faces", None, None)
    said = r"no pair that can be used \(6 files: has no partner.*\). See .*report.html"
    with pytest.raises(DataSetError, match=said):
        prepare(there, Wishes(PrepareSettings(uv_marks=("ultra",))))
    assert "has no partner" in (there.private / REPORT).read_text("utf-8")
    assert not (there.out / "dataset.json").exists()


Bad = Callable[[Path, Path], Places]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (lambda source, _: Places.of(source, source / "out", None, None), "lie one in the other"),
        (lambda source, _: Places.of(source, source.parent, None, None), "lie one in the other"),
        (lambda source, there: Places.of(source, there / "a", there / "a" / "b", None), "would hand"),
        (lambda source, there: Places.of(source, there / "a", None, there / "a" / "key.csv"), "would hand"),
        (lambda source, there: Places.of(source, there, None, None), "holds other files"),
        (lambda source, there: Places.of(source, there / "photo.png", None, None), "is no folder"),
        (lambda source, _: Places.of(source / "none", source.parent / "b", None, None), "is no folder"),
    ],
)
def test_places_where_something_would_be_lost_or_given_away(
    source: Path, tmp_path: Path, bad: Bad, problem: str
) -> None:
    (tmp_path / "photo.png").write_bytes(b"x")
    with pytest.raises(DataSetError, match=problem):
        prepare(bad(source, tmp_path), settings())
    assert [path.name for path in tmp_path.iterdir()] == ["photo.png"]


def test_another_archive_does_not_go_into_the_same_data_set(here: Places, tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="belongs to the archive"):
        prepare(Places.of(tmp_path, here.out, here.private, None), settings())


def test_colours_by_a_card_are_corrected_beside_the_photo(
    clinic_face: ClinicPhoto, draw_card: Callable[..., np.ndarray], faulty: ModuleType, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    place = {"width": 160.0, "turn": 3.0, "tilt": 0.05, "at": (90.0, 455.0)}
    scene = draw_card(decode_srgb(clinic_face.colour), reference_colours(), **place)
    warm = np.float32([1.0, 0.85, 0.7])
    write_colour(archive / "cy-2024-01-01.png", encode_srgb(np.clip(scene * warm, 0, 1)).astype(np.float32))
    write_uv(archive / "cy-2024-01-01_uv.png", faulty.moved(clinic_face.uv))
    there = Places.of(archive, tmp_path / "faces", None, None)
    (row,) = prepare(there, settings(calibrate=True)).dataset.photos
    assert row.extra["colour_correction"] == "own card"
    corrected, skin = read_colour(there.out / row.colour), read_mask(there.out / row.skin_mask)
    original = read_colour((there.out / row.colour).with_name("colour.png"))
    assert (corrected.bit_depth, original.bit_depth) == (16, 8)
    true, before, after = (
        to_lab(decode_srgb(np.median(photo[where], axis=0).astype(np.float64)))[1:]
        for photo, where in (
            (clinic_face.colour, clinic_face.skin_mask),
            (original.pixels, skin),
            (corrected.pixels, skin),
        )
    )
    assert np.linalg.norm(after - true) < 0.35 * np.linalg.norm(before - true)
    (correction,) = read_corrections(there.out / CORRECTIONS).values()
    assert np.abs(correction.undo(corrected.pixels) - original.pixels)[skin].max() < 1e-3
    assert check(there.out) == []


def test_a_card_taken_at_the_beginning_of_the_day_speaks_for_all_photos_of_it(
    clinic_face: ClinicPhoto, draw_card: Callable[..., np.ndarray], faulty: ModuleType, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    warm = np.float32([1.0, 0.85, 0.7])
    table = np.full((400, 500, 3), 0.2, np.float32)
    card = draw_card(table, reference_colours(), width=300.0, turn=3.0, tilt=0.05, at=(250, 200))
    for name, scene in (("card of the day", card), ("cy-2024-01-01", decode_srgb(clinic_face.colour))):
        pixels = encode_srgb(np.clip(scene * warm, 0, 1)).astype(np.float32)
        write_colour(archive / f"{name}.png", pixels, taken=datetime(2024, 1, 1, 8))  # noqa: DTZ001 - as EXIF has it
    write_colour(archive / "dog.png", encode_srgb(table))
    write_uv(archive / "cy-2024-01-01_uv.png", faulty.moved(clinic_face.uv))
    there = Places.of(archive, tmp_path / "faces", None, None)
    for _ in range(2):  # the second time what was seen is known
        prepared = prepare(there, settings(calibrate=True))
        (row,) = prepared.dataset.photos
        assert row.extra["colour_correction"] == "card of the day"
        assert {one.file: one.reason for one in prepared.left_out} == {
            "card of the day.png": "shows a colour card, which speaks for clinic",
            "dog.png": "has no partner among the UV photos",
        }


def test_a_reference_device_wants_calibration() -> None:
    with pytest.raises(SettingsError, match="--calibrate"):
        PrepareSettings(reference="visia")
