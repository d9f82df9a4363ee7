"""Two visits compared: what is planted is new, what is taken away has faded, the rest stays; in words and pictures."""

import csv
import datetime as dt
import io
import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from uvphoto.analysis.drawing import FaceView
from uvphoto.errors import FileError, UnusablePhotoError
from uvphoto.longitudinal.comparison.compare import Comparison, compare
from uvphoto.longitudinal.comparison.files import write_comparison
from uvphoto.longitudinal.comparison.lay import lay
from uvphoto.longitudinal.comparison.pictures import close_view, difference_end, draw_difference
from uvphoto.longitudinal.comparison.report import make_report, to_html
from uvphoto.longitudinal.comparison.tables import region_rows, strongest, track_rows
from uvphoto.longitudinal.comparison.visit import Visit
from uvphoto.longitudinal.comparison.words import cautions, summary
from uvphoto.longitudinal.registration import View
from uvphoto.longitudinal.tracks import Change, DeviceNoise
from uvphoto.picture import inspect, read_colour
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import measure_regions

NOISE = {name: DeviceNoise(0.006, 0.02) for name in ("clinic", "phone")}
MOVED = (5, -3)  # pixels, rows and columns


def visit(uv: np.ndarray, skin: np.ndarray, regions: np.ndarray, scale: float, day: int) -> Visit:
    """Return a visit, its spots detected and measured."""
    detection = detect_spots(uv, skin, scale)
    measures = {name: asdict(one) for name, one in measure_regions(detection, regions, skin).items()}
    date = dt.date(2025, 1, 1) + dt.timedelta(day)
    return Visit(date, "clinic", "clinic", False, View(uv, skin, scale), regions, detection, measures, "one detector")


@pytest.fixture(scope="module")
def planted(clinic_face: ClinicPhoto) -> tuple[Visit, Visit, dict[str, tuple[float, float]]]:
    """Return two visits: a spot was planted, the largest one taken away, and the photo is a little moved and darker."""
    scale, skin, regions = clinic_face.view.mm_per_pixel, clinic_face.skin_mask, clinic_face.regions
    first = visit(clinic_face.uv, skin, regions, scale, 0)
    labels = first.detection.labels
    largest = labels == np.argmax(np.bincount(labels.ravel())[1:]) + 1
    chin = np.argwhere((regions == 5) & (labels == 0)).mean(axis=0)
    after = clinic_face.uv.copy()
    after[largest] = np.median(after[skin])
    rows, columns = np.mgrid[: after.shape[0], : after.shape[1]]
    after[(rows - chin[0]) ** 2 + (columns - chin[1]) ** 2 < (2.0 / scale) ** 2] *= 0.6
    moved = [np.roll(one, MOVED, (0, 1)) for one in (0.93 * after, skin, regions)]
    places = {"planted": tuple(chin), "faded": tuple(np.argwhere(largest).mean(axis=0))}
    return first, visit(moved[0].astype(np.float32), moved[1], moved[2], scale, 180), places


@pytest.fixture(scope="module")
def found(planted: tuple[Visit, Visit, dict[str, tuple[float, float]]]) -> Comparison:
    return compare(planted[0], planted[1], NOISE)


def nearest(comparison: Comparison, place: tuple[float, float]) -> int:
    return min(
        range(len(comparison.tracks)),
        key=lambda one: math.dist(place, (comparison.tracks[one].row, comparison.tracks[one].column)),
    )


def test_what_was_planted_and_taken_away_is_found_and_the_rest_stays(
    planted: tuple[Visit, Visit, dict[str, tuple[float, float]]], found: Comparison
) -> None:
    _, _, places = planted
    new, faded = (nearest(found, places[name]) for name in ("planted", "faded"))
    assert found.tracks[new].change is Change.NEW
    assert found.places[new] == "chin"
    assert found.tracks[faded].change in (Change.GONE, Change.FADED)
    assert found.counts[Change.SAME] > 0.85 * len(found.tracks) > 50
    assert sum(found.counts.values()) == len(found.tracks)
    assert new in strongest(found)[:3]
    assert strongest(found) == [place for place in strongest(found) if found.tracks[place].change is not Change.SAME]
    assert f"{found.counts[Change.NEW]} new" in summary(found)


def test_the_difference_has_the_sign_of_the_change(
    planted: tuple[Visit, Visit, dict[str, tuple[float, float]]], found: Comparison
) -> None:
    rows_columns = {name: tuple(round(one) for one in place) for name, place in planted[2].items()}
    assert found.difference[rows_columns["planted"]] > 0.1
    assert found.difference[rows_columns["faded"]] < -0.05
    assert np.abs(np.median(found.difference[found.both_skin])) < 0.005
    view, end = FaceView(found.before.skin, 400), difference_end(found)
    drawn = draw_difference(found, view, end).astype(int)
    for name, sign in (("planted", 1), ("faded", -1)):
        x, y = (round(one) for one in view.place(*rows_columns[name]))
        assert sign * (drawn[y, x, 0] - drawn[y, x, 2]) > 60  # orange where darker, blue where paler
    outside = np.argwhere(~found.both_skin & ~found.before.skin)[0]
    assert not found.both_skin[tuple(outside)]
    assert found.difference[~found.both_skin].max() == 0
    close = close_view(found, nearest(found, planted[2]["planted"]))
    assert close.after[75, 75].mean() < 0.75 * close.before[75, 75].mean()
    assert close.before[10, 10].mean() == pytest.approx(close.after[10, 10].mean(), rel=0.2)


