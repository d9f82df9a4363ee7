"""Odd files one by one; what becomes of all of them; and random damage."""

import contextlib
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from uvphoto.errors import MissingExtraError, PictureError
from uvphoto.picture import inspect, read_colour, read_uv
from uvphoto.picture.loading import turn_upright

REFUSED = {
    "empty.jpg": "is empty",
    "zeros.jpg": "zeros only",
    "half.jpg": "cut short",
    "header_only.jpg": "cut short",
    "no_end.jpg": "cut short",
    "half_progressive.jpg": "cut short",
    "half.png": "cut short",
    "no_end.png": "cut short",
    "flipped_bit.png": "damaged",
    "half.tif": "cut short",
    "half_lzw.tif": "cut short",
    "half.webp": "cut short",
    "half.heic": "cut short",
    "bomb.png": "3600 megapixels; the limit is 200",
    "bomb.tif": "3600 megapixels; the limit is 200",
    "no_pixels.png": "0 x 10",
    "broken_profile.jpg": "colour profile",
    "broken_profile.png": "broken colour profile",
    "cmyk_profile.jpg": "'CMYK'",
    "png_called.jpg": "is a PNG picture, though its name ends in .jpg. Rename it to png_called.png",
    "jpeg_called.png": "is a JPEG picture, though its name ends in .png. Rename it to jpeg_called.jpg",
    "jpeg_called.heic": "Rename it to jpeg_called.jpg",
    "page.jpg": "web page",
    "text.png": "text file",
    "drawing.jpg": "SVG",
    "document.jpg": "PDF",
    "video.jpg": "video",
    "archive.tif": "ZIP",
    "noise.tif": "no picture that is known",
    "picture.avif": "AVIF",
    "picture.jxl": "JPEG XL",
    "picture.jp2": "JPEG 2000",
    "picture.gif": "GIF",
    "picture.bmp": "BMP",
    "picture.psd": "Photoshop",
    "no_raw.cr2": "text file",
    "animated.png": "animated",
    "animated.webp": "animated",
    "two_pages.tif": "holds 2 pictures",
    "cmyk.jpg": "CMYK",
    "ycck.jpg": "CMYK",
    "cmyk.tif": "CMYK",
    "lab.tif": "Lab",
    "colour_with_grey_profile.png": "'GRAY'",
    "transparent.png": "transparent parts",
    "palette_transparent.png": "transparent parts",
    "transparent.webp": "transparent parts",
    "float.tif": "32-bit floating point",
    "integers32.tif": "32-bit integers",
    "lossless.jpg": "lossless",
    "folder.jpg": "is a folder",
    "missing.jpg": "does not exist",
    "pipe.jpg": "no ordinary file",
}
NEEDS_RAWPY = {"no_raw.nef": "no camera raw file"}
DEEP = {
    "p3_16.tif", "rgb16.png", "grey16.png", "rgb16.tif", "grey16.tif", "white_is_zero.tif",
    "big_endian.tif", "big_tiff.tif", "planes_apart.tif", "tiles.tif", "orientation_6.tif",
}  # fmt: skip
OTHER_DEPTHS = {"twelve_bits.jpg": 12, "ten_bits.heic": 10}
DISTORTED = {  # by colours that the file lacks, or by an unchanged reading in another colour space
    "p3.png", "p3_16.tif", "adobe_rgb.jpg", "adobe_rgb_without_profile.jpg", "grey_profile.jpg", "palette.png",
    "grey_with_rgb_profile.png", "grey_alpha.png", "palette.tif", "one_bit.png", "one_bit.tif", "grey16.png",
    "grey16.tif", "white_is_zero.tif", "unreadable.jpg", "orientation_2.jpg", "orientation_3.jpg", "orientation_4.jpg",
    "orientation_5.jpg", "orientation_7.jpg", "orientation_8.jpg",
}  # fmt: skip


@pytest.fixture(scope="module")
def files(odd: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.name: path for path in odd.make_odd_files(tmp_path_factory.mktemp("odd"))}


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_a_useless_file_gives_one_clear_error(files: dict[str, Path], name: str, reason: str) -> None:
    with pytest.raises(PictureError, match=reason.replace("(", r"\(")) as caught:
        read_colour(files[name])
    assert caught.value.path == files[name]
    assert caught.value.remedy


@pytest.mark.parametrize(("name", "reason"), NEEDS_RAWPY.items())
def test_a_tiff_called_raw_is_refused(files: dict[str, Path], name: str, reason: str) -> None:
    pytest.importorskip("rawpy", reason="the extra 'raw' is not installed")
    with pytest.raises(PictureError, match=reason):
        read_colour(files[name])


def test_every_other_odd_file_is_read_with_its_depth_and_its_colours(odd: ModuleType, files: dict[str, Path]) -> None:
    scene = odd.scene() / np.float32(255)
    good = set(files) - set(REFUSED) - set(NEEDS_RAWPY) - {"unreadable.jpg"}
    assert len(good) >= 40
    for name in sorted(good):
        picture = read_colour(files[name])
        assert picture.pixels.dtype == np.float32, name
        assert picture.pixels.flags.c_contiguous, name
        assert picture.bit_depth == OTHER_DEPTHS.get(name, 16 if name in DEEP else 8), name
        if name not in DISTORTED:
            upright = np.rot90(scene, -1) if "orientation_6" in name else scene
            assert np.abs(picture.pixels - upright).mean() < 2 / 255, name


