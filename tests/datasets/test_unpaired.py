"""Photos without a partner: what a folder gives to learn from, and what is left out and why."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.storage import write_dataset
from uvphoto.datasets.unpaired import prepare_unpaired
from uvphoto.errors import DataSetError
from uvphoto.metrics.masks import iou
from uvphoto.picture import Synthetic, read_colour, write_colour, write_uv
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.face_finding import FaceFinding, Picture
from uvphoto.skin.pupils import Pupils


@pytest.fixture
def folder(tmp_path: Path, clinic_face: ClinicPhoto) -> Path:
    """Return a folder with a face in a subfolder, a grey wall, a file that is no picture, one that lies, one hidden."""
    photos = tmp_path / "photos"
    (photos / "july").mkdir(parents=True)
    write_colour(photos / "july" / "face.png", clinic_face.colour)
    write_colour(photos / "wall.png", np.full((200, 200, 3), 0.5, np.float32))
    (photos / "notes.txt").write_text("taken in July", encoding="utf-8")
    (photos / "torn.jpg").write_bytes(b"nothing")
    (photos / ".thumbnails").mkdir()
    (photos / ".thumbnails" / "face.jpg").write_bytes(b"nothing")
    return photos


def test_a_folder_gives_faces_with_their_skin_at_the_working_scale(
    folder: Path, tmp_path: Path, clinic_face: ClinicPhoto
) -> None:
    found = prepare_unpaired(folder, 0.9375, tmp_path / "cache")
    (photo,) = found.photos
    assert photo.colour.shape[0] == pytest.approx(256, rel=0.06)  # 240 mm, as far as the pupils tell
    side = photo.skin.shape[0]
    rows = (np.arange(side) * 512 / side).astype(int)
    truth = clinic_face.skin_mask[np.ix_(rows, rows)]
    assert iou(photo.skin > 0, truth) > 0.7  # the sockets of the eyes are left out besides
    reasons = {one.path.name: one.reason for one in found.left_out}
    assert reasons.keys() == {"wall.png", "torn.jpg"}
    assert reasons["wall.png"] == "no face was found"


def test_what_is_done_is_kept_and_what_changed_is_done_again(folder: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    (first,) = prepare_unpaired(folder, 0.9375, tmp_path, progress=lambda *count: told.append(count)).photos
    assert told == [(1, 3), (2, 3), (3, 3)]
    stamp = (first.folder / "skin.npy").stat().st_mtime_ns
    (again,) = prepare_unpaired(folder, 0.9375, tmp_path).photos
    assert (again.folder / "skin.npy").stat().st_mtime_ns == stamp
    face = folder / "july" / "face.png"
    write_colour(face, read_colour(face).pixels * 0.8)
    (changed,) = prepare_unpaired(folder, 0.9375, tmp_path).photos
    assert changed.colour.mean() == pytest.approx(0.8 * first.colour.mean(), rel=0.03)
    (coarser,) = prepare_unpaired(folder, 2.0, tmp_path).photos
    assert coarser.colour.shape[0] == pytest.approx(0.9375 / 2 * changed.colour.shape[0], abs=1)


def test_what_uvphoto_made_and_faces_that_are_too_small_are_left_out(tmp_path: Path, clinic_face: ClinicPhoto) -> None:
    (tmp_path / "photos").mkdir()
    colour, uv = clinic_face.colour, clinic_face.uv
    write_colour(tmp_path / "photos" / "face.png", colour, synthetic=Synthetic.SIMULATED)
    write_colour(tmp_path / "photos" / "poster.png", colour, synthetic=Synthetic.COMPOSITE, description="A poster")
    write_uv(tmp_path / "photos" / "face_uv.png", uv, synthetic=Synthetic.CONVERTED, description="By weights")
    found = prepare_unpaired(tmp_path / "photos", 0.4, tmp_path / "cache")
    assert len(found.photos) == 1
    assert [one.path.name for one in found.left_out] == ["face_uv.png", "poster.png"]
    with pytest.raises(DataSetError, match=r"face.png: the face is too small, at 0.4\d mm per pixel"):
        prepare_unpaired(tmp_path / "photos", 0.2, tmp_path / "cache")


def test_a_face_whose_eyes_are_not_seen_is_left_out(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def guess(colour: Picture) -> FaceFinding:
        pupils = Pupils((200.0, 320.0), (200.0, 190.0), 340.0, is_measured=False)
        return FaceFinding(pupils if len(colour) == 512 else None, 0.0, 0.0, ())

    monkeypatch.setattr("uvphoto.datasets.unpaired.find_face", guess)
    with pytest.raises(DataSetError, match=r"face.png: the eyes are not seen"):
        prepare_unpaired(folder / "july", 0.9375, tmp_path / "cache")


def test_two_faces_of_much_the_same_size_are_left_out(tmp_path: Path, clinic_face: ClinicPhoto) -> None:
    (tmp_path / "photos").mkdir()
    write_colour(tmp_path / "photos" / "twins.png", np.tile(clinic_face.colour, (1, 2, 1)))
    with pytest.raises(DataSetError, match=r"twins.png: several faces"):
        prepare_unpaired(tmp_path / "photos", 0.9375, tmp_path / "cache")


def test_whole_pictures_keep_every_pixel_as_it_is(folder: Path, tmp_path: Path, clinic_face: ClinicPhoto) -> None:
    photos = prepare_unpaired(folder, 0.9375, tmp_path / "cache", skin="whole").photos
    assert [photo.colour.shape for photo in photos] == [(512, 512, 3), (200, 200, 3)]
    np.testing.assert_array_equal(photos[0].colour, np.rint(clinic_face.colour * 255))
    assert all(photo.skin.all() for photo in photos)


def test_grey_pictures_are_targets(tmp_path: Path, clinic_face: ClinicPhoto) -> None:
    (tmp_path / "uv").mkdir()
    write_uv(tmp_path / "uv" / "one.png", clinic_face.uv)
    (photo,) = prepare_unpaired(tmp_path / "uv", 0.9375, tmp_path / "cache", kind="uv").photos
    assert not photo.has_colour
    assert photo.uv.shape == photo.skin.shape
    assert 0.1 < photo.skin.mean() < 0.6


def test_a_data_set_gives_its_phone_photos_to_learn_from(make_dataset: Callable[..., DataSet], tmp_path: Path) -> None:
    dataset = make_dataset(phones=1)
    first, mask = dataset.photos[0].person, dataset.photos[0].skin_mask
    rows = [
        replace(row, split="train" if row.person == first else "test", mm_per_pixel=2.0, skin_mask=mask)
        for row in dataset.photos
    ]
    write_dataset(dataset.folder, dataset.description, rows)
    expected = [row for row in rows if row.domain == "phone" and row.split == "train"]
    found = prepare_unpaired(dataset.folder, 4.0, tmp_path / "cache")
    assert len(found.photos) == len(expected) > 0
    assert {photo.person for photo in found.photos} == {first}
    targets = prepare_unpaired(dataset.folder, 4.0, tmp_path / "cache", kind="uv")
    assert [photo.has_colour for photo in targets.photos] == [False] * len(targets.photos)
    shutil.rmtree(tmp_path / "cache")
    write_dataset(dataset.folder, dataset.description, [row for row in rows if row.domain == "clinic"])
    with pytest.raises(DataSetError, match="without phone photos in its split train"):
        prepare_unpaired(dataset.folder, 4.0, tmp_path / "cache")


def test_a_folder_that_gives_nothing_is_named_with_the_reasons(folder: Path, tmp_path: Path) -> None:
    (folder / "july" / "face.png").unlink()
    with pytest.raises(DataSetError, match=r"photos: holds no photo to learn from \(torn.jpg: ") as caught:
        prepare_unpaired(folder, 0.9375, tmp_path / "cache")
    assert "wall.png: no face was found" in str(caught.value)
    for picture in folder.glob("*.*g"):
        picture.unlink()
    with pytest.raises(DataSetError, match="it holds no pictures that are read here"):
        prepare_unpaired(folder, 0.9375, tmp_path / "cache")
    with pytest.raises(DataSetError, match="is no folder"):
        prepare_unpaired(tmp_path / "nowhere", 0.9375, tmp_path / "cache")


def test_a_real_photo_is_found(reference_data: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    shutil.copy(reference_data / "photos" / "pexels-simon-robben-614810.jpg", tmp_path / "photos")
    found = prepare_unpaired(tmp_path / "photos", 0.9375, tmp_path / "cache")
    assert not found.left_out
    assert 0.05 < found.photos[0].skin.mean() < 0.7