def test_a_later_photo_can_be_the_frame(planted: tuple[Visit, Visit, dict[str, tuple[float, float]]]) -> None:
    first, last, places = planted
    moved, frame = lay([first, last], frame=-1)
    assert frame.registration is None
    assert frame.sighting is not None
    assert frame.sighting.labels is last.detection.labels
    assert frame.sighting.day == 180
    assert moved.sighting is not None
    assert moved.problem == ""
    row, column = (round(one + by) for one, by in zip(places["faded"], MOVED, strict=True))
    assert moved.sighting.labels[row, column] == first.detection.labels[tuple(round(one) for one in places["faded"])]
    inner = np.roll(first.view.skin, MOVED, (0, 1)) & moved.sighting.skin
    assert np.abs(moved.uv - np.roll(first.view.uv, MOVED, (0, 1)))[inner].mean() < 0.01


def test_tables_hold_what_was_found(found: Comparison) -> None:
    rows = track_rows(found)
    assert [row["spot"] for row in rows] == list(range(1, len(found.tracks) + 1))
    for row, track in zip(rows, found.tracks, strict=True):
        assert (row["strength_before"], row["strength_after"]) == track.strengths
        assert row["difference"] == pytest.approx(track.strengths[1] - track.strengths[0], nan_ok=True)
    (cheeks,) = [row for row in region_rows(found) if row["region"] == "cheeks"]
    assert cheeks["spot_ratio_before"] == found.first.measures["cheeks"]["spot_ratio"]
    assert cheeks["count_after"] == found.last.measures["cheeks"]["count"]
    assert cheeks["spot_ratio_90_low_before"] is None


def test_all_files_are_there_and_agree(found: Comparison, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_comparison(folder, "p1", found)
    assert {path.name for path in folder.iterdir()} == {
        "report.html", "report.png", "tracks.csv", "regions.csv", "comparison.json"
    }  # fmt: skip
    record = json.loads((folder / "comparison.json").read_text("utf-8"))
    rows = list(csv.DictReader(io.StringIO((folder / "tracks.csv").read_text("utf-8-sig"))))
    assert len(rows) == len(record["tracks"]) == sum(record["changes"].values())
    assert sum(row["change"] == "the same" for row in rows) == record["changes"]["the same"]
    assert [float(row["difference"]) for row in rows if row["difference"]] == pytest.approx(
        [row["difference"] for row in record["tracks"] if row["difference"] is not None]
    )
    assert record["before"]["date"] == "2025-01-01"
    page = (folder / "report.html").read_text("utf-8")
    assert "synthetic UV photos: computed, not taken" in page
    assert "http" not in page.split("</style>")[-1]
    assert page.count('<tr><th scope="row">') >= len(strongest(found))
    assert inspect(folder / "report.png").is_synthetic
    assert min(read_colour(folder / "report.png").pixels.shape[:2]) > 600
    before = (folder / "comparison.json").read_bytes()
    write_comparison(folder, "p1", found)  # again: replaced by the same
    assert (folder / "comparison.json").read_bytes() == before
    assert (folder / "report.html").read_text("utf-8") == page
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep", "utf-8")
    with pytest.raises(FileError, match="holds no comparison"):
        write_comparison(tmp_path / "mine", "p1", found)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    assert not list(tmp_path.glob(".*.part"))


def test_what_is_to_be_known_is_said(found: Comparison) -> None:
    told = " ".join(cautions(found))
    assert "synthetic" in told
    assert "two devices" not in told
    other = replace(
        found, last=replace(found.last, device="phone", domain="phone"), first=replace(found.first, is_taken=True)
    )
    told = " ".join(cautions(other))
    assert "two devices, clinic and phone" in told
    assert "synthetic" not in told
    page = to_html(make_report("<p1>", other))
    assert "&lt;p1&gt;" in page
    assert ">two devices<" in page
    assert "(phone)" not in page  # named as its domain, which is told once


def test_where_nothing_changed_nothing_is_told(planted: tuple[Visit, Visit, dict[str, tuple[float, float]]]) -> None:
    first = planted[0]
    same = compare(first, replace(first, date=first.date + dt.timedelta(30)), NOISE)
    assert strongest(same) == []
    assert same.counts[Change.SAME] + same.counts[Change.UNKNOWN] == len(same.tracks)
    assert "No spot changed" in to_html(make_report("p1", same))
    assert difference_end(same) == 0.1


def test_another_skin_is_refused(planted: tuple[Visit, Visit, dict[str, tuple[float, float]]]) -> None:
    first, last, _ = planted
    view = last.view
    noise = np.random.default_rng(0).uniform(0.3, 0.7, view.uv.shape).astype(np.float32)
    other = replace(last, view=replace(view, uv=noise))
    with pytest.raises(UnusablePhotoError, match="cannot be laid on that of 2025-01-01"):
        compare(first, other, NOISE)
    assert lay([first, other])[1].sighting is None
    with pytest.raises(ValueError, match="'clinic' is not known"):
        compare(first, last, {})
