"""The parts of the program in the browser, against the program of this machine and Pillow."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from uvphoto.conversion.scale import format_scale, working_size
from uvphoto.conversion.tiles import exact_axis
from uvphoto.conversion.working import WorkingPhoto, mirrored
from uvphoto.picture.exif import parse_facts

HALF_A_LEVEL = 0.5 / 255


@pytest.fixture(scope="module")
def photo() -> NDArray[np.uint8]:
    """Return (H, W, 3) noise, which no two ways of resizing agree on by chance."""
    return np.random.default_rng(3).integers(0, 256, (61, 83, 3), np.uint8)


def with_alpha(photo: NDArray[np.uint8]) -> dict[str, object]:
    rgba = np.dstack([photo, np.full(photo.shape[:2], 255, np.uint8)])
    return {"pixels": rgba.ravel().tolist(), "height": photo.shape[0], "width": photo.shape[1]}


@pytest.mark.parametrize(("n_in", "n_out"), [(1000, 333), (333, 1000), (50, 50), (7, 1), (1, 7), (4032, 1365)])
def test_weights_of_an_axis(call: Callable[..., Any], n_in: int, n_out: int) -> None:
    """Each output pixel by Pillow, from pictures of a single bright pixel where that is quick, else from noise."""
    line = np.random.default_rng(1).random(n_in).astype(np.float32)
    code = "Object.fromEntries(Object.entries(it.taps(values.n_in, values.n_out, 0, values.n_out))"
    code += ".map(([name, value]) => [name, value.length === undefined ? value : Array.from(value)]))"
    taps = call("conversion/resampling.js", code, n_in=n_in, n_out=n_out)
    weights = np.reshape(taps["weights"], (n_out, taps["count"]))
    places = np.minimum(np.array(taps["first"])[:, None] + np.arange(taps["count"]), n_in - 1)
    kernel = Image.Resampling.HAMMING if n_in > n_out else Image.Resampling.BICUBIC
    expected = np.asarray(Image.fromarray(line[None]).resize((n_out, 1), kernel))[0]
    np.testing.assert_allclose((weights * line[places]).sum(axis=1), expected, atol=2e-6)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("size", [(61, 83), (20, 27), (150, 204)], ids=["its own", "reduced", "enlarged"])
@pytest.mark.parametrize(("top", "left"), [(0, 0), (-9, 5), (-200, 70)])
def test_a_tile(call: Callable[..., Any], photo: NDArray[np.uint8], size: tuple[int, int], top: int, left: int) -> None:
    code = "Array.from(it.readTile(values.photo, values.size, values.top, values.left, {height: 24, width: 40}))"
    wanted = {"height": size[0], "width": size[1]}
    there = call("conversion/working.js", code, photo=with_alpha(photo), size=wanted, top=top, left=left)
    here = np.empty((1, 3, 24, 40), np.float32)
    WorkingPhoto(photo.astype(np.float32) / 255, *size).read(top, left, here)
    np.testing.assert_allclose(np.reshape(there, here.shape), here, atol=1e-5)


def test_places_beyond_a_border(call: Callable[..., Any]) -> None:
    there = call("conversion/working.js", "Array.from(it.mirrored(-37, 100, 11))")
    assert there == mirrored(-37, 100, 11).tolist()


@pytest.mark.parametrize("target", [(61, 83), (20, 27), (150, 204), (150, 27)])
def test_the_way_back_to_the_photo(call: Callable[..., Any], photo: NDArray[np.uint8], target: tuple[int, int]) -> None:
    uv = photo[..., 0].astype(np.float32) / 255
    code = "Array.from(it.stretch(Float32Array.from(values.uv), values.size, values.target))"
    size, wanted = {"height": 61, "width": 83}, {"height": target[0], "width": target[1]}
    there = call("conversion/stretching.js", code, uv=uv.ravel().tolist(), size=size, target=wanted)
    across = Image.Resampling.HAMMING if target[1] < 83 else Image.Resampling.BICUBIC
    down = Image.Resampling.HAMMING if target[0] < 61 else Image.Resampling.BICUBIC
    picture = Image.fromarray(uv).resize((target[1], 61), across).resize((target[1], target[0]), down)
    here = np.clip(np.asarray(picture), 0, 1)
    np.testing.assert_allclose(np.reshape(there, target) / 255, here, atol=HALF_A_LEVEL + 1e-5)


@pytest.mark.parametrize("length", [1, 8, 479, 480, 481, 1365, 5000])
def test_tiles_of_an_axis(call: Callable[..., Any], length: int) -> None:
    there = call("conversion/tiles.js", f"it.exactAxis({length}, {{tile: 584, reach: 49, multiple: 8}})")
    here = exact_axis(length, tile=584, reach=49, multiple=8)
    assert (tuple(there["starts"]), there["core"], there["halo"], there["tile"]) == (
        here.starts, here.core, here.halo, here.tile,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("height", "width", "mm_per_pixel"),
    [(1024, 768, 0.234375), (1024, 768, 0.2414), (1024, 768, 0.2415), (3, 5, 0.1171875), (4032, 3024, 0.08)],
)
def test_size_at_the_working_scale(call: Callable[..., Any], height: int, width: int, mm_per_pixel: float) -> None:
    """Halves too, which Python rounds to the even neighbour."""
    working = {"mm_per_pixel": 0.234375, "close_enough": 0.03, "most_pixels": 64e6}
    code = "it.workingSize(values.photo, values.scale, values.working)"
    photo = {"height": height, "width": width}
    there = call("conversion/scale.js", code, photo=photo, scale=mm_per_pixel, working=working)
    assert (there["height"], there["width"]) == working_size((height, width), mm_per_pixel, 0.234375)


@pytest.mark.parametrize("mm_per_pixel", [0.234375, 0.46875, 1 / 3, 0.08, 12.345678, 0.00123456])
def test_a_scale_is_told_alike(call: Callable[..., Any], mm_per_pixel: float) -> None:
    there = call("conversion/scale.js", "it.formatScale(values.scale)", scale=mm_per_pixel)
    assert there == format_scale(mm_per_pixel)


def test_exif_that_is_written_can_be_read(call: Callable[..., Any]) -> None:
    code = "Array.from(it.buildExif('A µ description', 'uvphoto'))"
    facts = parse_facts(bytes(call("picture/exif.js", code)))
    assert (facts.description, facts.orientation, facts.taken, facts.camera) == ("A µ description", 1, None, None)


def test_png_is_read_by_pillow(call: Callable[..., Any], photo: NDArray[np.uint8], tmp_path: Path) -> None:
    code = """btoa(String.fromCharCode(...new Uint8Array(await (await it.encodePng(
        Uint8ClampedArray.from(values.samples), {height: 61, width: 83},
        {xmp: '<x/>', software: 'uvphoto', description: 'µ'})).arrayBuffer())))"""
    data = base64.b64decode(call("picture/png.js", code, samples=photo[..., 0].ravel().tolist()))
    (tmp_path / "one.png").write_bytes(data)
    with Image.open(tmp_path / "one.png") as picture:
        picture.load()
        np.testing.assert_array_equal(np.asarray(picture), photo[..., 0])
        assert picture.info["Description"] == "µ"
        assert json.dumps(picture.info["XML:com.adobe.xmp"]) == '"<x/>"'
