"""The weights that come with the package, on a simulated face and by every library."""

import importlib.util
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import RunSettings, Runtime
from uvphoto.conversion.weights_file import Weights
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.metrics import mean_absolute_error, ssim
from uvphoto.models.weights_info import ExactTiling
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import ClinicPhoto, clinic_photo

MOST_BYTES = 10_000_000


def bundled(name: str | None = None) -> Weights:
    return WeightsStore.of_user().find(name)


@cache
def face(seed: int = 4242) -> ClinicPhoto:
    """Return a simulated face that the weights have not learned from, at half of their scale."""
    one = draw_simulated(SimulationSettings(people=1, seed=seed, size=512), 0)
    return clinic_photo(one.life, visit(one.life, 0), one.studio)


def converted(
    weights: Weights, runtime: Runtime = Runtime.ONNXRUNTIME, tile: int | None = None, photo: ClinicPhoto | None = None
) -> NDArray[np.float32]:
    converter = load_converter(weights, RunSettings(runtime, threads=1, tile=tile))
    photo = photo or face()
    return convert(photo.colour.astype(np.float32), converter, mm_per_pixel=photo.view.mm_per_pixel)


def test_they_are_small_and_say_where_they_come_from() -> None:
    weights = bundled()
    assert weights.path.stat().st_size < MOST_BYTES
    assert isinstance(weights.info.tiling, ExactTiling)
    assert "uvphoto simulate" in str(weights.info.provenance["data_made"])
    assert weights.info.licence == "Apache-2.0"
    assert weights.info.figures["validation_psnr"] > 20


def test_they_come_nearer_to_the_true_uv_photo_than_any_channel() -> None:
    """In structure on every face; in brightness, which other light may mistake on one face, over several."""
    errors = []
    for seed in (4240, 4241, 4242, 4243):
        photo = face(seed)
        channels = [np.ascontiguousarray(photo.colour[..., channel], dtype=np.float32) for channel in range(3)]
        pictures = [converted(bundled(), photo=photo), *channels]
        true, skin = photo.uv.astype(np.float32), photo.skin_mask
        likeness = [ssim(picture, true, skin) for picture in pictures]
        assert likeness[0] > max(likeness[1:])
        errors.append([mean_absolute_error(picture, true, skin) for picture in pictures])
    ours, *others = np.mean(errors, axis=0)
    assert ours < min(others)


@pytest.mark.parametrize("runtime", [Runtime.OPENVINO, Runtime.TORCH])
def test_every_library_gives_the_same(runtime: Runtime) -> None:
    if importlib.util.find_spec(runtime.value) is None:
        pytest.skip(f"{runtime} is not installed")
    assert np.abs(converted(bundled(), runtime) - converted(bundled())).max() <= 1 / 255


def test_tiles_leave_no_seam() -> None:
    assert np.abs(converted(bundled(), tile=256) - converted(bundled())).max() <= 1 / 255


def test_short_integers_stay_near() -> None:
    weights = bundled("compact-simulated-2-int8")
    assert weights.info.precision == "int8"
    error = np.abs(converted(weights) - converted(bundled())) * 255
    assert error.mean() < 1.5
    assert np.percentile(error, 99.9) < 10
