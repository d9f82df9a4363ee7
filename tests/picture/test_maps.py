"""Masks, label maps and measured maps come back as they were."""

from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PIL import Image

from uvphoto.errors import PictureError
from uvphoto.picture import (
    inspect,
    png,
    read_labels,
    read_map,
    read_mask,
    write_labels,
    write_map,
    write_mask,
    write_uv,
)

SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 12))
fresh_path = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fresh_path
@given(labels=SHAPES.flatmap(lambda shape: arrays.arrays(st.sampled_from([np.uint8, np.uint16]), shape)))
def test_labels_are_exact_in_their_depth(tmp_path: Path, labels: NDArray[np.uint16]) -> None:
    path = tmp_path / "labels.png"
    write_labels(path, labels)
    assert read_labels(path).dtype == labels.dtype
    assert (read_labels(path) == labels).all()
    assert (cv2.imread(str(path), cv2.IMREAD_UNCHANGED) == labels).all()


@fresh_path
@given(mask=SHAPES.flatmap(lambda shape: arrays.arrays(np.bool_, shape)))
def test_masks_are_exact(tmp_path: Path, mask: NDArray[np.bool_]) -> None:
    write_mask(tmp_path / "mask.png", mask)
    assert (read_mask(tmp_path / "mask.png") == mask).all()
    with Image.open(tmp_path / "mask.png") as image:
        assert (np.asarray(image) == mask * 255).all()


@fresh_path
@given(data=st.data(), full_scale=st.floats(1e-6, 1e6))
def test_maps_come_back_to_half_a_step(tmp_path: Path, data: st.DataObject, full_scale: float) -> None:
    values = full_scale * data.draw(arrays.arrays(np.float64, SHAPES, elements=st.floats(0, 1)))
    write_map(tmp_path / "map.png", values, full_scale=full_scale)
    found = read_map(tmp_path / "map.png")
    assert found.dtype == np.float32
    assert np.abs(found - values).max() <= full_scale * (0.5 / 65535 + 2e-7)


def test_the_stored_integers_are_linear(tmp_path: Path) -> None:
    write_map(tmp_path / "map.png", np.array([[0.0, 2.5, 5.0]]), full_scale=5.0)
    assert cv2.imread(str(tmp_path / "map.png"), cv2.IMREAD_UNCHANGED).tolist() == [[0, 32768, 65535]]


def test_equal_calls_give_equal_bytes(tmp_path: Path) -> None:
    values = np.random.default_rng(0).random((30, 40))
    for name in ("a.png", "b.png"):
        write_map(tmp_path / name, values, full_scale=1.0)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize("name", ["one_bit.png", "one_bit.tif"])
def test_masks_of_one_bit(odd: ModuleType, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(odd.colours()[name])
    with Image.open(tmp_path / name) as image:
        assert (read_mask(tmp_path / name) == np.asarray(image)).all()


def test_a_palette_mask_goes_by_its_colours(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 1], [2, 0]], np.uint8))
    image.putpalette([0, 0, 0, 255, 255, 255, 127, 127, 127])
    image.save(tmp_path / "mask.png")
    assert read_mask(tmp_path / "mask.png").tolist() == [[False, True], [False, False]]
    with pytest.raises(PictureError, match="label numbers plainly"):
        read_labels(tmp_path / "mask.png")


@pytest.mark.parametrize(
    ("part", "name"), [("colours", "one_bit.png"), ("depths", "progressive.jpg"), ("depths", "rgb16.png")]
)
def test_files_that_do_not_hold_labels(odd: ModuleType, tmp_path: Path, part: str, name: str) -> None:
    (tmp_path / name).write_bytes(getattr(odd, part)()[name])
    with pytest.raises(PictureError, match="label"):
        read_labels(tmp_path / name)


def test_labels_from_tiff(odd: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "grey16.tif").write_bytes(odd.depths()["grey16.tif"])
    assert (read_labels(tmp_path / "grey16.tif") == odd.scene(65536)[..., 0]).all()


def test_a_photo_is_no_map(tmp_path: Path) -> None:
    write_uv(tmp_path / "uv.png", np.zeros((3, 3)), bit_depth=16)
    with pytest.raises(PictureError, match="full scale"):
        read_map(tmp_path / "uv.png")


@pytest.mark.parametrize("scale", ["nan", "inf", "-inf", "0", "-0.5", "1e39", "one", ""])
def test_a_senseless_full_scale_is_refused(tmp_path: Path, scale: str) -> None:
    path = tmp_path / "map.png"
    path.write_bytes(png.encode(np.full((2, 2), 7, np.uint16), texts={png.FULL_SCALE: scale}))
    with pytest.raises(PictureError, match=f"says that its full scale is '{scale}'"):
        read_map(path)


def test_inspect_tells_the_full_scale(tmp_path: Path) -> None:
    write_map(tmp_path / "map.png", np.zeros((2, 2)), full_scale=0.3)
    write_uv(tmp_path / "uv.png", np.zeros((2, 2)))
    assert inspect(tmp_path / "map.png").full_scale == 0.3
    assert inspect(tmp_path / "uv.png").full_scale is None


def test_numbers_are_written_as_png_only(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"Use \.png"):
        write_mask(tmp_path / "mask.jpg", np.zeros((2, 2), np.bool_))


def test_wrong_arrays_are_a_mistake_of_the_caller(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with pytest.raises(ValueError, match="mask"):
        write_mask(path, np.zeros((2, 2)))
    with pytest.raises(ValueError, match="label"):
        write_labels(path, np.zeros((2, 2), np.int64))
    with pytest.raises(ValueError, match="shape"):
        write_map(path, np.zeros((2, 2, 3)), full_scale=1)
    with pytest.raises(ValueError, match="full scale"):
        write_map(path, np.zeros((2, 2)), full_scale=0)
    with pytest.raises(ValueError, match="full scale"):
        write_map(path, np.zeros((2, 2)), full_scale=1e39)
    with pytest.raises(ValueError, match="pixels"):
        write_map(path, np.full((2, 2), 1.1), full_scale=1)
