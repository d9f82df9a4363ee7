import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from uvphoto.datasets import matching, new_folder
from uvphoto.datasets.checks import check
from uvphoto.datasets.importing import carry_out
from uvphoto.datasets.pairs import ImportPlan, ImportSettings, plan_import
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import DataSetError, SettingsError
from uvphoto.picture import read_colour, write_colour, write_uv

PIXELS = np.random.default_rng(0).random((24, 18, 3))


def put(source: Path, *names: str, taken: datetime | None = None) -> None:
    for name in names:
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.parts[len(source.parts)] == "uv":
            write_uv(path, PIXELS[:, :, 0])
        else:
            write_colour(path, PIXELS, taken=taken)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder of three pairs."""
    folder = tmp_path / "source"
    put(folder, "colour/ann.jpg", "colour/Bo.JPG", "colour/zoë.png", "uv/ann.png", "uv/bo.tif", "uv/zoë.png")
    return folder


def test_pairs_become_a_data_set_without_faults(source: Path, tmp_path: Path) -> None:
    before = snapshot(source)
    plan = plan_import(source, ImportSettings(device="visia", mm_per_pixel=0.05))
    written = carry_out(plan, tmp_path / "out" / "set", licence="CC0-1.0")
    assert check(written.folder) == []
    dataset = read_dataset(written.folder)
    assert dataset == written
    assert [(row.person, row.colour, row.uv) for row in dataset.photos] == [
        ("Bo", "colour/Bo.JPG", "uv/bo.tif"),
        ("ann", "colour/ann.jpg", "uv/ann.png"),
        ("zoë", "colour/zoë.png", "uv/zoë.png"),
    ]
    assert {(row.domain, row.view, row.visit, row.device) for row in dataset.photos} == {
        ("clinic", "front", None, "visia")
    }
    assert {row.split for row in dataset.photos} == {"train", "validation", "test"}
    description = dataset.description
    assert (description.name, description.licence, description.mm_per_pixel) == ("set", "CC0-1.0", 0.05)
    after = snapshot(dataset.folder)
    assert {name: after[name] for name in before} == before == snapshot(source)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["set"]


def test_whatever_has_no_place_is_listed(source: Path, tmp_path: Path) -> None:
    put(source, "colour/alone.jpg", "uv/lonely.png", "colour/twin.jpg", "colour/twin.png", "uv/twin.png")
    put(source, "colour/broken.jpg", "uv/broken.png", "colour/small.jpg")
    (source / "colour/broken.jpg").write_bytes((source / "colour/broken.jpg").read_bytes()[:500])
    write_uv(source / "uv/small.png", PIXELS[:20, :, 0])
    (source / "uv/notes.txt").write_text("hello")
    plan = plan_import(source, ImportSettings())
    told = {one.file: one.reason for one in plan.left_out}
    assert told.pop("colour/broken.jpg").startswith("is damaged or cut short")
    assert told == {
        "colour/alone.jpg": "has no partner among the UV photos",
        "uv/lonely.png": "has no partner among the colour photos",
        "colour/twin.jpg": "has the same name as twin.png",
        "colour/twin.png": "has the same name as twin.jpg",
        "uv/twin.png": "has several possible partners: twin.jpg, twin.png",
        "uv/broken.png": "its partner cannot be used",
        "colour/small.jpg": "the pair differs in size: colour 18 x 24 pixels, UV 18 x 20",
        "uv/small.png": "the pair differs in size: colour 18 x 24 pixels, UV 18 x 20",
        "uv/notes.txt": "does not end like a picture that is read here",
    }
    carry_out(plan, tmp_path / "set")
    with (tmp_path / "set" / "import-report.csv").open(encoding="utf-8-sig", newline="") as file:
        report = {row["file"]: row for row in csv.DictReader(file)}
    assert report.keys() == snapshot(source).keys()
    assert {name for name, row in report.items() if not row["became"]} == {one.file for one in plan.left_out}
    assert report["colour/ann.jpg"] == {"file": "colour/ann.jpg", "became": "colour/ann.jpg", "left_out_because": ""}


def test_a_pattern_tells_person_visit_view_and_device(tmp_path: Path) -> None:
    source = tmp_path / "source"
    good = ("s/p1_2026-01-31_fr_A", "s/p1_2026-02-28_LEFT_B", "p2_20260131_r_A")
    for name in (*good, "p3_2026-13-01_fr_A", "p4_2026-01-31_up_A", "p5"):
        put(source, f"colour/{name}.jpg", f"uv/{name}.png")
    pattern = r"(.*/)?(?P<person>p\d)_(?P<visit>[\d-]+)_(?P<view>\w+)_(?P<device>\w)"
    plan = plan_import(source, ImportSettings(pattern=pattern))
    assert [(row.person, row.visit, row.view, row.device) for row in (pair.photo for pair in plan.pairs)] == [
        ("p2", date(2026, 1, 31), "right", "A"),
        ("p1", date(2026, 1, 31), "front", "A"),
        ("p1", date(2026, 2, 28), "left", "B"),
    ]
    assert {one.file: one.reason for one in plan.left_out if one.file.startswith("uv")} == {
        "uv/p3_2026-13-01_fr_A.png": "the visit '2026-13-01' in its name is no date like 2026-01-31",
        "uv/p4_2026-01-31_up_A.png": "the view 'up' in its name is none of: front, left, right",
        "uv/p5.png": "the name 'p5' does not fit the pattern",
    }


def test_the_date_comes_from_the_name_then_the_photo_then_the_settings(tmp_path: Path) -> None:
    source = tmp_path / "source"
    put(source, "colour/a_2026-01-01.jpg", "colour/b.jpg", taken=datetime(2025, 5, 4, 3, 2))  # noqa: DTZ001 - as EXIF
    put(source, "colour/c.jpg", "uv/a_2026-01-01.png", "uv/b.png", "uv/c.png")
    pattern = r"(?P<person>\w)(_(?P<visit>.*))?"
    plan = plan_import(source, ImportSettings(pattern=pattern, visit=date(2024, 1, 1)))
    assert [pair.photo.visit for pair in plan.pairs] == [date(2026, 1, 1), date(2025, 5, 4), date(2024, 1, 1)]


def test_pairs_that_claim_the_same_visit_are_both_left_out(tmp_path: Path) -> None:
    source = tmp_path / "source"
    put(source, *(f"{side}/p1_{number}.png" for side in ("colour", "uv") for number in (1, 2)))
    plan = plan_import(source, ImportSettings(pattern=r"(?P<person>\w+)_\d"))
    assert plan.pairs == ()
    assert {one.file: one.reason for one in plan.left_out} == {
        f"{side}/p1_{one}.png": f"has the same person, visit, view and device as {side}/p1_{other}.png"
        for side in ("colour", "uv")
        for one, other in ((1, 2), (2, 1))
    }


def test_hard_links_take_no_room(source: Path, tmp_path: Path) -> None:
    dataset = carry_out(plan_import(source, ImportSettings()), tmp_path / "set", link=True)
    assert (dataset.folder / "colour/ann.jpg").samefile(source / "colour/ann.jpg")


def test_the_seed_decides_the_splits(source: Path) -> None:
    def splits(seed: int) -> list[str]:
        return [pair.photo.split for pair in plan_import(source, ImportSettings(seed=seed)).pairs]

    assert splits(1) == splits(1)
    assert len({tuple(splits(seed)) for seed in range(20)}) > 1


@pytest.fixture
def plan(source: Path) -> ImportPlan:
    """Return the plan for three pairs."""
    return plan_import(source, ImportSettings())


def test_a_folder_in_use_is_refused(plan: ImportPlan, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "mine.txt").write_text("mine")
    with pytest.raises(DataSetError, match="is not empty"):
        carry_out(plan, tmp_path / "set")
    assert snapshot(tmp_path / "set") == {"mine.txt": b"mine"}
    (tmp_path / "set" / "mine.txt").unlink()
    assert len(carry_out(plan, tmp_path / "set").photos) == 3


def test_an_empty_folder_stays_the_same_one(plan: ImportPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "set").mkdir()
    before = (tmp_path / "set").stat().st_ino
    monkeypatch.chdir(tmp_path / "set")
    dataset = carry_out(plan, Path())
    assert dataset.description.name == "set"
    assert (tmp_path / "set").stat().st_ino == before
    assert check(Path()) == []
    assert {path.name for path in Path().iterdir()} == {
        "colour", "uv", "dataset.json", "photos.csv", "import-report.csv",
    }  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} == {"set", "source"}


def test_the_photos_themselves_are_no_place_for_the_set(plan: ImportPlan) -> None:
    with pytest.raises(DataSetError, match="lies among the photos"):
        carry_out(plan, plan.source / "uv" / "set")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_failure_leaves_nothing_behind(
    plan: ImportPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    copy: Callable[..., Any] = new_folder.shutil.copyfile

    def break_off(source: Path, target: Path) -> None:
        copy(source, target)
        if target.parent.name == "uv":
            raise error

    monkeypatch.setattr(new_folder.shutil, "copyfile", break_off)
    with pytest.raises((KeyboardInterrupt, DataSetError)):
        carry_out(plan, tmp_path / "set")
    assert [path.name for path in tmp_path.iterdir()] == ["source"]
    (tmp_path / "set").mkdir()
    with pytest.raises((KeyboardInterrupt, DataSetError)):
        carry_out(plan, tmp_path / "set")
    assert list((tmp_path / "set").iterdir()) == []


def test_no_pair_at_all_is_a_user_error(tmp_path: Path) -> None:
    put(tmp_path, "colour/a.jpg", "uv/b.png")
    plan = plan_import(tmp_path, ImportSettings())
    with pytest.raises(DataSetError, match=r"no pair that can be used .*colour/a\.jpg has no partner"):
        carry_out(plan, tmp_path / "set")
    assert not (tmp_path / "set").exists()


def test_the_two_folders_must_be_there_and_apart(tmp_path: Path) -> None:
    put(tmp_path, "colour/a.jpg", "colour/uv/a.png")
    with pytest.raises(DataSetError, match=r"is no folder.*--uv"):
        plan_import(tmp_path, ImportSettings())
    with pytest.raises(DataSetError, match="lie one in the other"):
        plan_import(tmp_path, ImportSettings(uv="colour/uv"))


def test_a_folder_that_cannot_be_listed_is_a_user_error(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(matching.os, "scandir", refuse)
    with pytest.raises(DataSetError, match=r"colour: cannot be listed \(Permission denied\)"):
        plan_import(source, ImportSettings())


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"pattern": "(?P<person>"}, "no regular expression"),
        ({"pattern": ".*"}, "needs a group"),
        ({"pattern": "(?P<person>.)(?P<date>.)"}, "others named visit, view, device"),
        ({"view": "top"}, "none of: front, left, right"),
        ({"device": " "}, "device needs a name"),
        ({"colour": "/photos"}, "inside the source"),
        ({"uv": "../uv"}, "inside the source"),
        ({"mm_per_pixel": -1.0}, "positive number"),
        ({"mm_per_pixel": float("nan")}, "positive number"),
    ],
)
def test_senseless_settings_are_user_errors(settings: dict[str, Any], problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        ImportSettings(**settings)


def test_real_photos_pair_upright(reference_data: Path, tmp_path: Path) -> None:
    for turn in (1, 6, 8):
        original = reference_data / "photos" / "exif" / f"Portrait_{turn}.jpg"
        photo = read_colour(original)
        (tmp_path / "colour").mkdir(exist_ok=True)
        (tmp_path / "uv").mkdir(exist_ok=True)
        (tmp_path / "colour" / original.name).write_bytes(original.read_bytes())
        write_uv(tmp_path / "uv" / f"portrait_{turn}.png", photo.pixels[:, :, 1])
    plan = plan_import(tmp_path, ImportSettings())
    assert [pair.photo.person for pair in plan.pairs] == ["Portrait_1", "Portrait_6", "Portrait_8"]
    assert plan.left_out == ()
    assert check(carry_out(plan, tmp_path / "set").folder) == []
