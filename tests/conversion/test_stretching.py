"""Bands put together against Pillow on the whole."""

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from uvphoto.conversion import stretching
from uvphoto.conversion.stretching import gather

sides = st.integers(1, 70)


@given(size=st.tuples(sides, sides), shape=st.tuples(sides, sides), same=st.booleans(), data=st.data())
def test_bands_give_what_the_whole_gives(
    networks: ModuleType, size: tuple[int, int], shape: tuple[int, int], same: bool, data: st.DataObject
) -> None:
    uv = networks.noise(*size)[..., 0]
    shape = size if same else shape
    cuts = sorted(data.draw(st.sets(st.integers(1, size[0]), max_size=5)))
    expected = uv
    for axis in (0, 1):
        kernel = Image.Resampling.HAMMING if expected.shape[axis] > shape[axis] else Image.Resampling.BICUBIC
        to = (expected.shape[1], shape[0]) if axis == 0 else (shape[1], expected.shape[0])
        expected = np.asarray(Image.fromarray(np.ascontiguousarray(expected)).resize(to, kernel))
    out = np.full(shape, np.nan, np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretching, "_MOST_AT_ONCE", data.draw(st.sampled_from([1, 100, 1 << 20])))
        bands = [band for band in np.split(uv, cuts) if len(band)]
        assert gather(iter(bands), size, out) is out
    np.testing.assert_allclose(out, np.clip(expected, 0, 1), atol=5e-6)


def test_only_what_is_needed_is_kept(networks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    write = stretching._write_rows  # noqa: SLF001 - how much it holds is nowhere else to be seen

    def watched(rows: stretching._Rows, *rest: object) -> int:
        kept.append(len(rows.values))
        return write(rows, *rest)

    monkeypatch.setattr(stretching, "_write_rows", watched)
    uv = networks.noise(1000, 20)[..., 0]
    gather(np.split(uv, 50), uv.shape, np.empty((3000, 60), np.float32))
    assert max(kept) <= 20 + 8
