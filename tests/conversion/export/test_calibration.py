"""Which photos and which parts of them calibrate int8 numbers."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from uvphoto.conversion.export.calibration import Source, draw_tiles, list_sources
from uvphoto.datasets.manifest import Description, PhotoRow
from uvphoto.datasets.storage import write_dataset
from uvphoto.errors import FileError, PictureError
from uvphoto.models.settings import CompactSettings, UnetSettings
from uvphoto.models.weights_info import ExactTiling, WeightsInfo, WindowedTiling
from uvphoto.picture import write_colour

EXACT = WeightsInfo("a", CompactSettings(levels=4, unshuffle=3), ExactTiling(100, 24), 0.25, "CC0-1.0")
WINDOWED = WeightsInfo("a", UnetSettings(halvings=6), WindowedTiling(64), 0.25, "CC0-1.0")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a photo of 300 x 400 in which the red of each pixel tells its column."""
    pixels = np.full((300, 400, 3), 0.5, np.float32)
    pixels[..., 0] = np.linspace(0, 1, 400)
    write_colour(tmp_path / "photo.png", pixels, bit_depth=16)
    return tmp_path / "photo.png"


def dataset(folder: Path, splits: dict[str, str]) -> Path:
    folder.mkdir()
    rows = []
    for person, split in splits.items():
        domain = "phone" if person == "phone" else "clinic"
        write_colour(folder / f"{person}.png", np.zeros((64, 64, 3)))
        scale = 0.125 if person == "close" else None
        rows.append(
            PhotoRow(
                person, date(2026, 1, 1), "front", domain, domain, f"{person}.png", split=split, mm_per_pixel=scale
            )
        )
    write_dataset(folder, Description("d", "by hand", "CC0-1.0", ("clinic", "phone"), ("colour",), 0.5), rows)
    return folder


def test_of_a_dataset_the_photos_for_training_count_with_their_scale(tmp_path: Path) -> None:
    splits = {"far": "train", "close": "train", "phone": "train", "judge": "test", "check": "validation"}
    folder = dataset(tmp_path / "d", splits)
    found = {source.path.stem: source.mm_per_pixel for source in list_sources([folder])}
    assert found == {"far": 0.5, "close": 0.125, "phone": None}


def test_a_dataset_without_splits_counts_whole_and_photos_join_it(tmp_path: Path, photo: Path) -> None:
    folder = dataset(tmp_path / "d", {"a": "", "b": ""})
    assert [source.path for source in list_sources([photo, folder])] == [photo, folder / "a.png", folder / "b.png"]


def test_places_that_give_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not exist"):
        list_sources([tmp_path / "none"])
    with pytest.raises(FileError, match="no photo for training"):
        list_sources([dataset(tmp_path / "d", {"a": "test"})])


def test_tiles_are_cut_at_the_working_scale_and_the_same_ones_each_time(photo: Path) -> None:
    """At twice the size of a pixel the photo halves, and so its slope doubles."""
    for scale, zoom in ((0.25, 1.0), (0.125, 0.5)):
        tiles = list(draw_tiles([Source(photo, scale)], WINDOWED))
        again = list(draw_tiles([Source(photo, scale)], WINDOWED))
        assert all(map(np.array_equal, tiles, again))
        assert len(tiles) == 128
        assert len({float(tile[0, 0, 0, 0]) for tile in tiles}) > 50
        for tile in tiles:
            assert tile.shape == (1, 3, 64, 64)
            assert np.abs(tile[0, 1:]).max() < 1e-3
            steps = np.diff(tile[0, 0], axis=1)
            assert np.median(steps) == pytest.approx(2 / 399 / zoom, rel=1e-2)


def test_tiles_suit_the_weights_and_small_photos_are_mirrored(photo: Path) -> None:
    tile = next(draw_tiles([Source(photo, 0.125)], EXACT))  # 150 x 200 at the working scale
    assert tile.shape == (1, 3, 264, 264)
    assert np.isfinite(tile).all()


def test_many_photos_share_the_tiles(photo: Path) -> None:
    tiles = list(draw_tiles([Source(photo, 0.25)] * 200, WINDOWED))
    assert len(tiles) == 128


def test_a_photo_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no photo")
    with pytest.raises(PictureError):
        next(draw_tiles(list_sources([tmp_path / "a.jpg"]), WINDOWED))
