from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from uvphoto.analysis.calibration import find_calibration
from uvphoto.analysis.findings import FindingKind, Severity
from uvphoto.analysis.trust import Trust, assess
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.picture import read_colour
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.pupils import PUPIL_DISTANCE_MM, Pupils

Pixels = NDArray[np.float32]

ORDINARY = ("0c4997cb", "15a66a00", "217e3f8b", "293954ee")
FACE = FaceFinding(Pupils((240.0, 320.0), (240.0, 192.0), 350.0, is_measured=True), 0.0, 0.0, ())  # all are aligned
SKIN, NOSE = 1, 2  # in the numbering of the masks themselves


def grey(colour: Pixels) -> Pixels:
    return np.repeat(colour.mean(axis=2, keepdims=True), 3, axis=2)


def trust_in(folder: Path, name: str, change: Callable[[Pixels], Pixels] | None = None) -> Trust:
    path = next((folder / "skin_masks").glob(f"{name}*.jpg"))
    colour = read_colour(path).pixels
    if change is not None:
        colour = np.ascontiguousarray(change(colour), np.float32)
    labels = np.array(Image.open(path.with_suffix(".png")))
    labels = labels if labels.ndim == 2 else labels[..., 0]
    uv = colour[..., 2].copy()
    return assess(
        colour, np.isin(labels, (SKIN, NOSE)), np.zeros(labels.shape, np.uint8), FACE, uv=uv,
        spread=np.full_like(uv, 0.005), mm_per_pixel=PUPIL_DISTANCE_MM / 128, ratios={"face": 0.05},
        calibration=find_calibration(WeightsStore.of_user().find()),
    )  # fmt: skip


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_photos_are_warned_of_at_most(reference_data: Path, name: str) -> None:
    trust = trust_in(reference_data, name)
    assert not trust.is_refused, trust.findings
    assert {one.kind for one in trust.findings} <= {FindingKind.UNFAMILIAR}
    low, high = trust.intervals["face"][0.9]
    assert low < 0.05 < high


@pytest.mark.parametrize("name", ORDINARY[:2])
@pytest.mark.parametrize(
    "change",
    [
        grey,
        lambda colour: 1 - colour,
        lambda colour: colour[..., ::-1],
        lambda colour: np.clip(grey(colour) * np.array([1.1, 0.95, 0.7], np.float32), 0, 1),
        lambda colour: np.clip(3 * (colour - 0.5) + 0.5, 0, 1),
    ],
    ids=["grey", "inverted", "channels swapped", "sepia", "contrast"],
)
def test_photos_that_are_none_of_skin_are_refused(
    reference_data: Path, name: str, change: Callable[[Pixels], Pixels]
) -> None:
    trust = trust_in(reference_data, name, change)
    refused = {one.kind for one in trust.findings if one.severity is Severity.REFUSE}
    assert refused & {FindingKind.CAST, FindingKind.UNFAMILIAR, FindingKind.CLIPPED}
