"""A whole evaluation on drawn people: what is judged, what is written, and what the page says."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from uvphoto.conversion.converter import Converter
from uvphoto.datasets.manifest import DataSet
from uvphoto.errors import DataSetError, FileError
from uvphoto.evaluation.cases import Source, judge, reference_of
from uvphoto.evaluation.evaluate import Evaluation, write_evaluation
from uvphoto.evaluation.faces import open_face, rows_to_judge
from uvphoto.evaluation.figures import figures_of
from uvphoto.evaluation.tables import photos_csv, spots_csv
from uvphoto.metrics import match_spots, precision_recall, psnr
from uvphoto.picture import read_labels, read_mask, read_uv, write_mask
from uvphoto.skin.regions import AREAS
from uvphoto.skin.white_balance.balance import apply
from uvphoto.skin.white_balance.find import find_balance
from uvphoto.skin.white_balance.method import Method


@pytest.fixture(scope="module")
def report(evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "new"
    write_evaluation(evaluation, folder)
    return folder


def test_a_record_holds_what_direct_calls_give(faces: DataSet, blue: Converter) -> None:
    row = faces.photos[0]
    judged = judge(open_face(faces, row), blue)
    record = judged.record
    skin, uv = read_mask(faces.folder / row.skin_mask), read_uv(faces.folder / row.uv).pixels
    found = record.findings[Source.SYNTHETIC]
    assert found.psnr == pytest.approx(psnr(judged.synthetic, uv, skin))
    face = found.areas["face"]
    both = precision_recall(judged.found.mask, judged.true.mask)
    assert face.hit_pixels / face.found_pixels == pytest.approx(both.precision)
    assert face.hit_pixels / face.true_pixels == pytest.approx(both.recall)
    assert face.spots == match_spots(judged.found.labels, judged.true.labels)
    assert record.true_ratio("face") == pytest.approx(judged.true.mask[skin].mean())
    assert 0 < record.pigment["cheeks"] < 1
    assert record.is_simulated
    spots = match_spots(judged.true.labels, read_labels(faces.folder / row.spots))
    assert spots.precision > 0.9  # the detector works on drawn faces
    assert spots.recall > 0.5
    # The converter gives the blue channel, rounded by its way to [-1, 1] and back.
    assert found.psnr == pytest.approx(record.findings[Source.BLUE].psnr, abs=1e-3)
    assert np.isnan(record.findings[Source.COLOUR].psnr)


def test_colours_can_be_balanced_before_they_are_judged(faces: DataSet) -> None:
    row = faces.photos[0]
    plain, balanced, without = (open_face(faces, row, one) for one in (Method.NONE, Method.SKIN, Method.CARD))
    expected = apply(find_balance(plain.colour, Method.SKIN, skin=plain.skin), plain.colour)
    np.testing.assert_array_equal(balanced.colour, expected)
    assert (balanced.colour != plain.colour).any()
    np.testing.assert_array_equal(without.colour, plain.colour)  # there is no card


def test_a_reference_found_before_changes_nothing(faces: DataSet, blue: Converter) -> None:
    face = open_face(faces, faces.photos[0])
    reference = reference_of(face)
    given, found = judge(face, blue, reference=reference), judge(face, blue)
    for as_text in (photos_csv, spots_csv):
        assert as_text([given.record]) == as_text([found.record])
    assert given.true is reference.true


def test_with_a_calibration_it_is_judged_what_a_user_would_be_told(
    faces: DataSet, blue: Converter, drawn: ModuleType
) -> None:
    record = judge(open_face(faces, faces.photos[0]), blue, drawn.made_up_calibration(blue.sha256)).record
    assert record.trust is not None
    assert any("No face" in words for words in record.trust.refusals)  # a drawn face is none
    assert set(record.trust.intervals) == set(AREAS)
    low, high = record.trust.intervals["cheeks"]
    assert low <= record.found_ratio(Source.SYNTHETIC, "cheeks") <= high
    told = figures_of([record]).domains["clinic"].trust
    assert (told.photos, told.refused, dict(told.areas)) == (1, 1, {})


def test_every_photo_with_a_true_uv_photo_is_judged(faces: DataSet, evaluation: Evaluation) -> None:
    assert [record.colour for record in evaluation.records] == [row.colour for row in faces.photos]
    assert (evaluation.figures.photos, evaluation.figures.people) == (8, 6)
    assert set(evaluation.figures.domains) == {"clinic", "phone"}
    assert evaluation.figures.are_simulated
    whys = [(case.record.domain, case.why) for case, _ in evaluation.cases]
    assert whys == [
        ("clinic", "Best"),
        ("clinic", "Median"),
        ("clinic", "Worst"),
        ("phone", "Best"),
        ("phone", "Worst"),
    ]


def test_the_files_agree_with_the_records(evaluation: Evaluation, report: Path) -> None:
    assert {path.name for path in report.iterdir()} == {"index.html", "photos.csv", "spots.csv", "figures.json"}
    rows = list(csv.DictReader(io.StringIO((report / "photos.csv").read_text("utf-8"))))
    assert [row["person"] for row in rows] == [record.person for record in evaluation.records]
    for row, record in zip(rows, evaluation.records, strict=True):
        assert float(row["cheeks_true_uv"]) == pytest.approx(record.true_ratio("cheeks"), rel=1e-4)
        assert row["psnr_synthetic_uv"] != ""
        assert row["refused_because"] == ""
    spots = list(csv.DictReader(io.StringIO((report / "spots.csv").read_text("utf-8"))))
    assert len(spots) == 8 * len(Source) * len(AREAS)
    told = json.loads((report / "figures.json").read_text("utf-8"))
    assert (told["weights"], told["split"]) == ("blue", "all")
    clinic = told["figures"]["domains"]["clinic"]["areas"]["synthetic_uv"]["cheeks"]
    found = evaluation.figures.domains["clinic"].areas[Source.SYNTHETIC]["cheeks"]
    assert clinic["agreement"]["r"] == {
        "r": found.agreement.r.r,
        "low": found.agreement.r.low,
        "high": found.agreement.r.high,
    }
    assert clinic["spots"]["missed_per_100"] == found.spots.missed_per_100
    assert told["figures"]["domains"]["phone"]["areas"]["colour"]["face"]["agreement"] is None


def test_the_page_says_what_a_reader_must_know(report: Path, evaluation: Evaluation) -> None:
    page = (report / "index.html").read_text("utf-8")
    assert "All photos are simulated: no figure here speaks for the clinic." in page
    assert "too few to say how well spot ratios agree" in page  # of the two people with phone photos
    found = evaluation.figures.domains["clinic"].areas[Source.SYNTHETIC]["cheeks"].agreement
    assert f"{found.r.r:.3f}" in page
    assert page.count("data:image/jpeg") == 3 * len(evaluation.cases)
    assert page.count("<svg") == 8
    assert not re.search(r'(?:src|href)="(?!data:)(?!#)', page)  # nothing is fetched from anywhere
    assert "<script" not in page
    assert "nan" not in re.sub(r"data:image[^\"]*|<svg.*?</svg>", "", page, flags=re.DOTALL)


def test_the_same_evaluation_gives_the_same_bytes(evaluation: Evaluation, report: Path, out: Path) -> None:
    write_evaluation(evaluation, out)
    for path in report.iterdir():
        assert (out / path.name).read_bytes() == path.read_bytes(), path.name


def test_what_cannot_be_judged_is_said(faces: DataSet, tmp_path: Path, evaluation: Evaluation) -> None:
    bare = replace(faces, photos=tuple(replace(row, uv="", truth_uv="") for row in faces.photos))
    with pytest.raises(DataSetError, match="no colour photo with a true UV photo in the split test"):
        rows_to_judge(bare, "test")
    assert rows_to_judge(faces, "test") == tuple(row for row in faces.photos if row.split == "test")
    with pytest.raises(ValueError, match="none of"):
        rows_to_judge(faces, "everything")
    with pytest.raises(DataSetError, match="no face"):  # a drawn face is none, and its skin is not known
        open_face(faces, replace(faces.photos[0], skin_mask=""))
    write_mask(faces.folder / "small.png", np.ones((20, 20), bool))
    with pytest.raises(DataSetError, match="another size than its skin mask"):
        open_face(faces, replace(faces.photos[0], skin_mask="small.png"))
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        write_evaluation(evaluation, tmp_path / "file" / "report")
