"""A photo that shows no face, by the real analysis: what is told, and that it helps somebody at a page."""

from types import SimpleNamespace

import numpy as np
import pytest

from uvphoto.app.jobs.analysing import Analyse, load_tools
from uvphoto.errors import UnusablePhotoError
from uvphoto.picture import encode_jpeg


def test_a_photo_without_a_face_is_told_with_what_can_be_done_here() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    desk = SimpleNamespace(read=lambda _: encode_jpeg(noise, quality=90), advance=lambda *_: None)
    with pytest.raises(UnusablePhotoError) as told:
        Analyse(lambda: load_tools(1), 10**6)(desk)
    assert str(told.value) == (
        "The photo shows no face that can be measured. "
        "Take it from the front in even light, with both eyes open and the whole face in it."
    )