@pytest.mark.parametrize("name", ["grey16.png", "grey16.tif", "white_is_zero.tif"])
def test_16_bit_grey_is_exact(odd: ModuleType, files: dict[str, Path], name: str) -> None:
    levels = np.rint(read_uv(files[name]).pixels * 65535)
    assert (levels == odd.scene(65536)[..., 0]).all()


@pytest.mark.parametrize(
    "name", ["rgb16.png", "rgb16.tif", "big_endian.tif", "big_tiff.tif", "planes_apart.tif", "tiles.tif"]
)
def test_16_bit_colour_is_exact(odd: ModuleType, files: dict[str, Path], name: str) -> None:
    assert (np.rint(read_colour(files[name]).pixels * 65535) == odd.scene(65536)).all()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_the_right_to_read(files: dict[str, Path]) -> None:
    with pytest.raises(PictureError, match="may not be read"):
        read_colour(files["unreadable.jpg"])


@pytest.mark.parametrize("number", range(1, 9))
def test_orientations_agree_with_pillow(odd: ModuleType, number: int) -> None:
    image = Image.fromarray(odd.scene())
    image.getexif()[274] = number
    assert (turn_upright(odd.scene(), number) == np.asarray(ImageOps.exif_transpose(image))).all()


def test_inspect_agrees_with_reading(files: dict[str, Path]) -> None:
    for name in set(files) - set(REFUSED) - set(NEEDS_RAWPY) - {"unreadable.jpg"}:
        info, picture = inspect(files[name]), read_colour(files[name])
        assert (info.height, info.width) == picture.pixels.shape[:2], name
        assert info.bit_depth == picture.bit_depth, name
        assert info.has_icc == (picture.icc is not None), name
        assert info.file_format == picture.file_format, name


@pytest.mark.parametrize("series", ["Landscape", "Portrait"])
def test_real_photos_of_one_scene_in_all_orientations(reference_data: Path, series: str) -> None:
    folder = reference_data / "photos" / "exif"
    first = read_colour(folder / f"{series}_1.jpg").pixels
    for number in (0, *range(2, 9)):  # 0 is no legal orientation; the scene lies upright in that file
        pixels = read_colour(folder / f"{series}_{number}.jpg").pixels
        assert np.abs(pixels - first).mean() < 5 / 255  # each was compressed by itself, and shows its number
        assert np.abs(pixels[::-1] - first).mean() > 20 / 255


def test_the_limit_on_pixels_can_be_moved(files: dict[str, Path]) -> None:
    with pytest.raises(PictureError, match=r"the limit is 0\.003 megapixels"):
        read_colour(files["rgb16.png"], max_pixels=3000)
    assert inspect(files["bomb.png"], max_pixels=4_000_000_000).width == 60000


def test_a_name_without_a_known_ending_is_read_by_content(odd: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "IMG_0001"
    path.write_bytes(odd.save(odd.scene(), "PNG"))
    assert read_colour(path).file_format == "png"


@pytest.mark.parametrize(("name", "extra"), [("eight_bits.heic", "heic"), ("photo.dng", "raw")])
def test_a_missing_extra_is_named(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, extra: str
) -> None:
    path = tmp_path / name
    shutil.copyfile(files.get(name, files["rgb16.tif"]), path)
    monkeypatch.setitem(sys.modules, {"heic": "pillow_heif", "raw": "rawpy"}[extra], None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'uvphoto\[{extra}\]'"):
        read_colour(path)


@pytest.fixture(scope="module")
def samples(odd: ModuleType) -> dict[str, bytes]:
    made = odd.broken() | odd.colours() | odd.depths() | odd.metadata()
    names = ["orientation_6.jpg", "p3.png", "rgb16.tif", "jpeg_inside.tif", "orientation_6.webp", "with_place.jpg",
             "twelve_bits.jpg", "tiles.tif", "palette.png", "ten_bits.heic"]  # fmt: skip
    return {name: made[name] for name in names}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_damage_gives_a_picture_or_one_clear_error(
    samples: dict[str, bytes], tmp_path: Path, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(samples)))
    content = bytearray(samples[name])
    for at in data.draw(st.lists(st.integers(0, min(len(content), 900) - 1), max_size=4)):
        content[at] = data.draw(st.integers(0, 255))
    path = tmp_path / name
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))] if data.draw(st.booleans()) else content)
    with contextlib.suppress(PictureError):
        read_colour(path, max_pixels=1_000_000)


def test_a_file_that_the_system_does_not_give(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PictureError, match="may not be read"):
        inspect(files["rgb16.png"])


def test_a_name_that_no_system_takes(tmp_path: Path) -> None:
    for name in ("a\0b.png", "a" * 5000 + ".png"):
        with pytest.raises(PictureError, match="cannot be opened"):
            inspect(tmp_path / name)


def test_a_picture_too_large_for_the_memory(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("imagecodecs.png_decode", refuse)
    with pytest.raises(PictureError, match="does not fit into memory"):
        read_colour(files["rgb16.png"])
