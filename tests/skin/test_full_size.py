"""From a small soft map to a large mask."""

import numpy as np
import pytest

from uvphoto.skin.full_size import to_full_size


@pytest.mark.parametrize("scale", [0.7, 6.5])
def test_a_disc_stays_a_disc_with_a_smooth_edge(scale: float) -> None:
    rows, columns = np.mgrid[:80, :60]
    soft = np.clip(20.5 - np.hypot(rows - 40, columns - 30), 0, 1).astype(np.float32)
    to_photo = np.array([[scale, 0, 5.0], [0, scale, -3.0]])
    mask = to_full_size(soft, to_photo, (700, 500))
    y, x = np.mgrid[:700, :500]
    radius = np.hypot(y - (40 * scale - 3), x - (30 * scale + 5))
    assert mask[radius < 20 * scale - 0.15 * scale - 1].all()
    assert not mask[radius > 20 * scale + 0.15 * scale + 1].any()


def test_a_map_outside_the_photo_leaves_it_empty() -> None:
    assert not to_full_size(np.ones((9, 9), np.float32), np.array([[1, 0, 50.0], [0, 1, -400.0]]), (30, 40)).any()
