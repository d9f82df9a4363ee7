"""WebP's three kinds of container against libwebp."""

from pathlib import Path
from types import ModuleType

import imagecodecs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uvphoto.picture import inspect, read_colour


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(height=st.integers(1, 300), width=st.integers(1, 300), kind=st.sampled_from(["lossy", "lossless", "extended"]))
def test_the_size_of_every_container(odd: ModuleType, tmp_path: Path, height: int, width: int, kind: str) -> None:
    pixels = np.full((height, width, 3), 77, np.uint8)
    options = {"lossy": {}, "lossless": {"lossless": True}, "extended": {"icc_profile": odd.rgb_profile("p3")}}
    path = tmp_path / "photo.webp"
    path.write_bytes(odd.save(pixels, "WEBP", **options[kind]))
    info = inspect(path)
    assert (info.height, info.width, info.channels, info.bit_depth) == (height, width, 3, 8)
    assert info.has_icc == (kind == "extended")


@pytest.mark.parametrize("lossless", [True, False])
def test_libwebp_gives_the_same_pixels(odd: ModuleType, tmp_path: Path, *, lossless: bool) -> None:
    path = tmp_path / "photo.webp"
    path.write_bytes(odd.save(odd.with_alpha(255), "WEBP", lossless=lossless))
    expected = imagecodecs.webp_decode(path.read_bytes())[..., :3]
    assert (np.rint(read_colour(path).pixels * 255) == expected).all()
