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
from uvphoto.picture import write_colour, write_uv
from uvphoto.simulate.photography import ClinicPhoto


@pytest.fixture
def folder(tmp_path: Path, clinic_face: ClinicPhoto) -> Path:
    """Return a folder with a face in a subfolder, a grey wall, a file that is no picture, and one that lies."""
    photos = tmp_path / "photos"
    (photos / "july").mkdir(parents=True)
    write_colour(photos / "july" / "face.png", clinic_face.colour)
    write_colour(photos / "wall.png", np.full((200, 200, 3), 0.5, np.float32))
    (photos / "notes.txt").write_text("taken in July", encoding="utf-8")
    (photos / "torn.jpg").write_bytes(b"nothing")
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
    assert reasons.keys() == {"wall.png", "notes.txt", "torn.jpg"}
    assert reasons["wall.png"] == "no face was found"


def test_what_is_done_is_kept_and_what_changed_is_done_again(folder: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    (first,) = prepare_unpaired(folder, 0.9375, tmp_path, progress=lambda *count: told.append(count)).photos
    assert told == [(1, 3), (2, 3), (3, 3)]
    stamp = (first.folder / "skin.npy").stat().st_mtime_ns
    (again,) = prepare_unpaired(folder, 0.9375, tmp_path).photos
    assert (again.folder / "skin.npy").stat().st_mtime_ns == stamp
    (coarser,) = prepare_unpaired(folder, 2.0, tmp_path).photos
    assert coarser.folder != first.folder


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
    with pytest.raises(DataSetError, match=r"photos: holds no photo to learn from \(notes.txt: does not end") as caught:
        prepare_unpaired(folder, 0.9375, tmp_path / "cache")
    assert "wall.png: no face was found" in str(caught.value)
    with pytest.raises(DataSetError, match="is no folder"):
        prepare_unpaired(tmp_path / "nowhere", 0.9375, tmp_path / "cache")


def test_a_real_photo_is_found(reference_data: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    shutil.copy(reference_data / "photos" / "pexels-simon-robben-614810.jpg", tmp_path / "photos")
    found = prepare_unpaired(tmp_path / "photos", 0.9375, tmp_path / "cache")
    assert not found.left_out
    assert 0.05 < found.photos[0].skin.mean() < 0.7
