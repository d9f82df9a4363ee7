"""The photos of a record as arrays: those with UV photos that a camera took too, and what is missing is told."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from uvphoto.config import to_mapping
from uvphoto.errors import RecordError
from uvphoto.longitudinal.comparison.choice import measured_photos
from uvphoto.longitudinal.comparison.visit import Visit
from uvphoto.longitudinal.comparison.visits import read_visit
from uvphoto.longitudinal.record.entries import NewPhoto, NewResult
from uvphoto.longitudinal.record.place import find_place
from uvphoto.longitudinal.record.record import Record
from uvphoto.picture import write_colour, write_labels, write_mask, write_uv
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.spots.detect import Detection, detect_spots

TAKEN = "UV photo taken by a camera"


@pytest.fixture(scope="module")
def files(clinic_face: ClinicPhoto, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two colour photos and one set of what belongs to them."""
    folder = tmp_path_factory.mktemp("visits")
    for number, name in enumerate(("a", "b")):
        write_colour(folder / f"{name}.png", clinic_face.colour * np.float32(1 - 0.01 * number))
    write_uv(folder / "uv.png", clinic_face.uv)
    write_mask(folder / "skin_mask.png", clinic_face.skin_mask)
    write_labels(folder / "regions.png", clinic_face.regions)
    write_labels(folder / "spots.png", detection(clinic_face).labels.astype(np.uint16))
    return folder


def detection(face: ClinicPhoto) -> Detection:
    return detect_spots(face.uv, face.skin_mask, face.view.mm_per_pixel)


def document(face: ClinicPhoto, **change: object) -> dict[str, Any]:
    """Return what is read of an analysis.json."""
    found = detection(face)
    known = {
        "format_version": 1,
        "made_by": "uvphoto 1.0",
        "photo": "a.png",
        "spots_found_in": TAKEN,
        "weights": None,
        "algorithm": found.algorithm,
        "settings": to_mapping(found.settings),
        "white_balance": {"asked": "none"},
        "mm_per_pixel": face.view.mm_per_pixel,
        "is_refused": False,
        "regions": {"cheeks": {"spot_ratio": 0.05}},
    }
    return known | change


def photo(files: Path, name: str, day: int, told: Mapping[str, Any], *, beside: bool, uv: bool = False) -> NewPhoto:
    """Return a photo, the taken UV photo beside it, or a UV photo among the files of its result."""
    kinds = ("skin_mask", "regions", "spots", *(("uv",) if uv else ()))
    result = NewResult(told, {kind: files / f"{kind}.png" for kind in kinds})
    taken = {"uv": files / "uv.png"} if beside else {}
    return NewPhoto(files / f"{name}.png", dt.date(2025, 1, day), "mk1", "clinic", files=taken, results=(result,))


def read_visits(record: Record, person: str) -> list[Visit]:
    return [read_visit(record, one) for one in measured_photos(record.person(person), "front")]


def test_visits_are_read_as_they_were_measured(files: Path, clinic_face: ClinicPhoto, tmp_path: Path) -> None:
    record = Record.create(find_place(tmp_path / "record"))
    told = document(clinic_face)
    record.add("p1", [photo(files, "b", 20, told, beside=True), photo(files, "a", 3, told, beside=True)])
    first, last = read_visits(record, "p1")
    assert (first.date, last.date) == (dt.date(2025, 1, 3), dt.date(2025, 1, 20))
    assert first.is_taken
    assert (first.device, first.domain) == ("mk1", "clinic")
    assert np.abs(first.view.uv - clinic_face.uv).max() < 1 / 255
    assert (first.view.skin == clinic_face.skin_mask).all()
    assert (first.regions == clinic_face.regions).all()
    found = detection(clinic_face)
    assert (first.detection.labels == found.labels).all()
    assert np.abs(first.detection.absorbance - found.absorbance).mean() < 0.003  # the file has 8 bits
    assert first.measures == {"cheeks": {"spot_ratio": 0.05}}
    assert first.view.pupils is not None
    assert first.made_by == last.made_by


def test_a_synthetic_photo_is_never_taken_for_the_true_one_beside_it(
    files: Path, clinic_face: ClinicPhoto, tmp_path: Path
) -> None:
    record = Record.create(find_place(tmp_path / "record"))
    synthetic = document(
        clinic_face, spots_found_in="synthetic UV photo", weights={"name": "compact", "sha256": "ab" * 32}
    )
    record.add("p1", [photo(files, "a", 3, synthetic, beside=True)])
    with pytest.raises(RecordError, match=r"does not hold the UV photo of 2025-01-03 by 'mk1'\. Analyse"):
        read_visits(record, "p1")
    record.add("p2", [photo(files, "b", 3, synthetic, beside=False, uv=True)])
    assert not read_visits(record, "p2")[0].is_taken
    record.add("p3", [photo(files, "b", 4, document(clinic_face), beside=False)])
    with pytest.raises(RecordError, match="a data set with a column uv"):
        read_visits(record, "p3")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"algorithm": "uvphoto-spots 0"}, "by the detector 'uvphoto-spots 0'; this version's is"),
        ({"mm_per_pixel": "0.4"}, "without a scale"),
        ({"mm_per_pixel": -0.4}, "without a scale"),
        ({"settings": {"contrast": 2.0}}, "contrast 2.0 is outside"),
        ({"settings": None}, "settings cannot be used"),
    ],
)
def test_what_cannot_be_read_is_told(
    change: dict[str, object], message: str, files: Path, clinic_face: ClinicPhoto, tmp_path: Path
) -> None:
    record = Record.create(find_place(tmp_path / "record"))
    record.add("p1", [photo(files, "a", 3, document(clinic_face, **change), beside=True)])
    with pytest.raises(RecordError, match=message):
        read_visits(record, "p1")
