"""The verb convert: what is written where, what is left alone, and what is told."""

import io
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType

import imagecodecs
import numpy as np
import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.errors import PictureError, SettingsError, WeightsError
from uvphoto.picture import Format, inspect, read_colour, read_uv, write_colour, write_uv

TAKEN = datetime(2024, 5, 6, 7, 8, 9)  # noqa: DTZ001 - EXIF dates have no zone


@pytest.fixture
def folder(networks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, in which we are, with weights and a photo."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UVPHOTO_WEIGHTS_DIR", str(tmp_path / "store"))
    networks.write_onnx(Path("w.onnx"), networks.COMPACT)
    write_colour("face.jpg", networks.noise(48, 36), taken=TAKEN)
    return tmp_path


def convert(*arguments: str, **more: object) -> Result:
    return CliRunner().invoke(app, ["convert", "--weights", "w.onnx", "--threads", "1", *arguments], **more)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "bits", "written", "depth"),
    [
        ("a.jpg", 8, "a_uv.jpg", 8), ("b.JPEG", 8, "b_uv.JPEG", 8), ("c.png", 8, "c_uv.png", 8),
        ("c.png", 16, "c_uv.png", 16), ("d.tif", 8, "d_uv.tif", 8), ("d.TIFF", 16, "d_uv.TIFF", 16),
        ("e.webp", 8, "e_uv.webp", 8),
    ],
)  # fmt: skip
def test_a_uv_photo_is_of_the_photos_own_kind_and_size(
    networks: ModuleType, name: str, bits: int, written: str, depth: int
) -> None:
    write_colour(name, networks.noise(30, 50), bit_depth=bits, taken=TAKEN)
    result = convert(name, "--out", "new/uv")
    assert result.exit_code == 0, result.output
    path = Path("new/uv") / written
    info, picture = inspect(path), read_uv(path)
    assert (info.file_format, info.bit_depth) == (inspect(name).file_format, depth)
    assert picture.pixels.shape == (30, 50)
    assert picture.taken == TAKEN
    assert info.is_synthetic
    assert b"trainedAlgorithmicMedia" in path.read_bytes()
    for words in ("UV photo computed from a colour photo", "not a medical device", "Weights small (SHA-256"):
        assert words in (info.description or "")
    assert f"{path}: 8 mm per pixel (assumed: no face found, so the shorter side counts as 240 mm)" in result.stdout
    assert "becomes" not in result.stdout


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_written_becomes_png_of_fitting_depth(networks: ModuleType) -> None:
    samples = np.rint(networks.noise(16, 24) * 4095).astype(np.uint16)
    Path("deep.jpg").write_bytes(imagecodecs.jpeg8_encode(samples, level=95, bitspersample=12))
    result = convert("deep.jpg", "--out", ".")
    assert "JPEG of 12 bit becomes PNG of 16 bit" in result.stdout
    assert inspect("deep_uv.png").bit_depth == 16
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.from_pillow(Image.fromarray((networks.noise(64, 64) * 255).astype(np.uint8))).save("phone.heic")
    assert "HEIC of 8 bit becomes PNG of 8 bit" in convert("phone.heic", "--out", ".").stdout
    assert inspect("phone_uv.png").bit_depth == 8


@pytest.mark.usefixtures("folder")
def test_another_format_may_be_asked_for(networks: ModuleType) -> None:
    write_colour("deep.png", networks.noise(16, 24), bit_depth=16)
    assert convert("deep.png", "face.jpg", "--out", "uv", "--format", "tiff").exit_code == 0
    assert (inspect("uv/deep_uv.tif").bit_depth, inspect("uv/face_uv.tif").bit_depth) == (16, 8)
    result = convert("deep.png", "--out", "uv", "--format", "jpeg", "--quality", "30")
    assert "PNG of 16 bit becomes JPEG of 8 bit" in result.stdout
    assert convert("deep.png", "--out", "uv", "--format", "bmp").exit_code == 2


@pytest.mark.usefixtures("folder")
def test_the_scale_changes_the_result_and_is_told() -> None:
    assert convert("face.jpg", "--out", "at", "--mm-per-pixel", "0.25", "--format", "png").exit_code == 0
    result = convert("face.jpg", "--out", "coarse", "--mm-per-pixel", "0.5", "--format", "png")
    assert "0.5 mm per pixel (given)" in result.stdout
    assert "0.5 mm per pixel (given)" in (inspect("coarse/face_uv.png").description or "")
    pixels = [read_uv(f"{folder}/face_uv.png").pixels for folder in ("at", "coarse")]
    assert np.abs(pixels[0] - pixels[1]).mean() > 2 / 255


