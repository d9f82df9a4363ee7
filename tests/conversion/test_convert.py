"""A whole photo: resampled by Pillow, converted in one pass by torch, and back, against the work in tiles."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import Precision, RunSettings
from uvphoto.conversion.tiles import smallest_tile
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import SettingsError

Pixels = NDArray[np.float32]
ONE_THREAD = RunSettings(threads=1)
HAMMING, BICUBIC = Image.Resampling.HAMMING, Image.Resampling.BICUBIC


def resized(picture: Pixels, size: tuple[int, int], kernel: Image.Resampling) -> Pixels:
    channels = [np.ascontiguousarray(one) for one in np.moveaxis(np.atleast_3d(picture), -1, 0)]
    planes = [np.asarray(Image.fromarray(one).resize(size[::-1], kernel)) for one in channels]
    return np.clip(np.stack(planes, axis=-1), 0, 1)


@pytest.mark.parametrize("mm_per_pixel", [0.08, 0.25, 0.7])
@pytest.mark.parametrize("shape", [(150, 190), (301, 83)])
def test_tiles_at_the_working_scale_give_what_the_whole_gives(
    networks: ModuleType, compact: Weights, shape: tuple[int, int], mm_per_pixel: float
) -> None:
    colour = networks.noise(*shape)
    size = tuple(round(side * mm_per_pixel / 0.25) for side in shape)
    there, back = (HAMMING, BICUBIC) if mm_per_pixel < 0.25 else (BICUBIC, HAMMING)
    network = networks.lively(networks.COMPACT)
    expected = resized(networks.whole(resized(colour, size, there), network), shape, back)[..., 0]
    tile = smallest_tile(compact.info.tiling.reach, compact.info.tiling.multiple) + 16
    before = colour.copy()
    uv = convert(colour, load_converter(compact, replace(ONE_THREAD, tile=tile)), mm_per_pixel=mm_per_pixel)
    assert (uv.shape, uv.dtype) == (shape, np.float32)
    np.testing.assert_allclose(uv, expected, atol=1e-4)
    assert (colour == before).all()


def test_the_default_tile_gives_the_same(networks: ModuleType, compact: Weights) -> None:
    colour = networks.noise(90, 70)
    uv = convert(colour, load_converter(compact, ONE_THREAD), mm_per_pixel=0.25)
    np.testing.assert_allclose(uv, networks.whole(colour, networks.lively(networks.COMPACT)), atol=1e-5)


def test_a_network_that_sees_its_tile_is_blended(networks: ModuleType, unet: Weights) -> None:
    colour = networks.noise(40, 24)
    converter = load_converter(unet, ONE_THREAD)
    uv = convert(colour, converter, mm_per_pixel=0.25)
    # Where one tile covers the photo, it is what the network makes of that tile.
    one = convert(colour[:16, :16].copy(), converter, mm_per_pixel=0.25)
    tile = np.ascontiguousarray(colour[:16, :16].transpose(2, 0, 1)[None] * 2 - 1)
    np.testing.assert_allclose(one, converter.backend.run(tile)[0, 0] / 2 + 0.5, atol=1e-6)
    assert uv.shape == (40, 24)
    assert np.abs(uv[0, 0] - one[0, 0]) < 1e-5


def test_progress_counts_the_tiles(networks: ModuleType, compact: Weights, unet: Weights) -> None:
    for weights, tiles in ((compact, 12), (unet, 15)):
        tile = 52 if weights is compact else None
        told = []
        converter = load_converter(weights, replace(ONE_THREAD, tile=tile))
        convert(networks.noise(32, 24 if tile is None else 16 * 3), converter, mm_per_pixel=0.25,
                progress=lambda done, total, told=told: told.append((done, total)))  # fmt: skip
        assert told[-1][0] == told[-1][1] == len(told)
        assert [done for done, _ in told] == list(range(1, len(told) + 1)), tiles


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 1), (0, 4, 3)])
def test_arrays_of_another_shape_or_kind_are_our_fault(compact: Weights, shape: tuple[int, ...]) -> None:
    converter = load_converter(compact, ONE_THREAD)
    with pytest.raises(ValueError, match="a colour photo is"):
        convert(np.zeros(shape, np.float32), converter, mm_per_pixel=1)
    with pytest.raises(ValueError, match="a colour photo is"):
        convert(np.zeros((4, 4, 3)), converter, mm_per_pixel=1)


def test_tiles_that_do_not_fit_the_weights_are_refused(compact: Weights, unet: Weights) -> None:
    least = smallest_tile(compact.info.tiling.reach, compact.info.tiling.multiple)
    with pytest.raises(SettingsError, match=f"takes {least} or more"):
        load_converter(compact, RunSettings(tile=least - 1))
    with pytest.raises(SettingsError, match="tiles of 16 pixels, not 32"):
        load_converter(unet, RunSettings(tile=32))
    assert load_converter(unet, RunSettings(threads=1, tile=16)).tile == 16


def test_a_precision_that_the_weights_have_not_is_refused(compact: Weights) -> None:
    with pytest.raises(SettingsError, match="float32, and cannot be run as int8"):
        load_converter(compact, RunSettings(precision=Precision.INT8))
    int8 = replace(compact, info=replace(compact.info, precision="int8"))
    with pytest.raises(SettingsError, match="int8, and cannot be run as float32"):
        load_converter(int8, RunSettings(precision=Precision.FLOAT32))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read as Linux tells it")
@pytest.mark.parametrize("mm_per_pixel", [0.234375, 0.08])
def test_memory_grows_with_the_photos_own_arrays_only(
    networks: ModuleType, tmp_path: Path, mm_per_pixel: float
) -> None:
    settings = networks.CompactSettings()
    info = replace(networks.record(settings), mm_per_pixel=240 / 1024)
    weights = networks.write_onnx(tmp_path / "full.onnx", settings, info)
    code = """
import sys
from pathlib import Path
import numpy as np
from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.weights_file import read_weights
def told(name):
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
import onnxruntime
before = told("VmRSS")
colour = np.full((int(sys.argv[2]), int(sys.argv[3]), 3), 0.5, np.float32)
convert(colour, load_converter(read_weights(Path(sys.argv[1]))), mm_per_pixel=float(sys.argv[4]))
print(told("VmHWM") - before - colour.nbytes * 4 / 3 / 2**20)
"""
    over = []
    for height, width in ((1500, 2000), (3000, 4000)):
        arguments = [str(weights), str(height), str(width), str(mm_per_pixel)]
        result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
        over.append(float(result.stdout))
    assert max(over) < 150, over
