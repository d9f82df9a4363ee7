"""Patches: places with skin, the same by number, geometry against a direct formula."""

import pickle
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.augmentation import AugmentationSettings
from uvphoto.datasets.patches import PatchSettings, PatchSource, UnpairedPatchSource, skin_places
from uvphoto.datasets.prepared import PreparedPhoto
from uvphoto.errors import SettingsError
from uvphoto.simulate.camera.colorimetry import decode_srgb

PLAIN = AugmentationSettings(white_balance=0, exposure=0, tone=0, blur=0, noise=0, jpeg_quality=100)
STRAIGHT = PatchSettings(size=32, min_skin=0.5, rotation_degrees=0, scaling=1, flip=False, augmentation=PLAIN)


def photo_at(folder: Path, number: int, side: int = 160) -> PreparedPhoto:
    """Write a photo whose colours tell row and column, with a round face in its middle."""
    rows, columns = np.mgrid[:side, :side].astype(np.uint8)
    skin = ((rows - side / 2.0) ** 2 + (columns - side / 2.0) ** 2 < (0.35 * side) ** 2).astype(np.uint8)
    place = folder / str(number)
    place.mkdir()
    np.save(place / "colour.npy", np.stack([rows, columns, np.full_like(rows, number)], axis=-1))
    np.save(place / "uv.npy", rows)
    np.save(place / "skin.npy", skin)
    return PreparedPhoto(place, f"p{number}")


@pytest.fixture
def photos(tmp_path: Path) -> list[PreparedPhoto]:
    return [photo_at(tmp_path, number) for number in range(3)]


