"""Photos at the working scale: what is kept, what is done again, what is refused."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.datasets.prepared import learnable_rows, prepare
from uvphoto.errors import DataSetError, PictureError
from uvphoto.picture import read_colour, read_uv, write_colour, write_mask
from uvphoto.skin.white_balance.balance import Balance
from uvphoto.skin.white_balance.method import Method


def test_at_its_own_scale_a_photo_keeps_its_levels(make_dataset: Callable[..., DataSet], tmp_path: Path) -> None:
    dataset = make_dataset()
    row = dataset.photos[0]
    (photo,) = prepare(dataset, [row], 2.0, tmp_path / "cache")
    np.testing.assert_array_equal(photo.colour, np.rint(read_colour(dataset.folder / row.colour).pixels * 255))
    np.testing.assert_array_equal(photo.uv, np.rint(read_uv(dataset.folder / row.uv).pixels * 255))
    assert photo.colour.dtype == photo.uv.dtype == photo.skin.dtype == np.uint8
    assert set(np.unique(photo.skin)) == {0, 1}


@pytest.mark.parametrize(("scale", "size"), [(4.0, (48, 36)), (1.0, (192, 144))])
def test_another_scale_is_another_size(
    make_dataset: Callable[..., DataSet], tmp_path: Path, scale: float, size: tuple[int, int]
) -> None:
    dataset = make_dataset()
    (photo,) = prepare(dataset, dataset.photos[:1], scale, tmp_path / "cache")
    assert photo.colour.shape == (*size, 3)
    assert photo.uv.shape == photo.skin.shape == size
    whole = read_uv(dataset.folder / dataset.photos[0].uv).pixels
    assert photo.uv.mean() / 255 == pytest.approx(whole.mean(), abs=0.01)


def test_what_is_done_is_kept_and_what_changed_is_done_again(
    make_dataset: Callable[..., DataSet], tmp_path: Path
) -> None:
    dataset = make_dataset()
    told: list[tuple[int, int]] = []
    first = prepare(dataset, dataset.photos, 2.0, tmp_path / "cache", lambda *count: told.append(count))
    assert told == [(1, 3), (2, 3), (3, 3)]
    stamps = [(photo.folder / "colour.npy").stat().st_mtime_ns for photo in first]
    again = prepare(dataset, dataset.photos, 2.0, tmp_path / "cache")
    assert [(photo.folder / "colour.npy").stat().st_mtime_ns for photo in again] == stamps
    changed = dataset.folder / dataset.photos[1].colour
    write_colour(changed, np.full((96, 72, 3), 0.5, np.float32))
    third = prepare(dataset, dataset.photos, 2.0, tmp_path / "cache")
    assert [one.folder == other.folder for one, other in zip(first, third, strict=True)] == [True, False, True]
    assert third[1].colour.std() < 2


def test_rows_to_learn_from_are_pairs_and_simulated_phone_photos(make_dataset: Callable[..., DataSet]) -> None:
    dataset = make_dataset(phones=1)
    pairs = learnable_rows(dataset, "train", phone_truth=True)
    assert {row.domain for row in pairs} == {"clinic"}
    rows = [replace(row, truth_uv="" if row.uv else "truth.png", split="train") for row in dataset.photos]
    simulated = replace(dataset, photos=tuple(rows))
    assert len(learnable_rows(simulated, "train", phone_truth=False)) == 3
    assert len(learnable_rows(simulated, "train", phone_truth=True)) == 6
    with pytest.raises(DataSetError, match="has no pairs of the split 'test'"):
        learnable_rows(simulated, "test", phone_truth=True)


def test_faults_are_named(make_dataset: Callable[..., DataSet], tmp_path: Path) -> None:
    dataset = make_dataset()
    row = dataset.photos[0]

    def refused(changed: PhotoRow, words: str) -> None:
        with pytest.raises(DataSetError, match=words):
            prepare(dataset, [changed], 2.0, tmp_path / "cache")

    refused(replace(row, skin_mask=""), "has no skin mask")
    write_mask(dataset.folder / "small.png", np.ones((10, 10), bool))
    refused(replace(row, skin_mask="small.png"), "differ in size")
    (dataset.folder / row.uv).write_bytes(b"nothing")
    with pytest.raises(PictureError, match=r"v00_clinic_uv.png"):
        prepare(dataset, [row], 2.0, tmp_path / "cache")
    assert not any((tmp_path / "cache").iterdir())


def test_without_a_scale_and_a_face_the_photo_is_named(make_dataset: Callable[..., DataSet], tmp_path: Path) -> None:
    dataset = make_dataset()
    unscaled = replace(dataset, description=replace(dataset.description, mm_per_pixel=None))
    with pytest.raises(DataSetError, match="no known scale, and no face"):
        prepare(unscaled, unscaled.photos[:1], 2.0, tmp_path / "cache")


def test_a_cache_that_cannot_be_written_is_named(make_dataset: Callable[..., DataSet], tmp_path: Path) -> None:
    dataset = make_dataset()
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(DataSetError, match="cannot be written"):
        prepare(dataset, dataset.photos[:1], 2.0, tmp_path / "cache")


def test_the_white_balance_of_a_photo_is_kept_beside_it(
    make_dataset: Callable[..., DataSet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[tuple[int, ...], Method]] = []

    def balance(colour: np.ndarray, method: Method) -> Balance:
        asked.append((colour.shape, method))
        return Balance(Method.SKIN, gains=(0.5, 1.0, 2.0))

    monkeypatch.setattr("uvphoto.datasets.prepared.balance_photo", balance)
    dataset = make_dataset()
    (plain,) = prepare(dataset, dataset.photos[:1], 4.0, tmp_path / "cache")
    assert not asked
    (photo,) = prepare(dataset, dataset.photos[:1], 4.0, tmp_path / "cache", with_balance=True)
    assert asked == [((96, 72, 3), Method.AUTO)]  # at the photo's own scale, where the eyes are sharp
    np.testing.assert_array_equal(photo.balance, np.diag([0.5, 1.0, 2.0]))
    np.testing.assert_array_equal(photo.colour, plain.colour)
    assert photo.folder != plain.folder