@pytest.mark.usefixtures("folder")
def test_pixels_are_those_of_one_pass(networks: ModuleType) -> None:
    assert convert("face.jpg", "--out", ".", "--mm-per-pixel", "0.25", "--format", "png", "--tile", "60").exit_code == 0
    expected = networks.whole(read_colour("face.jpg").pixels, networks.lively(networks.COMPACT))
    assert np.abs(read_uv("face_uv.png").pixels - expected).max() <= 0.51 / 255


@pytest.mark.usefixtures("folder")
def test_one_that_fails_does_not_stop_the_rest(networks: ModuleType) -> None:
    Path("broken.jpg").write_bytes(Path("face.jpg").read_bytes()[:900])
    Path("text.png").write_text("no picture")
    Path("more").mkdir()
    write_colour("last.png", networks.noise(20, 20))
    result = convert("broken.jpg", "text.png", "more", "missing.jpg", "face.jpg", "last.png", "--out", "uv")
    assert result.exit_code == 2
    assert sorted(path.name for path in Path("uv").iterdir()) == ["face_uv.jpg", "last_uv.png"]
    for words in ("broken.jpg: is damaged", "text.png: is a text file", "more: is a folder", "missing.jpg: does not"):
        assert words in result.stderr
    assert "2 converted, 4 failed; small, onnxruntime on cpu, float32" in result.stdout


@pytest.mark.usefixtures("folder")
def test_a_second_run_leaves_what_is_done(networks: ModuleType) -> None:
    write_colour("other.png", networks.noise(20, 20))
    assert convert("face.jpg", "--out", "uv").exit_code == 0
    before = Path("uv/face_uv.jpg").stat().st_mtime_ns
    result = convert("face.jpg", "other.png", "--out", "uv")
    assert result.exit_code == 0
    assert "uv/face_uv.jpg: there already" in result.stdout.replace("\\", "/")
    assert Path("uv/face_uv.jpg").stat().st_mtime_ns == before
    assert Path("uv/other_uv.png").exists()
    assert convert("face.jpg", "--out", "uv", "--again").exit_code == 0
    assert Path("uv/face_uv.jpg").stat().st_mtime_ns > before


@pytest.mark.usefixtures("folder")
def test_what_is_out_of_date_is_converted_anew(networks: ModuleType) -> None:
    def again(*arguments: str) -> bool:
        before = Path("face_uv.jpg").stat().st_mtime_ns
        assert convert("face.jpg", "--out", ".", *arguments).exit_code == 0
        return Path("face_uv.jpg").stat().st_mtime_ns != before

    assert convert("face.jpg", "--out", ".").exit_code == 0
    assert not again()
    assert again("--mm-per-pixel", "1")
    assert not again("--mm-per-pixel", "1")
    assert again()
    newer = Path("face_uv.jpg").stat().st_mtime + 10
    os.utime("face.jpg", (newer, newer))
    assert again()
    old = newer - 100
    write_colour("face.jpg", networks.noise(50, 50))  # another photo by the same name
    os.utime("face.jpg", (old, old))
    assert again()
    assert read_uv("face_uv.jpg").pixels.shape == (50, 50)
    networks.write_onnx(Path("w.onnx"), networks.COMPACT, seed=1)
    assert again()


@pytest.mark.usefixtures("folder")
def test_a_real_uv_photo_is_never_overwritten(networks: ModuleType) -> None:
    write_uv("face_uv.jpg", networks.noise(48, 36)[..., 0])
    before = Path("face_uv.jpg").read_bytes()
    for more in ((), ("--again",)):
        result = convert("face.jpg", "--out", ".", *more)
        assert result.exit_code == 2
        assert "face_uv.jpg: is there already and is no UV photo that uvphoto made" in result.stderr
    assert Path("face_uv.jpg").read_bytes() == before


@pytest.mark.usefixtures("folder")
def test_results_among_the_photos_are_left_out() -> None:
    assert convert("face.jpg", "--out", ".").exit_code == 0
    result = convert("face.jpg", "face_uv.jpg", "--out", ".")
    assert result.exit_code == 0
    assert "face_uv.jpg: is itself a UV photo that was converted; left out" in result.stdout
    assert not Path("face_uv_uv.jpg").exists()