@given(st.integers(1, 40), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_places_are_those_whose_window_holds_the_share(size: int, seed: int, share: float) -> None:
    skin = (np.random.default_rng(seed).random((48, 56)) < 0.5).astype(np.uint8)
    found = {tuple(place) for place in skin_places(skin, size, share).tolist()}
    wanted = {
        (row, column)
        for row in range(0, 48 - size + 1, 8)
        for column in range(0, 56 - size + 1, 8)
        if skin[row : row + size, column : column + size].sum() >= share * size**2
    }
    assert found == wanted


def test_a_straight_patch_is_a_piece_of_the_photo(photos: list[PreparedPhoto]) -> None:
    source = PatchSource(photos, STRAIGHT, seed=3)
    for number in range(20):
        colour, uv = ((part + 1) / 2 * 255 for part in source[number][:2])
        row, column, photo = colour[:, 0, 0].round().astype(int)
        whole = photos[photo]
        window = np.s_[row : row + 32, column : column + 32]
        np.testing.assert_allclose(colour.transpose(1, 2, 0), whole.colour[window], atol=1e-4)
        np.testing.assert_allclose(uv[0], whole.uv[window], atol=1e-4)
        np.testing.assert_array_equal(source[number][2][0], whole.skin[window])
        assert whole.skin[window].mean() >= 0.5


def test_colour_and_uv_turn_together_and_enough_skin_stays(photos: list[PreparedPhoto]) -> None:
    settings = PatchSettings(size=32, min_skin=0.7, rotation_degrees=30, scaling=1.3, augmentation=PLAIN)
    source = PatchSource(photos, settings, seed=3)
    turned = 0
    for number in range(40):
        colour, uv = ((part + 1) / 2 * 255 for part in source[number][:2])
        np.testing.assert_allclose(colour[0], uv[0], atol=1e-4)  # both tell the row
        turned += bool(np.ptp(colour[0, 0]) > 2)
        rows, columns = colour[:2].round().astype(int)
        assert photos[0].skin[rows, columns].mean() >= 0.65  # rows and columns are rounded here
    assert turned > 20


def test_each_round_takes_every_photo_once(photos: list[PreparedPhoto]) -> None:
    source = PatchSource(photos, STRAIGHT, seed=0)
    seen = [round(float((source[number][0][2, 0, 0] + 1) / 2 * 255)) for number in range(30)]
    assert all(set(seen[start : start + 3]) == {0, 1, 2} for start in range(0, 30, 3))
    assert len(Counter(tuple(seen[start : start + 3]) for start in range(0, 30, 3))) > 1


def test_a_patch_depends_on_seed_and_number_alone(photos: list[PreparedPhoto]) -> None:
    settings = PatchSettings(size=32)
    first, second = PatchSource(photos, settings, seed=1), PatchSource(photos, settings, seed=1)
    _ = [first[number] for number in range(5)]
    for one, other in zip(first[17], pickle.loads(pickle.dumps(second))[17], strict=True):  # noqa: S301 - our own
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(first[17][0], PatchSource(photos, settings, seed=2)[17][0])
    assert first[17][0].shape == (3, 32, 32)
    assert first[17][1].shape == first[17][2].shape == (1, 32, 32)


def test_photos_without_enough_skin_are_passed_over(photos: list[PreparedPhoto], tmp_path: Path) -> None:
    bare = photo_at(tmp_path, 9)
    np.save(bare.folder / "skin.npy", np.zeros((160, 160), np.uint8))
    source = PatchSource([bare, photos[0]], STRAIGHT, seed=0)
    assert {round(float((source[number][0][2, 0, 0] + 1) / 2 * 255)) for number in range(6)} == {0}
    with pytest.raises(SettingsError, match="No photo holds a patch of 32 pixels of which 50% are skin"):
        PatchSource([bare], STRAIGHT, seed=0)


@pytest.mark.parametrize(("name", "value"), [("size", 8), ("min_skin", 1.5), ("scaling", 0.5), ("mm_per_pixel", 0.0)])
def test_a_setting_out_of_range_is_named(name: str, value: float) -> None:
    with pytest.raises(SettingsError, match=name):
        PatchSettings(**{name: value})


def test_unpaired_patches_are_pieces_of_their_photo_once_or_in_two_styles(photos: list[PreparedPhoto]) -> None:
    source = UnpairedPatchSource(photos, STRAIGHT, seed=3)
    for number in range(10):
        (colour,) = source[number]
        row, column, photo = ((colour[:, 0, 0] + 1) / 2 * 255).round().astype(int)
        whole = photos[photo].colour[row : row + 32, column : column + 32]
        np.testing.assert_allclose((colour.transpose(1, 2, 0) + 1) / 2 * 255, whole, atol=1e-4)
    bright = replace(STRAIGHT, augmentation=replace(PLAIN, exposure=1.0))
    taken, styled = UnpairedPatchSource(photos, bright, seed=3, with_styled=True)[4]
    np.testing.assert_array_equal(taken, source[4][0])
    assert styled.shape == taken.shape
    assert np.abs(styled - taken).max() > 0.05


def test_targets_are_grey_patches(photos: list[PreparedPhoto]) -> None:
    for photo in photos:
        (photo.folder / "colour.npy").unlink()
    (uv,) = UnpairedPatchSource(photos, STRAIGHT, seed=3)[0]
    assert uv.shape == (1, 32, 32)
    levels = ((uv[0] + 1) / 2 * 255).round()
    np.testing.assert_array_equal(np.diff(levels, axis=0), 1)  # these photos rise by a level a row


@pytest.mark.parametrize("kind", [PatchSource, UnpairedPatchSource])
def test_some_patches_come_under_their_photos_white_balance(
    photos: list[PreparedPhoto], kind: type[PatchSource] | type[UnpairedPatchSource]
) -> None:
    for photo in photos:
        np.save(photo.folder / "balance.npy", np.diag([0.5, 1.0, 1.0]).astype(np.float32))
    taken = kind(photos, STRAIGHT, seed=3)
    balanced = kind(photos, replace(STRAIGHT, balanced=0.5), seed=3)
    changed = 0
    for number in range(40):
        before, after = (((source[number][0] + 1) / 2).astype(np.float64) for source in (taken, balanced))
        np.testing.assert_allclose(after[1:], before[1:], atol=1e-4)
        if np.allclose(after[0], before[0], atol=1e-4):
            continue
        changed += 1
        np.testing.assert_allclose(decode_srgb(after[0]), decode_srgb(before[0]) / 2, atol=1e-3)
    assert 10 < changed < 30
