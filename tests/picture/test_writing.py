"""What is written: pixels, profile, mark, and nothing else."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType

import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PIL import Image

from uvphoto.errors import PictureError
from uvphoto.picture import Synthetic, inspect, read_colour, read_uv, write_colour, write_uv
from uvphoto.picture.colour import adobe_rgb_profile, display_p3_profile, gamma_profile

CASES = [("a.jpg", 8), ("a.JPEG", 8), ("a.png", 8), ("a.png", 16), ("a.tif", 8), ("a.TIFF", 16), ("a.webp", 8)]
LOSSLESS = [("a.png", 8), ("a.png", 16), ("a.tif", 8), ("a.tif", 16)]
TAKEN = datetime(2024, 5, 6, 7, 8, 9)  # noqa: DTZ001 - EXIF dates have no zone
fresh_path = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def colour(odd: ModuleType) -> NDArray[np.float32]:
    return odd.scene(65536) / np.float32(65535)


@pytest.mark.parametrize(("name", "bits"), LOSSLESS)
@fresh_path
@given(data=st.data())
def test_every_level_comes_back(tmp_path: Path, name: str, bits: int, data: st.DataObject) -> None:
    white = (1 << bits) - 1
    sides = st.integers(1, 9)
    shape = data.draw(st.tuples(sides, sides) | st.tuples(sides, sides, st.just(3)))
    levels = data.draw(arrays.arrays(np.uint16, shape, elements=st.integers(0, white)))
    write, read = (write_uv, read_uv) if levels.ndim == 2 else (write_colour, read_colour)
    write(tmp_path / name, levels / np.float32(white), bit_depth=bits)
    picture = read(tmp_path / name)
    assert picture.bit_depth == bits
    assert (np.rint(picture.pixels * white) == levels).all()


@pytest.mark.parametrize(("name", "bits"), LOSSLESS)
def test_other_libraries_read_the_same_levels(
    tmp_path: Path, colour: NDArray[np.float32], name: str, bits: int
) -> None:
    path = tmp_path / name
    write_colour(path, colour, bit_depth=bits)
    stored = imagecodecs.png_decode(path.read_bytes()) if name.endswith("png") else tifffile.imread(path)
    assert stored.dtype == {8: np.uint8, 16: np.uint16}[bits]
    assert (stored == np.rint(colour * ((1 << bits) - 1))).all()


def test_lossy_formats_stay_close(tmp_path: Path, colour: NDArray[np.float32]) -> None:
    for name in ("a.jpg", "a.webp"):
        write_colour(tmp_path / name, colour)
        assert np.abs(read_colour(tmp_path / name).pixels - colour).mean() < 2 / 255
        write_uv(tmp_path / name, colour[..., 0])
        assert np.abs(read_uv(tmp_path / name).pixels - colour[..., 0]).mean() < 2 / 255
    write_colour(tmp_path / "a.webp", colour, quality=100)
    assert (np.rint(read_colour(tmp_path / "a.webp").pixels * 255) == np.rint(colour * 255)).all()


@pytest.mark.parametrize(("name", "bits"), CASES)
@pytest.mark.parametrize("how", [None, *Synthetic])
def test_the_mark_is_found_again_and_only_where_it_was_set(
    tmp_path: Path, colour: NDArray[np.float32], name: str, bits: int, how: Synthetic | None
) -> None:
    path = tmp_path / name
    for write, pixels in ((write_colour, colour), (write_uv, colour[..., 0])):
        write(path, pixels, bit_depth=bits, synthetic=how, description="A cheek")
        assert inspect(path).is_synthetic == (how is not None)
        data = path.read_bytes()
        assert b"A cheek" in data
        assert (b"Synthetic: " in data) == (how is not None)
        if how is not None:
            assert f"http://cv.iptc.org/newscodes/digitalsourcetype/{how}".encode() in data


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp"])
def test_viewers_find_the_plain_words(tmp_path: Path, colour: NDArray[np.float32], name: str) -> None:
    path = tmp_path / name
    write_uv(path, colour[..., 0], synthetic=Synthetic.CONVERTED, description="µ")
    assert inspect(path).description == "Synthetic: made from another photo by a trained network, not a photo. µ"
    with Image.open(path) as image:
        exif = image.getexif()
        assert exif[0x0131] == "uvphoto"
        words = image.info["Description"] if name == "a.png" else path.read_bytes().decode("utf-8", errors="ignore")
    assert "Synthetic: made from another photo by a trained network, not a photo. µ" in words


@pytest.mark.parametrize(("name", "bits"), CASES)
def test_equal_calls_give_equal_bytes(tmp_path: Path, colour: NDArray[np.float32], name: str, bits: int) -> None:
    def written(folder: str) -> bytes:
        (tmp_path / folder).mkdir()
        write_colour(
            tmp_path / folder / name, colour, bit_depth=bits, taken=TAKEN, synthetic=Synthetic.SIMULATED,
            description="x", icc=display_p3_profile(),
        )  # fmt: skip
        return (tmp_path / folder / name).read_bytes()

    assert written("one") == written("two")


@pytest.mark.parametrize(("name", "bits"), CASES)
@pytest.mark.parametrize("profile", [display_p3_profile, adobe_rgb_profile])
def test_a_profile_is_kept_and_the_colours_too(
    tmp_path: Path, colour: NDArray[np.float32], name: str, bits: int, profile: Callable[[], bytes]
) -> None:
    path = tmp_path / name
    pixels = 0.25 + colour / 2
    write_colour(path, pixels, bit_depth=bits, icc=profile(), quality=100)
    picture = read_colour(path)
    assert picture.icc == profile()
    assert np.abs(picture.pixels - pixels).mean() < (2e-5 if bits == 16 else 1 / 255)
    with Image.open(path) as image:
        assert image.info["icc_profile"] == profile()


def test_a_grey_profile_is_kept(tmp_path: Path, colour: NDArray[np.float32]) -> None:
    icc = gamma_profile(2.2, None, is_grey=True)
    write_uv(tmp_path / "a.tif", colour[..., 0], bit_depth=16, icc=icc)
    picture = read_uv(tmp_path / "a.tif")
    assert picture.icc == icc
    assert np.abs(picture.pixels - colour[..., 0]).max() < 1e-4


@pytest.mark.parametrize(("name", "bits"), CASES)
def test_the_date_is_kept_and_the_orientation_normal(
    tmp_path: Path, colour: NDArray[np.float32], name: str, bits: int
) -> None:
    path = tmp_path / name
    write_colour(path, colour, bit_depth=bits, taken=TAKEN)
    assert read_colour(path).taken == TAKEN
    with Image.open(path) as image:
        assert image.getexif().get(274, 1) == 1


@pytest.mark.parametrize(("name", "bits"), CASES)
def test_nothing_of_the_person_or_the_camera_gets_through(
    odd: ModuleType, tmp_path: Path, name: str, bits: int
) -> None:
    source = tmp_path / "source.jpg"
    source.write_bytes(odd.metadata()["with_place.jpg"])
    assert b"SERIAL-123" in source.read_bytes()
    picture = read_colour(source)
    assert (picture.camera, picture.taken) == ("Maker Camera 1", TAKEN)
    write_colour(tmp_path / name, picture.pixels, bit_depth=bits, icc=picture.icc, taken=picture.taken)
    data = (tmp_path / name).read_bytes()
    for trace in (b"SERIAL-123", b"Maker", b"A Name", b"maker note"):
        assert trace not in data
    with Image.open(tmp_path / name) as image:
        exif = image.getexif()
        assert not exif.get_ifd(0x8825)
        assert not set(exif) & {271, 272, 315}
        assert set(exif.get_ifd(0x8769)) <= {0x9003, 0xA001}


def test_16_bit_is_never_lost_silently(tmp_path: Path, colour: NDArray[np.float32]) -> None:
    for name in ("a.jpg", "a.webp"):
        with pytest.raises(PictureError, match=r"cannot hold 16 bit.*Use \.png or \.tif"):
            write_colour(tmp_path / name, colour, bit_depth=16)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.gif", "a.heic", "a", "a.dng"])
def test_endings_that_are_not_written(tmp_path: Path, colour: NDArray[np.float32], name: str) -> None:
    with pytest.raises(PictureError, match=r"Use \.jpg, \.png, \.tif, \.webp"):
        write_colour(tmp_path / name, colour)


def test_a_side_that_a_format_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="cannot hold a side of 16384 pixels"):
        write_uv(tmp_path / "a.webp", np.zeros((1, 16384), np.float32))


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 4), np.float32),
        np.zeros((4, 4, 4), np.float32),
        np.zeros((4, 4, 3), np.uint8),
        np.full((4, 4, 3), np.nan, np.float32),
        np.full((4, 4, 3), 255, np.float32),
        np.full((4, 4, 3), -0.01, np.float32),
        np.zeros((0, 4, 3), np.float32),
    ],
)
def test_pixels_that_are_none_are_a_mistake_of_the_caller(tmp_path: Path, pixels: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match=r"shape|pixels"):
        write_colour(tmp_path / "a.png", pixels)


def test_wrong_arguments_are_a_mistake_of_the_caller(tmp_path: Path, colour: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match="bit depth"):
        write_colour(tmp_path / "a.png", colour, bit_depth=12)
    with pytest.raises(ValueError, match="quality"):
        write_colour(tmp_path / "a.jpg", colour, quality=0)
    with pytest.raises(ValueError, match="kind"):
        write_uv(tmp_path / "a.png", colour[..., 0], icc=display_p3_profile())


def test_a_coloured_picture_is_no_uv_photo(tmp_path: Path, colour: NDArray[np.float32]) -> None:
    write_colour(tmp_path / "a.png", colour)
    with pytest.raises(PictureError, match="colour picture"):
        read_uv(tmp_path / "a.png")
    nearly = np.repeat(np.rint(colour[..., :1] * 200), 3, axis=-1) + np.array([0, 0, 1])
    write_colour(tmp_path / "a.png", nearly / 255)
    assert read_uv(tmp_path / "a.png").pixels.shape == colour.shape[:2]
    write_colour(tmp_path / "a.png", (nearly + np.array([0, 0, 1])) / 255)
    with pytest.raises(PictureError, match="colour picture"):
        read_uv(tmp_path / "a.png")


def test_jpeg_keeps_the_colours_at_full_resolution(tmp_path: Path, colour: NDArray[np.float32]) -> None:
    write_colour(tmp_path / "a.jpg", colour)
    with Image.open(io.BytesIO((tmp_path / "a.jpg").read_bytes())) as image:
        assert all(layer[1:3] == (1, 1) for layer in image.layer)
