"""A folder of DICOM objects as a whole: whose it is, what stays behind, the same again, and what is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

from uvphoto.analysis.interchange.dicom.study import write_study
from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject
from uvphoto.errors import FileError, SettingsError
from uvphoto.picture import write_labels, write_mask

Make = Callable[..., SharedAnalysis]
Write = Callable[..., dict[str, Dataset]]
ISSUER = "https://clinic.example/study-7"
DAY = date(2026, 1, 31)


def test_only_the_pseudonym_and_the_day_tell_whose_it_is(draw: Make, write: Write, photo: Path, tmp_path: Path) -> None:
    read = write(draw(), photo.parent)
    for name, one in read.items():
        assert b"Jane" not in (tmp_path / "study" / f"{name}.dcm").read_bytes()
        assert (one.PatientID, str(one.PatientName), one.PatientIdentityRemoved) == ("p0001", "p0001^", "YES")
        assert one.IssuerOfPatientIDQualifiersSequence[0].UniversalEntityID == ISSUER
        assert (one.StudyDate, one.ContentDate) == ("20260131", "20260131")
        names = [str(element.value) for element in one.iterall() if element.VR == "PN"]
        assert set(names) <= {"p0001^", ""}
        days = {str(element.value)[:8] for element in one.iterall() if element.VR in ("DA", "DT")}
        assert days <= {"20260131", ""}
        assert one.get("RecognizableVisualFeatures", "YES") == "YES"
    assert {one.StudyInstanceUID for one in read.values()} == {read["uv"].StudyInstanceUID}
    assert len({one.SeriesInstanceUID for one in read.values()}) == len(read)


def test_the_same_again_gives_the_same_bytes(draw: Make, write: Write, photo: Path, tmp_path: Path) -> None:
    write(draw(), photo.parent, "first")
    write(draw(), photo.parent, "again")
    write(draw(), None, "less")
    names = sorted(path.name for path in (tmp_path / "first").iterdir())
    for name in names:
        first = (tmp_path / "first" / name).read_bytes()
        assert (tmp_path / "again" / name).read_bytes() == first
        if name != "colour.dcm":  # one identifier, one content, whether the colour photo comes along or not
            assert (tmp_path / "less" / name).read_bytes() == first


def test_a_visit_is_one_study_where_an_issuer_is_told(draw: Make, write: Write) -> None:
    def studies(issuer: str) -> list[str]:
        subject = Subject("p0001", issuer, DAY)
        return [write(draw(subject, made_by=f"uvphoto {n}"))["uv"].StudyInstanceUID for n in (1, 2)]

    same, unknown = studies(ISSUER), studies("")
    assert same[0] == same[1]
    assert unknown[0] != unknown[1]
    objects = [write(draw(made_by=f"uvphoto {n}"))["uv"].SOPInstanceUID for n in (1, 2)]
    assert objects[0] != objects[1]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"photo_sha256": "0" * 64}, "holds no photo that"),  # another person's photo of the same name
        ({"photo_sha256": None}, "does not tell the check sum"),
        ({"mm_per_pixel": None}, "does not tell the scale"),
        ({"scale_from": 7}, "does not tell the scale"),
        ({"algorithm": ""}, "does not tell what made it"),
        ({"spots_found_in": "a dream"}, "'a dream'"),
        ({"spots_found_in": "UV photo taken by a camera"}, "lacks the picture"),
        ({"regions": {"ear": {"spot_ratio": 0.1}}}, "has other regions than"),
        ({"regions": {}}, "has other regions than"),
    ],
)
def test_what_cannot_be_told_is_refused(
    draw: Make, photo: Path, tmp_path: Path, changed: dict[str, object], told: str
) -> None:
    with pytest.raises(FileError, match=told):
        write_study(tmp_path / "study", draw(**changed), photo.parent)
    assert not (tmp_path / "study").exists()


def test_pictures_that_are_missing_or_do_not_fit_are_refused(draw: Make, tmp_path: Path) -> None:
    def refused(told: str, shared: SharedAnalysis, photos: Path | None = None) -> None:
        with pytest.raises(FileError, match=told):
            write_study(tmp_path / "study", shared, photos)

    shared = draw()
    (shared.folder / "Jane Doe_uv.png").unlink()
    refused("lacks the picture in which spots were sought: the synthetic UV photo", shared)
    shared = draw()
    (shared.folder / "spots.png").unlink()
    refused(r"spots\.png", shared)
    shared = draw()
    write_mask(shared.folder / "skin_mask.png", np.ones((9, 9), bool))
    refused("pictures of several sizes", shared)
    shared = draw()
    write_labels(shared.folder / "regions.png", np.full((41, 35), 9, np.uint8))
    refused("labels above 5", shared)
    refused("cannot be read", draw(), tmp_path / "nowhere")
    assert not (tmp_path / "study").exists()


def test_there_has_to_be_a_day_and_a_free_place(draw: Make, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--visit"):
        write_study(tmp_path / "study", draw(Subject("p0001")))
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "mine.txt").write_text("mine")
    with pytest.raises(FileError, match="is there already and holds no analysis as DICOM"):
        write_study(tmp_path / "study", draw())
    assert [path.name for path in (tmp_path / "study").iterdir()] == ["mine.txt"]