@pytest.mark.usefixtures("folder")
def test_two_photos_for_one_name_are_refused_before_anything_is_done(networks: ModuleType) -> None:
    Path("b").mkdir()
    write_colour("b/face.jpg", networks.noise(20, 20))
    write_colour("b/face_uv.jpg", networks.noise(20, 20))
    result = convert("face.jpg", "b/face.jpg", "--out", "uv")
    assert isinstance(result.exception, PictureError)
    assert "would get the same UV photo as face.jpg" in str(result.exception)
    result = convert("b/face.jpg", "b/face_uv.jpg", "--out", "b")
    assert isinstance(result.exception, PictureError)
    assert "is itself a photo to convert" in str(result.exception)
    assert not Path("uv").exists()
    assert convert("face.jpg", "./face.jpg", "--out", "uv").exit_code == 0  # one photo, named twice


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("more", "kind"), [((), Format.JPEG), (("--format", "png"), Format.PNG)])
def test_a_pipe_holds_the_picture_and_nothing_else(more: tuple[str, ...], kind: Format) -> None:
    result = convert("-", "--mm-per-pixel", "0.25", *more, input=Path("face.jpg").read_bytes())
    assert result.exit_code == 0, result.stderr
    Path("out").write_bytes(result.stdout_bytes)
    info = inspect("out")
    assert (info.file_format, info.height, info.width, info.is_synthetic) == (kind, 48, 36, True)
    with Image.open(io.BytesIO(result.stdout_bytes)) as image:
        image.load()
    assert "standard-input: 0.25 mm per pixel (given)" in result.stderr


@pytest.mark.usefixtures("folder")
def test_a_broken_pipe_in_is_told_without_a_path_of_ours() -> None:
    for data in (b"", Path("face.jpg").read_bytes()[:900], b"text"):
        result = convert("-", input=data)
        assert isinstance(result.exception, PictureError)
        assert str(result.exception).startswith("standard-input: ")
        assert result.stdout_bytes == b""


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("face.jpg",), "--out is missing"),
        (("-", "--out", "uv"), "leave out --out"),
        (("-", "face.jpg"), "leave out --out and other photos"),
        (("face.jpg", "--out", "uv", "--mm-per-pixel", "0"), "--mm-per-pixel is 0.0"),
        (("face.jpg", "--out", "uv", "--mm-per-pixel", "nan"), "--mm-per-pixel is nan"),
        (("face.jpg", "--out", "uv", "--device", "abacus"), "no device 'abacus'"),
        (("face.jpg", "--out", "uv", "--tile", "10"), "tile of 10 pixels is too small"),
        (("face.jpg", "--out", "uv", "--backend", "onnxruntime", "--precision", "bfloat16"), "bfloat16"),
    ],
)
def test_senseless_arguments_are_told(arguments: tuple[str, ...], words: str) -> None:
    result = convert(*arguments)
    assert isinstance(result.exception, SettingsError)
    assert words in str(result.exception)
    assert not list(Path().rglob("*_uv*"))


@pytest.mark.usefixtures("folder")
def test_a_scale_that_fails_for_one_photo_names_it() -> None:
    result = convert("face.jpg", "--out", "uv", "--mm-per-pixel", "1e5")
    assert result.exit_code == 2
    assert "face.jpg: At 1e+05 mm per pixel the photo would have to be enlarged" in result.stderr


@pytest.mark.usefixtures("folder")
def test_weights_that_are_not_there_or_broken_are_told() -> None:
    Path("w.onnx").write_bytes(b"rubbish")
    for name, words in (("w.onnx", "cannot be read as converter weights"), ("else", "are no weights")):
        result = convert("face.jpg", "--out", "uv", "--weights", name)
        assert isinstance(result.exception, WeightsError)
        assert words in str(result.exception)
    result = convert("face.jpg", "--out", "uv", "--weights", "w.onnx", "--precision", "int8")
    assert isinstance(result.exception, WeightsError)


def test_an_interruption_leaves_nothing_half_written(folder: Path) -> None:
    code = """
import sys
from uvphoto.conversion import photo_files
real = photo_files.convert
def convert(*arguments, **more):
    def interrupt(done, total):
        raise KeyboardInterrupt
    return real(*arguments, **more | {"progress": interrupt})
photo_files.convert = convert
from uvphoto.cli import main
main()
"""
    command = [sys.executable, "-c", code, "convert", "face.jpg", "--out", "uv", "--weights", "w.onnx"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert result.returncode == 130
    assert "Interrupted. Nothing is left half-done" in result.stderr
    assert list((folder / "uv").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    (folder / "uv").write_text("a file")
    result = convert("face.jpg", "--out", "uv")
    assert isinstance(result.exception, PictureError)
    assert "cannot be made" in str(result.exception)
